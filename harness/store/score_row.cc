#include "harness/store/score_row.h"

#include <bit>
#include <cstring>

namespace assay::store {

std::string stats_bytes(const StatsRow& row) {
  static_assert(std::endian::native == std::endian::little, "a store is little-endian on every machine");
  return {reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double)};
}

StatsRow stats_from(std::string_view bytes) {
  StatsRow row(bytes.size() / sizeof(double));
  std::memcpy(row.data(), bytes.data(), row.size() * sizeof(double));
  return row;
}

void bind_score(Query& query, int first, const Scored& scored) {
  if (scored.is_scored())
    query.bind(first, scored.value)
        .bind_null(first + 1)
        .bind_blob(first + 4, stats_bytes(std::get<StatsRow>(scored.row)));
  else
    query.bind_null(first).bind(first + 1, std::get<Unscored>(scored.row).reason).bind_null(first + 4);
  query.bind(first + 2, scored.detail);
  if (scored.extracted)
    query.bind(first + 3, *scored.extracted);
  else
    query.bind_null(first + 3);
}

Scored read_score(const Query& query, int first) {
  Scored out;
  if (query.is_null(first + 1))
    out.row = stats_from(query.text(first + 4));
  else
    out.row = Unscored{query.text(first + 1)};
  out.value = query.optional_real(first);
  out.detail = query.text(first + 2);
  if (!query.is_null(first + 3)) out.extracted = query.text(first + 3);
  return out;
}

}  // namespace assay::store
