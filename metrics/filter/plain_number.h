#pragma once

#include <optional>
#include <string>

namespace assay::metrics {

/// A number without exponent where it is not huge or tiny, and without a fraction where it has none: "1250.5", "18",
/// "-0.25". Nothing for one that is not finite.
std::optional<std::string> plain_number(double value);

}  // namespace assay::metrics
