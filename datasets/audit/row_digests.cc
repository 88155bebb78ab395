#include "datasets/audit/row_digests.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "datasets/audit/row_stream.h"
#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/random.h"

namespace assay::datasets {
namespace {

std::uint64_t read_hex(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return value;
}

}  // namespace

void RowSetDigest::add(std::string_view sha256) {
  ASSAY_CHECK(sha256.size() == 64);
  std::array<std::uint64_t, 4> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = read_hex(sha256.substr(16 * i, 16));
  digests_.push_back(digest);
  sorted_ = false;
}

void RowSetDigest::sort() {
  if (!sorted_) std::sort(digests_.begin(), digests_.end());
  sorted_ = true;
}

std::string RowSetDigest::hex() {
  sort();
  Sha256 hash;
  for (const auto& d : digests_) hash.update(fmt::format("{:016x}{:016x}{:016x}{:016x}\n", d[0], d[1], d[2], d[3]));
  return hash.hex();
}

std::uint64_t RowSetDigest::distinct() {
  sort();
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < digests_.size(); ++i) count += i == 0 || digests_[i] != digests_[i - 1] ? 1 : 0;
  return count;
}

std::vector<RowDigest> digest_rows(const std::string& file, std::span<const ReaderDef* const> readers) {
  std::vector<RowDigest> rows;
  RowIds ids;
  for_each_row(file, readers, [&](Value& row, const Reader& reader) {
    rows.push_back({"", reader.where(), row_sha256(row)});
    ids.add(row, rows.back().sha256, rows.back().where);
  });
  std::vector<std::string> all = ids.take();
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].id = std::move(all[i]);
  return rows;
}

std::optional<std::string> unstable_row(const std::string& file, std::span<const ReaderDef* const> readers,
                                        const std::vector<RowDigest>& rows) {
  std::vector<Value> stated;
  for_each_row(file, readers, [&](Value& row, const Reader&) {
    Value kept = Value::object();
    if (const Value* id = row.find("id")) kept.set("id", *id);
    stated.push_back(std::move(kept));
  });
  if (stated.size() != rows.size())
    throw Error(ErrorKind::kData, fmt::format("{}: the file changed while it was read", file));
  // Equal rows share their ids in any order: what counts is which ids the rows of one content have together.
  using Named = std::vector<std::pair<std::string, std::string>>;
  std::optional<std::string> refused;  // a row that can have no id in some order
  const auto named = [&](const std::vector<std::size_t>& order) {
    RowIds ids;
    Named pairs;
    for (const std::size_t i : order) {
      try {
        pairs.emplace_back(rows[i].sha256, ids.add(stated[i], rows[i].sha256, rows[i].where));
      } catch (const Error&) {
        refused = rows[i].sha256;
        break;
      }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  };
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const Named expected = named(order);
  const auto differs = [&]() -> std::optional<std::string> {
    const Named found = named(order);
    if (refused) return refused;
    const auto [at, other] = std::mismatch(expected.begin(), expected.end(), found.begin());
    if (at == expected.end()) return std::nullopt;
    return at->first;
  };
  std::reverse(order.begin(), order.end());
  if (auto digest = differs()) return digest;
  RandomStream random(stream_seed(1234, "audit-shuffle", file, 0));
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return differs();
}

}  // namespace assay::datasets
