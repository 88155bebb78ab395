#include "metrics/extract/json_reference.h"

#include <fmt/core.h>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "metrics/text/epochs.h"

namespace assay::metrics {

std::variant<std::monostate, Value, Unscored> json_field(const Sample& sample, std::string_view field) {
  const Value* value = sample.fields.find(field);
  if (value == nullptr || value->is_null()) return std::monostate();
  if (!value->is_string()) return *value;
  try {
    return json::parse(value->as_string(), fmt::format("field '{}'", field));
  } catch (const Error& error) {
    return Unscored{error.message()};
  }
}

std::variant<std::vector<Value>, Unscored> json_references(const Sample& sample, std::string_view field) {
  auto found = json_field(sample, field);
  if (auto* reason = std::get_if<Unscored>(&found)) return std::move(*reason);
  if (auto* value = std::get_if<Value>(&found)) return std::vector<Value>{std::move(*value)};
  if (sample.targets.empty()) return Unscored{fmt::format("{}, and no field '{}'", kNoReference, field)};
  std::vector<Value> references;
  for (const std::string& target : sample.targets) {
    try {
      references.push_back(json::parse(target, "reference"));
    } catch (const Error& error) {
      return Unscored{error.message()};
    }
  }
  return references;
}

}  // namespace assay::metrics
