#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/metric.h"

namespace assay::metrics {

/// The JSON values that answers to a sample are compared with: that of its row's field (a text there is read as JSON)
/// where the row has it, else each of its references read as JSON. Unscored where there is none or one is no JSON.
std::variant<std::vector<Value>, Unscored> json_references(const Sample& sample, std::string_view field);

/// The row's field, a text there read as JSON; a null is as good as no field.
/// Returns nothing (monostate) where the row has none.
std::variant<std::monostate, Value, Unscored> json_field(const Sample& sample, std::string_view field);

}  // namespace assay::metrics
