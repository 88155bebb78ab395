#pragma once

#include <cstdint>
#include <numeric>
#include <optional>

namespace assay::metrics {

/// A fraction in lowest terms with a positive denominator. What does not fit into 64 bits is nothing, never wrong.
class Rational {
 public:
  constexpr Rational(std::int64_t whole) : over_(whole) {}  // NOLINT: a whole number is a fraction

  /// Nothing where `under` is 0 or a part does not fit.
  static constexpr std::optional<Rational> of(std::int64_t over, std::int64_t under) {
    if (under == 0 || over == INT64_MIN || under == INT64_MIN) return std::nullopt;
    const std::int64_t divisor = std::gcd(over, under) * (under < 0 ? -1 : 1);
    Rational result(over / divisor);
    result.under_ = under / divisor;
    return result;
  }

  constexpr std::int64_t over() const { return over_; }
  constexpr std::int64_t under() const { return under_; }
  constexpr bool is_whole() const { return under_ == 1; }
  constexpr double to_double() const { return static_cast<double>(over_) / static_cast<double>(under_); }

  /// Whether some number of decimals writes it exactly.
  constexpr bool is_decimal() const {
    std::int64_t rest = under_;
    while (rest % 2 == 0) rest /= 2;
    while (rest % 5 == 0) rest /= 5;
    return rest == 1;
  }

  constexpr std::optional<Rational> plus(const Rational& other) const {
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t over = 0;
    std::int64_t under = 0;
    if (__builtin_mul_overflow(over_, other.under_, &a) || __builtin_mul_overflow(other.over_, under_, &b) ||
        __builtin_add_overflow(a, b, &over) || __builtin_mul_overflow(under_, other.under_, &under))
      return std::nullopt;
    return of(over, under);
  }
  constexpr std::optional<Rational> times(const Rational& other) const {
    // The halves are brought to lowest terms crosswise, so that only results that do not fit are lost.
    const auto left = of(over_, other.under_);
    const auto right = of(other.over_, under_);
    std::int64_t over = 0;
    std::int64_t under = 0;
    if (!left || !right || __builtin_mul_overflow(left->over_, right->over_, &over) ||
        __builtin_mul_overflow(left->under_, right->under_, &under))
      return std::nullopt;
    return of(over, under);
  }
  constexpr std::optional<Rational> inverse() const { return of(under_, over_); }
  constexpr std::optional<Rational> negated() const { return of(-over_, under_); }

  friend constexpr bool operator==(const Rational&, const Rational&) = default;

 private:
  std::int64_t over_;
  std::int64_t under_ = 1;
};

}  // namespace assay::metrics
