#include "datasets/row_ids.h"

#include <fmt/core.h>

#include <functional>

#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/excerpt.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kIdDigits = 12;
// Ids stand in reports, file names and messages.
constexpr std::size_t kMaxIdBytes = 1000;

}  // namespace

std::string row_sha256(const Value& row) { return sha256_hex(json::dump_canonical(row)); }

std::string id_of_digest(std::string_view sha256) { return std::string(sha256.substr(0, kIdDigits)); }

std::optional<std::string> id_text(const Value& value) {
  if (value.is_int()) return std::to_string(value.as_int());
  if (!value.is_string() || value.as_string().empty() || value.as_string().size() > kMaxIdBytes) return std::nullopt;
  return value.as_string();
}

RowIds::RowIds(IdColumn column) : column_(std::move(column)), table_(64) {}

std::uint64_t RowIds::hash_of(const std::string& id) { return std::hash<std::string>()(id); }

std::optional<std::size_t> RowIds::find(const std::string& id) const {
  const std::size_t mask = table_.size() - 1;
  const std::uint64_t hash = hash_of(id);
  // The other ids lie anywhere in memory: they are only looked at where half of the hash is equal.
  for (std::size_t at = hash & mask; table_[at] != 0; at = (at + 1) & mask) {
    if (((table_[at] ^ hash) & kHashBits) != 0) continue;
    const auto place = static_cast<std::size_t>(table_[at] & ~kHashBits) - 1;
    if (ids_[place] == id) return place;
  }
  return std::nullopt;
}

void RowIds::remember(std::size_t place) {
  ASSAY_CHECK(place < UINT32_MAX);
  if (2 * (place + 1) > table_.size()) {
    table_.assign(2 * table_.size(), 0);
    for (std::size_t i = 0; i < place; ++i) remember(i);
  }
  const std::size_t mask = table_.size() - 1;
  const std::uint64_t hash = hash_of(ids_[place]);
  std::size_t at = hash & mask;
  while (table_[at] != 0) at = (at + 1) & mask;
  table_[at] = (hash & kHashBits) | (place + 1);
}

const std::string& RowIds::add(const Value& row, const std::string& where) {
  text_.clear();
  json::append_canonical(text_, row);
  return add(row, sha256_hex(text_), where);
}

const std::string& RowIds::add(const Value& row, std::string_view sha256, const std::string& where) {
  ASSAY_CHECK(sha256.size() == 64);
  const std::uint64_t digest = std::stoull(std::string(sha256.substr(0, 16)), nullptr, 16);
  std::optional<std::string> stated = stated_id(row, where);
  std::string id = stated ? *std::move(stated) : id_of_digest(sha256);
  if (const std::optional<std::size_t> first = find(id)) {
    if (contents_[*first] != digest)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the id '{}' is also that of another row, number {} from 0; expected an id of its own for "
                              "each row (`id_field: ''` in the task makes ids from the rows' content)",
                              where, id, *first));
    const std::string base = id;
    do id = fmt::format("{}#{}", base, ++copies_[base] + 1);
    while (find(id));
  }
  ids_.push_back(std::move(id));
  contents_.push_back(digest);
  remember(ids_.size() - 1);
  return ids_.back();
}

std::optional<std::string> RowIds::stated_id(const Value& row, const std::string& where) const {
  if (column_.name.empty()) return std::nullopt;
  const Value* value = row.find(column_.name);
  if (value == nullptr && !column_.is_required) return std::nullopt;
  if (std::optional<std::string> id = value == nullptr ? std::nullopt : id_text(*value)) return id;
  const bool is_long = value != nullptr && value->is_string() && !value->as_string().empty();
  const std::string found = value == nullptr ? "missing"
                            : is_long        ? fmt::format("a text of {} bytes", value->as_string().size())
                                             : json_excerpt(*value);
  throw Error(ErrorKind::kData,
              fmt::format("{}: the id field '{}' is {}; expected a text{} or a whole number", where, column_.name, found,
                          is_long ? fmt::format(" of up to {} bytes", kMaxIdBytes) : ""));
}

}  // namespace assay::datasets
