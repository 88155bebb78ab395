#include "metrics/extract/ranked_ids.h"

#include <fmt/core.h>

#include <cmath>
#include <optional>
#include <unordered_set>

namespace assay::metrics {
namespace {

std::optional<std::string> id_of(const Value& item) {
  if (item.is_string()) return item.as_string();
  if (item.is_int()) return std::to_string(item.as_int());
  const Value* id = item.find("id");
  if (id != nullptr && (id->is_string() || id->is_int())) return id_of(*id);
  return std::nullopt;
}

std::string wrong_id(const Value& item) {
  return fmt::format("an id is {}; expected a text, a whole number or an object with an id", kind_name(item));
}

}  // namespace

std::variant<std::vector<std::string>, std::string> ranked_ids(const Value& list) {
  if (!list.is_array()) return fmt::format("{} instead of a list of ids", kind_name(list));
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (const Value& item : list.as_array()) {
    std::optional<std::string> id = id_of(item);
    if (!id) return wrong_id(item);
    if (seen.insert(*id).second) ids.push_back(*std::move(id));
  }
  return ids;
}

std::variant<Gains, std::string> document_gains(const Value& relevant) {
  Gains gains;
  if (relevant.is_object()) {
    for (const Value::Member& member : relevant.as_object()) {
      if (!member.value.is_number() || !(member.value.as_double() >= 0.0) || !std::isfinite(member.value.as_double()))
        return fmt::format("the gain of '{}' is {}; expected a number from 0", member.key,
                           member.value.is_number() ? fmt::format("{}", member.value.as_double())
                                                    : std::string(kind_name(member.value)));
      if (member.value.as_double() > 0.0) gains.emplace(member.key, member.value.as_double());
    }
    return gains;
  }
  if (!relevant.is_array()) return fmt::format("{} instead of a list of ids or an object of gains", kind_name(relevant));
  for (const Value& item : relevant.as_array()) {
    std::optional<std::string> id = id_of(item);
    if (!id) return wrong_id(item);
    gains.emplace(*std::move(id), 1.0);
  }
  return gains;
}

}  // namespace assay::metrics
