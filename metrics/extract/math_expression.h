#pragma once

#include <optional>
#include <string_view>

#include "metrics/extract/math_value.h"

namespace assay::metrics {

/// Evaluates a formula in the spelling of `normalize_math`: + - * / ^ !, juxtaposition, \frac, \sqrt[n], \binom, |x|,
/// brackets, mixed numbers, \pi, e, \infty, elementary functions, variables of one letter with or without an index.
/// Nothing where it is no such formula or worth nothing at any point: words, an unknown command, nesting over 60 levels, and
/// a whole number before a fraction over 1, which may be a mixed number or a product.
std::optional<MathValue> evaluate_math(std::string_view formula);

}  // namespace assay::metrics
