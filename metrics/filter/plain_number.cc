#include "metrics/filter/plain_number.h"

#include <fmt/core.h>

#include <cmath>

namespace assay::metrics {

std::optional<std::string> plain_number(double value) {
  // Up to here every whole number is a double.
  constexpr double kLargestExact = 9007199254740992.0;
  if (!std::isfinite(value)) return std::nullopt;
  if (value == 0.0) return "0";
  if (value == std::trunc(value) && std::fabs(value) <= kLargestExact) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

}  // namespace assay::metrics
