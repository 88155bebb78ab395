#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "metrics/extract/rational.h"

namespace assay::metrics {

/// What an expression is worth: exactly where it is a fraction of whole numbers, and as a double at three points. A point
/// gives every variable a value of its own, the same in every expression, so that expressions which differ in writing
/// only agree at all points, and others disagree at one at least. Constants have one value at all points.
struct MathValue {
  std::optional<Rational> exact;
  bool decimal = false;       ///< some number in it was written with a decimal point
  std::array<double, 3> at{};  ///< NaN at a point where it is not defined

  /// The value of a hundredth, for percent.
  MathValue hundredth() const;
};

/// Evaluates a formula in the spelling of `normalize_math`: + - * / ^ !, juxtaposition, \frac, \sqrt[n], \binom, |x|,
/// brackets, mixed numbers, \pi, e, \infty, elementary functions, variables of one letter with or without an index.
/// Nothing where it is no such formula or worth nothing at any point: words, an unknown command, nesting over 60 levels.
std::optional<MathValue> evaluate_math(std::string_view formula);

/// Whether two values are the same: exactly where both are exact, else within rounding; where a side that was written as a
/// decimal stands for a number that no decimals write exactly (1/3, a root), within `rel_tol` of it.
bool same_value(const MathValue& a, const MathValue& b, double rel_tol);

}  // namespace assay::metrics
