#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "metrics/extract/rational.h"

namespace assay::metrics {

/// What an expression is worth: exactly where it is a fraction of whole numbers that fit, else modulo a prime where only
/// additions, products, quotients and whole powers make it, and always as a double at three points. A point gives every
/// variable a value of its own, the same in every expression, so that expressions which differ in writing only agree at
/// all points, and others disagree at one at least. Constants have one value at all points.
/// Source: the residue is the identity test of Schwartz 1980, "Fast probabilistic algorithms for verification of polynomial
/// identities".
struct MathValue {
  std::optional<Rational> exact;
  std::optional<std::uint64_t> residue;  ///< modulo 2^61 - 1
  bool decimal = false;                  ///< some number in it was written with a decimal point
  std::array<double, 3> at{};            ///< NaN at a point where it is not defined, or too large for a double

  static MathValue whole(std::int64_t value);
  /// A number that is no fraction: pi, infinity.
  static MathValue constant(double value);
  /// A variable, whose values and residue follow from its name.
  static MathValue variable(std::string_view name);
  /// A number as it is written: digits, with a point among them or without. Requires: nothing else, and a digit.
  static MathValue literal(std::string_view written);

  /// Whether it is worth anything anywhere.
  bool is_defined() const;
};

MathValue operator+(const MathValue& a, const MathValue& b);
MathValue operator-(const MathValue& a);
MathValue operator*(const MathValue& a, const MathValue& b);
/// Not defined where `b` is 0.
MathValue operator/(const MathValue& a, const MathValue& b);
MathValue power(const MathValue& base, const MathValue& exponent);
/// The real root: an odd one of a negative number is negative.
MathValue root(const MathValue& radicand, const MathValue& degree);
MathValue absolute(const MathValue& a);
/// Not defined but for whole numbers, 0 to 170.
MathValue factorial(const MathValue& a);
/// Not defined but for whole numbers, n up to 1000.
MathValue binomial(const MathValue& n, const MathValue& k);

/// An elementary function of a real number.
using RealFunction = double (*)(double);
/// The function of that name ("sin", "ln", ...; "log" is to base 10); null where there is none.
RealFunction real_function(std::string_view name);
MathValue applied(RealFunction function, const MathValue& a);

/// Whether two values are the same: exactly where both are exact or have residues, else within rounding; where a side that
/// was written as a decimal stands for a number that no decimals write exactly (1/3, a root), within `rel_tol` of it.
bool same_value(const MathValue& a, const MathValue& b, double rel_tol);

}  // namespace assay::metrics
