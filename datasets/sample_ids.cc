#include "datasets/sample_ids.h"

#include <fmt/core.h>

#include <functional>

#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kIdDigits = 12;

}  // namespace

SampleIdMaker::SampleIdMaker(const TaskSpec& spec)
    : field_(spec.has_id_field ? spec.id_field : "id"), required_(spec.has_id_field && !spec.id_field.empty()), table_(64) {}

std::uint64_t SampleIdMaker::hash_of(const std::string& id) { return std::hash<std::string>()(id); }

std::optional<std::size_t> SampleIdMaker::find(const std::string& id, const SampleIds& ids) const {
  const std::size_t mask = table_.size() - 1;
  const std::uint64_t hash = hash_of(id);
  // The other ids lie anywhere in memory: they are only looked at where half of the hash is equal.
  for (std::size_t at = hash & mask; table_[at] != 0; at = (at + 1) & mask) {
    if (((table_[at] ^ hash) & kHashBits) != 0) continue;
    const auto place = static_cast<std::size_t>(table_[at] & ~kHashBits) - 1;
    if (ids[place] == id) return place;
  }
  return std::nullopt;
}

void SampleIdMaker::remember(std::size_t place, const SampleIds& ids) {
  ASSAY_CHECK(place < UINT32_MAX);
  if (2 * (place + 1) > table_.size()) {
    table_.assign(2 * table_.size(), 0);
    for (std::size_t i = 0; i < place; ++i) remember(i, ids);
  }
  const std::size_t mask = table_.size() - 1;
  const std::uint64_t hash = hash_of(ids[place]);
  std::size_t at = hash & mask;
  while (table_[at] != 0) at = (at + 1) & mask;
  table_[at] = (hash & kHashBits) | (place + 1);
}

void SampleIdMaker::add(const Value& row, const std::string& where, SampleIds& ids) {
  text_.clear();
  json::append_canonical(text_, row);
  const std::string content = sha256_hex(text_);
  const std::uint64_t digest = std::stoull(content.substr(0, 16), nullptr, 16);
  std::string id = stated_id(row, where).value_or(content.substr(0, kIdDigits));
  if (const std::optional<std::size_t> first = find(id, ids)) {
    if (contents_[*first] != digest)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the id '{}' is also that of another row, number {} from 0; expected an id of its own for "
                              "each row (`id_field: ''` in the task makes ids from the rows' content)",
                              where, id, *first));
    const std::string base = id;
    do id = fmt::format("{}#{}", base, ++copies_[base] + 1);
    while (find(id, ids));
  }
  ids.push_back(std::move(id));
  contents_.push_back(digest);
  remember(ids.size() - 1, ids);
}

std::optional<std::string> SampleIdMaker::stated_id(const Value& row, const std::string& where) const {
  if (field_.empty()) return std::nullopt;
  const Value* value = row.find(field_);
  if (value == nullptr && !required_) return std::nullopt;
  if (value == nullptr || !(value->is_int() || (value->is_string() && !value->as_string().empty())))
    throw Error(ErrorKind::kData, fmt::format("{}: the id field '{}' is {}; expected a text or a whole number", where, field_,
                                              value == nullptr ? "missing" : json::dump(*value)));
  return value->is_int() ? std::to_string(value->as_int()) : value->as_string();
}

}  // namespace assay::datasets
