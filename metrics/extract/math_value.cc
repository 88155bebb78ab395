#include "metrics/extract/math_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace assay::metrics {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kRounding = 1e-10;  // relative, of the double arithmetic below
constexpr double kTiny = 1e-12;      // relative to its terms, what is left of a sum that is 0
constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;

using Residue = std::optional<std::uint64_t>;

std::uint64_t times_modulo(std::uint64_t a, std::uint64_t b) {
  const __uint128_t product = static_cast<__uint128_t>(a) * b;
  const std::uint64_t sum = static_cast<std::uint64_t>(product & kPrime) + static_cast<std::uint64_t>(product >> 61);
  return sum >= kPrime ? sum - kPrime : sum;
}

std::uint64_t power_modulo(std::uint64_t base, std::uint64_t exponent) {
  std::uint64_t result = 1;
  for (; exponent > 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result = times_modulo(result, base);
    base = times_modulo(base, base);
  }
  return result;
}

/// By Fermat's little theorem; nothing for 0.
Residue inverse_modulo(std::uint64_t a) {
  if (a == 0) return std::nullopt;
  return power_modulo(a, kPrime - 2);
}

std::uint64_t negative_modulo(std::uint64_t a) { return a == 0 ? 0 : kPrime - a; }

std::uint64_t whole_modulo(std::int64_t value) {
  const std::uint64_t size = static_cast<std::uint64_t>(value < 0 ? -value : value) % kPrime;
  return value < 0 ? negative_modulo(size) : size;
}

Residue residue_of(const Rational& value) {
  if (value.is_whole()) return whole_modulo(value.over());
  const Residue inverse = inverse_modulo(whole_modulo(value.under()));
  if (!inverse) return std::nullopt;
  return times_modulo(whole_modulo(value.over()), *inverse);
}

MathValue undefined() { return MathValue::constant(kNan); }

/// What is exact is so in all its forms.
MathValue settled(std::optional<Rational> exact, Residue residue, MathValue value) {
  value.exact = exact;
  value.residue = exact ? residue_of(*exact) : residue;
  if (exact) value.at.fill(exact->to_double());
  return value;
}

/// The points of a function of two values. Infinity is only what was called so: a number that is too large is not defined.
template <class Function>
MathValue pointwise(const MathValue& a, const MathValue& b, Function function) {
  MathValue result;
  result.decimal = a.decimal || b.decimal;
  for (std::size_t i = 0; i < result.at.size(); ++i) {
    const double x = a.at[i];
    const double y = b.at[i];
    const double value = std::isnan(x) || std::isnan(y) ? kNan : function(x, y);
    result.at[i] = std::isinf(value) && std::isfinite(x) && std::isfinite(y) ? kNan : value;
  }
  return result;
}

std::optional<Rational> exact_power(const Rational& base, std::int64_t exponent) {
  const std::optional<Rational> factor = exponent < 0 ? base.inverse() : base;
  if (!factor || exponent > 200 || exponent < -200) return std::nullopt;
  std::optional<Rational> result = Rational(1);
  for (std::int64_t i = std::abs(exponent); i > 0 && result; --i) result = result->times(*factor);
  return result;
}

/// The whole n-th root, where there is one.
std::optional<std::int64_t> whole_root(std::int64_t value, std::int64_t n) {
  if (value < 0 || n < 1 || n > 62) return std::nullopt;
  const double near = std::pow(static_cast<double>(value), 1.0 / static_cast<double>(n));
  const auto guess = static_cast<std::int64_t>(std::llround(near));
  for (std::int64_t candidate = std::max<std::int64_t>(guess - 1, 0); candidate <= guess + 1; ++candidate) {
    const auto raised = exact_power(Rational(candidate), n);
    if (raised && *raised == Rational(value)) return candidate;
  }
  return std::nullopt;
}

std::optional<Rational> exact_power(const Rational& base, const Rational& exponent) {
  if (exponent.is_whole()) return exact_power(base, exponent.over());
  const auto over = whole_root(base.over(), exponent.under());
  const auto under = whole_root(base.under(), exponent.under());
  const auto root = over && under ? Rational::of(*over, *under) : std::nullopt;
  return root ? exact_power(*root, exponent.over()) : std::nullopt;
}

/// The sine of pi as a double is not 0, but near enough to be meant so.
double cleaned(double value, double argument) {
  return std::abs(value) <= 1e-15 * std::max(1.0, std::abs(argument)) && std::abs(argument) > 1e-3 ? 0.0 : value;
}

double sine(double x) { return cleaned(std::sin(x), x); }
double cosine(double x) { return cleaned(std::cos(x), x); }

constexpr auto kFunctions = std::to_array<std::pair<std::string_view, RealFunction>>({
    {"sin", sine},
    {"cos", cosine},
    {"tan", [](double x) { return sine(x) / cosine(x); }},
    {"cot", [](double x) { return cosine(x) / sine(x); }},
    {"sec", [](double x) { return 1.0 / cosine(x); }},
    {"csc", [](double x) { return 1.0 / sine(x); }},
    {"arcsin", [](double x) { return std::asin(x); }},
    {"arccos", [](double x) { return std::acos(x); }},
    {"arctan", [](double x) { return std::atan(x); }},
    {"sinh", [](double x) { return std::sinh(x); }},
    {"cosh", [](double x) { return std::cosh(x); }},
    {"tanh", [](double x) { return std::tanh(x); }},
    {"ln", [](double x) { return std::log(x); }},
    {"log", [](double x) { return std::log10(x); }},
    {"exp", [](double x) { return std::exp(x); }},
});

bool close(double a, double b, double tolerance) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

}  // namespace

MathValue MathValue::constant(double value) { return {std::nullopt, std::nullopt, false, {value, value, value}}; }

MathValue MathValue::whole(std::int64_t value) { return settled(Rational(value), std::nullopt, {}); }

// Between 0 and 1, negative, and over 3. FNV-1a spreads the names.
MathValue MathValue::variable(std::string_view name) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  hash ^= hash >> 29;
  const auto part = [&](int shift) { return static_cast<double>((hash >> shift) & 0xFFFFF) / 1048576.0; };
  return {std::nullopt, hash % kPrime, false, {0.1 + 0.8 * part(0), -1.1 - 1.8 * part(20), 3.0 + 7.0 * part(40)}};
}

MathValue MathValue::literal(std::string_view written) {
  std::int64_t digits = 0;
  std::int64_t scale = 1;
  bool fits = true;
  std::uint64_t digits_modulo = 0;
  std::uint64_t scale_modulo = 1;
  const std::size_t point = std::min(written.find('.'), written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (i == point) continue;
    const std::int64_t digit = written[i] - '0';
    fits = fits && !__builtin_mul_overflow(digits, std::int64_t{10}, &digits) &&
           !__builtin_add_overflow(digits, digit, &digits);
    digits_modulo = (times_modulo(digits_modulo, 10) + static_cast<std::uint64_t>(digit)) % kPrime;
    if (i < point) continue;
    fits = fits && !__builtin_mul_overflow(scale, std::int64_t{10}, &scale);
    scale_modulo = times_modulo(scale_modulo, 10);
  }
  double nearest = 0.0;
  if (std::from_chars(written.data(), written.data() + written.size(), nearest).ec != std::errc()) nearest = kNan;
  const Residue inverse = inverse_modulo(scale_modulo);
  MathValue value = settled(fits ? Rational::of(digits, scale) : std::nullopt,
                            inverse ? Residue(times_modulo(digits_modulo, *inverse)) : std::nullopt, constant(nearest));
  value.decimal = point + 1 < written.size();
  return value;
}

bool MathValue::is_defined() const {
  return residue || !std::all_of(at.begin(), at.end(), [](double x) { return std::isnan(x); });
}

MathValue operator+(const MathValue& a, const MathValue& b) {
  Residue residue;
  if (a.residue && b.residue) residue = (*a.residue + *b.residue) % kPrime;
  return settled(a.exact && b.exact ? a.exact->plus(*b.exact) : std::nullopt, residue,
                 pointwise(a, b, [](double x, double y) {
                   const double sum = x + y;
                   return std::abs(sum) <= kTiny * std::max(std::abs(x), std::abs(y)) ? 0.0 : sum;
                 }));
}

MathValue operator-(const MathValue& a) { return MathValue::whole(-1) * a; }

MathValue operator*(const MathValue& a, const MathValue& b) {
  Residue residue;
  if (a.residue && b.residue) residue = times_modulo(*a.residue, *b.residue);
  return settled(a.exact && b.exact ? a.exact->times(*b.exact) : std::nullopt, residue,
                 pointwise(a, b, std::multiplies<double>()));
}

MathValue operator/(const MathValue& a, const MathValue& b) {
  if (b.exact && *b.exact == Rational(0)) return undefined();
  Residue residue;
  if (a.residue && b.residue)
    if (const Residue inverse = inverse_modulo(*b.residue)) residue = times_modulo(*a.residue, *inverse);
  const auto inverse = b.exact ? b.exact->inverse() : std::nullopt;
  return settled(a.exact && inverse ? a.exact->times(*inverse) : std::nullopt, residue,
                 pointwise(a, b, std::divides<double>()));
}

MathValue power(const MathValue& base, const MathValue& exponent) {
  std::optional<Rational> exact;
  Residue residue;
  if (exponent.exact) {
    const Rational& by = *exponent.exact;
    if (base.exact && *base.exact == Rational(0) && by.over() < 0) return undefined();
    if (base.exact) exact = exact_power(*base.exact, by);
    if (base.residue && by.is_whole()) {
      residue = power_modulo(*base.residue, static_cast<std::uint64_t>(std::abs(by.over())));
      if (by.over() < 0) residue = inverse_modulo(*residue);
    }
  }
  return settled(exact, residue, pointwise(base, exponent, [](double x, double y) { return std::pow(x, y); }));
}

MathValue root(const MathValue& radicand, const MathValue& degree) {
  const bool odd = degree.exact && degree.exact->is_whole() && degree.exact->over() % 2 != 0;
  if (odd && radicand.at[0] < 0.0) return -root(-radicand, degree);
  return power(radicand, MathValue::whole(1) / degree);
}

MathValue absolute(const MathValue& a) {
  std::optional<Rational> exact = a.exact;
  if (exact && exact->over() < 0) exact = exact->negated();
  // What may change its sign with its variables is not made of sums and products.
  Residue residue;
  if (a.residue && a.at[0] == a.at[1] && a.at[0] == a.at[2])
    residue = a.at[0] < 0.0 ? negative_modulo(*a.residue) : *a.residue;
  return settled(exact, residue, pointwise(a, a, [](double x, double) { return std::abs(x); }));
}

MathValue factorial(const MathValue& a) {
  if (!a.exact || !a.exact->is_whole() || a.exact->over() < 0 || a.exact->over() > 170) return undefined();
  MathValue result = MathValue::whole(1);
  for (std::int64_t i = 2; i <= a.exact->over(); ++i) result = result * MathValue::whole(i);
  return result;
}

MathValue binomial(const MathValue& n, const MathValue& k) {
  if (!n.exact || !k.exact || !n.exact->is_whole() || !k.exact->is_whole()) return undefined();
  const std::int64_t all = n.exact->over();
  const std::int64_t some = k.exact->over();
  if (all < 0 || some < 0 || all > 1000 || some > all) return undefined();
  MathValue result = MathValue::whole(1);
  for (std::int64_t i = 1; i <= std::min(some, all - some); ++i)
    result = result * MathValue::whole(all - i + 1) / MathValue::whole(i);
  return result;
}

RealFunction real_function(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(), [&](const auto& f) { return f.first == name; });
  return found == kFunctions.end() ? nullptr : found->second;
}

MathValue applied(RealFunction function, const MathValue& a) {
  return pointwise(a, a, [&](double x, double) { return function(x); });
}

bool same_value(const MathValue& a, const MathValue& b, double rel_tol) {
  const bool rounded = a.decimal || b.decimal;
  if (a.exact && b.exact) {
    if (*a.exact == *b.exact) return true;
    if (!rounded || (a.exact->is_decimal() && b.exact->is_decimal())) return false;
  } else if (a.residue && b.residue) {
    if (*a.residue == *b.residue) return true;
    if (!rounded) return false;
  }
  int compared = 0;
  for (std::size_t i = 0; i < a.at.size(); ++i) {
    if (std::isnan(a.at[i]) && std::isnan(b.at[i])) continue;
    if (!close(a.at[i], b.at[i], rounded ? rel_tol : kRounding)) return false;  // false where one is NaN
    ++compared;
  }
  return compared > 0;
}

}  // namespace assay::metrics
