#include "harness/core/sample.h"

#include <fmt/core.h>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay {

std::optional<std::string> cluster_of(const Sample& sample, std::string_view field) {
  if (field.empty()) return std::nullopt;
  const Value* value = sample.fields.find(field);
  if (value == nullptr || value->is_null())
    throw Error(ErrorKind::kData, fmt::format("sample '{}' has no field '{}' that says which cluster it belongs to", sample.id, field));
  if (value->is_array() || value->is_object())
    throw Error(ErrorKind::kData, fmt::format("sample '{}': the field '{}' is {}; expected a text or a number that names a cluster",
                                              sample.id, field, kind_name(*value)));
  return value->is_string() ? value->as_string() : json::dump(*value);
}

}  // namespace assay
