#include "metrics/extract/math_expression.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <string>

namespace assay::metrics {
namespace {

constexpr int kMaxDepth = 60;
constexpr double kRounding = 1e-10;  // relative, of the double arithmetic below
constexpr double kTiny = 1e-12;      // what is left of two equal terms

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Thrown inside this file only: the text is no formula.
struct NoFormula {};

MathValue constant(double value) { return {std::nullopt, false, {value, value, value}}; }

MathValue whole(std::int64_t value) {
  MathValue result = constant(static_cast<double>(value));
  result.exact = Rational(value);
  return result;
}

template <class Function>
MathValue combined(const MathValue& a, const MathValue& b, std::optional<Rational> exact, Function function) {
  MathValue result;
  result.exact = exact;
  result.decimal = a.decimal || b.decimal;
  for (std::size_t i = 0; i < result.at.size(); ++i) result.at[i] = function(a.at[i], b.at[i]);
  return result;
}

MathValue sum(const MathValue& a, const MathValue& b) {
  const auto exact = a.exact && b.exact ? a.exact->plus(*b.exact) : std::nullopt;
  return combined(a, b, exact, std::plus<double>());
}

MathValue product(const MathValue& a, const MathValue& b) {
  const auto exact = a.exact && b.exact ? a.exact->times(*b.exact) : std::nullopt;
  return combined(a, b, exact, std::multiplies<double>());
}

MathValue negated(const MathValue& a) { return product(whole(-1), a); }

MathValue quotient(const MathValue& a, const MathValue& b) {
  if (b.exact && *b.exact == Rational(0)) throw NoFormula();
  const auto inverse = b.exact ? b.exact->inverse() : std::nullopt;
  const auto exact = a.exact && inverse ? a.exact->times(*inverse) : std::nullopt;
  return combined(a, b, exact, std::divides<double>());
}

std::optional<Rational> exact_power(const Rational& base, std::int64_t exponent) {
  std::optional<Rational> factor = exponent < 0 ? base.inverse() : base;
  if (std::abs(exponent) > 200) return std::nullopt;
  std::optional<Rational> result = Rational(1);
  for (std::int64_t i = std::abs(exponent); i > 0 && result && factor; --i) result = result->times(*factor);
  return factor ? result : std::nullopt;
}

/// The whole n-th root, where there is one.
std::optional<std::int64_t> whole_root(std::int64_t value, std::int64_t n) {
  if (value < 0 || n < 1 || n > 62) return std::nullopt;
  const double near = std::pow(static_cast<double>(value), 1.0 / static_cast<double>(n));
  const auto guess = static_cast<std::int64_t>(std::llround(near));
  for (std::int64_t root = std::max<std::int64_t>(guess - 1, 0); root <= guess + 1; ++root) {
    const auto power = exact_power(Rational(root), n);
    if (power && *power == Rational(value)) return root;
  }
  return std::nullopt;
}

MathValue power(const MathValue& base, const MathValue& exponent) {
  std::optional<Rational> exact;
  if (base.exact && exponent.exact) {
    if (*base.exact == Rational(0) && exponent.exact->over() < 0) throw NoFormula();
    if (exponent.exact->is_whole()) {
      exact = exact_power(*base.exact, exponent.exact->over());
    } else if (base.exact->over() >= 0) {
      const auto over = whole_root(base.exact->over(), exponent.exact->under());
      const auto under = whole_root(base.exact->under(), exponent.exact->under());
      if (over && under) {
        const auto root = Rational::of(*over, *under);
        if (root) exact = exact_power(*root, exponent.exact->over());
      }
    }
  }
  return combined(base, exponent, exact, [](double x, double y) { return std::pow(x, y); });
}

MathValue root(const MathValue& radicand, const MathValue& degree) {
  const bool odd = degree.exact && degree.exact->is_whole() && degree.exact->over() % 2 != 0;
  if (odd && radicand.at[0] < 0.0) return negated(root(negated(radicand), degree));
  return power(radicand, quotient(whole(1), degree));
}

template <class Function>
MathValue mapped(const MathValue& a, Function function) {
  return combined(a, a, std::nullopt, [&](double x, double) { return function(x); });
}

MathValue factorial(const MathValue& a) {
  if (!a.exact || !a.exact->is_whole() || a.exact->over() < 0 || a.exact->over() > 170) throw NoFormula();
  std::optional<Rational> exact = Rational(1);
  double value = 1.0;
  for (std::int64_t i = 2; i <= a.exact->over(); ++i) {
    if (exact) exact = exact->times(Rational(i));
    value *= static_cast<double>(i);
  }
  MathValue result = constant(value);
  result.exact = exact;
  return result;
}

MathValue binomial(const MathValue& n, const MathValue& k) {
  if (!n.exact || !k.exact || !n.exact->is_whole() || !k.exact->is_whole()) throw NoFormula();
  const std::int64_t all = n.exact->over();
  const std::int64_t some = k.exact->over();
  if (all < 0 || some < 0 || all > 1000 || some > all) throw NoFormula();
  MathValue result = whole(1);
  for (std::int64_t i = 1; i <= some; ++i) result = quotient(product(result, whole(all - some + i)), whole(i));
  return result;
}

/// A value for a variable at each point: between 0 and 1, negative, and over 3. FNV-1a spreads the names.
MathValue variable(std::string_view name) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  hash ^= hash >> 29;
  const auto part = [&](int shift) { return static_cast<double>((hash >> shift) & 0xFFFFF) / 1048576.0; };
  return {std::nullopt, false, {0.1 + 0.8 * part(0), -1.1 - 1.8 * part(20), 3.0 + 7.0 * part(40)}};
}

using Real = double (*)(double);
struct Named {
  std::string_view name;
  Real function;
};
constexpr auto kFunctions = std::to_array<Named>({
    {"sin", [](double x) { return std::sin(x); }},          {"cos", [](double x) { return std::cos(x); }},
    {"tan", [](double x) { return std::tan(x); }},          {"cot", [](double x) { return 1.0 / std::tan(x); }},
    {"sec", [](double x) { return 1.0 / std::cos(x); }},    {"csc", [](double x) { return 1.0 / std::sin(x); }},
    {"arcsin", [](double x) { return std::asin(x); }},      {"arccos", [](double x) { return std::acos(x); }},
    {"arctan", [](double x) { return std::atan(x); }},      {"sinh", [](double x) { return std::sinh(x); }},
    {"cosh", [](double x) { return std::cosh(x); }},        {"tanh", [](double x) { return std::tanh(x); }},
    {"ln", [](double x) { return std::log(x); }},           {"log", [](double x) { return std::log10(x); }},
    {"exp", [](double x) { return std::exp(x); }},
});

const Named* find_function(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Named& f) { return f.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  MathValue run() {
    const MathValue value = expression();
    skip_spaces();
    if (at_ != text_.size()) throw NoFormula();
    // Letters by themselves are a word or a name, not a product of variables.
    if (num_letters_ > 1 && !formula_) throw NoFormula();
    return value;
  }

 private:
  struct Deeper {
    explicit Deeper(Parser& parser) : parser(parser) {
      if (++parser.depth_ > kMaxDepth) throw NoFormula();
    }
    ~Deeper() { --parser.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Parser& parser;
  };

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void skip_spaces() {
    while (peek() == ' ') ++at_;
  }
  char next() {
    skip_spaces();
    return peek();
  }
  bool take(char c) {
    if (next() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) throw NoFormula();
  }
  /// The name of the command at this place; "" where there is none.
  std::string_view command() const {
    if (peek() != '\\') return "";
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return text_.substr(at_ + 1, end - at_ - 1);
  }

  MathValue expression() {
    const Deeper deeper(*this);
    MathValue value = term();
    for (char c = next(); c == '+' || c == '-'; c = next()) {
      ++at_;
      formula_ = true;
      const MathValue other = term();
      value = sum(value, c == '+' ? other : negated(other));
    }
    return value;
  }

  MathValue term() {
    MathValue value = signed_factor();
    for (;;) {
      const char c = next();
      if (c == '*' || c == '/') {
        ++at_;
        formula_ = true;
        const MathValue other = signed_factor();
        value = c == '*' ? product(value, other) : quotient(value, other);
      } else if (begins_factor(c)) {
        value = product(value, factor());
      } else {
        return value;
      }
    }
  }

  bool begins_factor(char c) const {
    if (c == '\\') {
      const std::string_view name = command();
      return name == "frac" || name == "sqrt" || name == "pi" || name == "binom" || name == "infty" ||
             find_function(name) != nullptr;
    }
    // No bar: it may be the one that closes. No digit: a number behind a factor is not multiplied.
    return is_letter(c) || c == '(' || c == '[' || c == '{';
  }

  MathValue signed_factor() {
    const Deeper deeper(*this);
    if (take('-')) {
      formula_ = true;
      return negated(signed_factor());
    }
    if (take('+')) return signed_factor();
    return factor();
  }

  MathValue factor() {
    MathValue base = primary();
    while (take('!')) {
      formula_ = true;
      base = factorial(base);
    }
    if (!take('^')) return base;
    formula_ = true;
    return power(base, exponent());
  }

  /// A group, or a single digit or letter as in TeX; a number where no TeX wrote it.
  MathValue exponent() {
    const Deeper deeper(*this);
    if (take('-')) return negated(exponent());
    return factor();
  }

  /// An argument of \frac: a group, or one digit or letter.
  MathValue argument() {
    const char c = next();
    if (c == '{' || c == '\\') return primary();
    if (is_digit(c)) {
      ++at_;
      return whole(c - '0');
    }
    if (is_letter(c)) {
      ++at_;
      return named(std::string_view(text_).substr(at_ - 1, 1));
    }
    throw NoFormula();
  }

  MathValue primary() {
    const Deeper deeper(*this);
    const char c = next();
    if (is_digit(c) || c == '.') return number();
    if (is_letter(c)) return letters();
    if (c == '\\') return from_command();
    for (const auto& [open, close] : {std::pair('(', ')'), std::pair('[', ']'), std::pair('{', '}')}) {
      if (c != open) continue;
      ++at_;
      const MathValue value = expression();
      expect(close);
      return value;
    }
    if (c == '|') {
      ++at_;
      formula_ = true;
      const MathValue inside = expression();
      expect('|');
      const bool negative = inside.exact && inside.exact->over() < 0;
      const auto exact = negative ? inside.exact->negated() : inside.exact;
      return combined(inside, inside, exact, [](double x, double) { return std::abs(x); });
    }
    throw NoFormula();
  }

  MathValue number() {
    formula_ = true;
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    const std::size_t point = at_;
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    } else if (peek() == '.' && point > begin) {
      ++at_;  // "5." is a number too
    }
    if (at_ == begin || peek() == '_') throw NoFormula();  // 101_2 is of another base
    const std::string_view literal = text_.substr(begin, at_ - begin);
    MathValue value = written(literal, point - begin);
    if (literal.size() == point - begin) mixed(value);
    return value;
  }

  /// A literal with `whole_digits` digits before its point.
  MathValue written(std::string_view literal, std::size_t whole_digits) {
    std::int64_t digits = 0;
    std::int64_t scale = 1;
    bool fits = true;
    for (std::size_t i = 0; i < literal.size(); ++i) {
      if (literal[i] == '.') continue;
      fits = fits && !__builtin_mul_overflow(digits, std::int64_t{10}, &digits) &&
             !__builtin_add_overflow(digits, std::int64_t{literal[i] - '0'}, &digits);
      if (i > whole_digits) fits = fits && !__builtin_mul_overflow(scale, std::int64_t{10}, &scale);
    }
    // Whole numbers too long to be told apart are compared as texts.
    if (!fits && whole_digits > 18) throw NoFormula();
    double nearest = 0.0;
    std::from_chars(literal.data(), literal.data() + literal.size(), nearest);
    MathValue value = constant(nearest);
    if (fits) value.exact = Rational::of(digits, scale);
    value.decimal = literal.size() > whole_digits + 1;
    return value;
  }

  /// Adds the fraction of a mixed number, "1\frac{1}{2}" or "1 1/2".
  void mixed(MathValue& value) {
    const std::size_t before = at_;
    const bool parted = peek() == ' ';
    skip_spaces();
    if (command() == "frac") {
      const MathValue fraction = from_command();
      if (fraction.exact && !fraction.decimal && fraction.exact->over() > 0 && fraction.at[0] < 1.0) {
        value = sum(value, fraction);
        return;
      }
    } else if (parted && is_digit(peek())) {
      std::size_t end = at_;
      const auto digits = [&] {
        const std::size_t begin = end;
        while (end < text_.size() && is_digit(text_[end])) ++end;
        return text_.substr(begin, end - begin);
      };
      const std::string_view over = digits();
      if (end < text_.size() && text_[end] == '/') {
        ++end;
        const std::string_view under = digits();
        if (!under.empty()) {
          value = sum(value, quotient(written(over, over.size()), written(under, under.size())));
          at_ = end;
          return;
        }
      }
      throw NoFormula();
    }
    at_ = before;
  }

  /// A run of letters: a function or constant by its name, or one or two variables.
  MathValue letters() {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    const std::string_view run = text_.substr(at_, end - at_);
    if (run == "pi") {
      at_ = end;
      return constant(std::numbers::pi);
    }
    if (run == "sqrt" || run == "inf" || run == "infinity" || run == "oo" || find_function(run) != nullptr) {
      at_ = end;
      formula_ = true;
      if (run == "sqrt") return root(primary(), whole(2));
      if (const Named* function = find_function(run)) return applied(*function);
      return constant(std::numeric_limits<double>::infinity());
    }
    if (run.size() > 2) throw NoFormula();
    ++num_letters_;
    ++at_;
    return named(run.substr(0, 1));
  }

  /// The variable of that letter, with an index where one follows.
  MathValue named(std::string_view letter) {
    if (peek() != '_') return letter == "e" ? constant(std::numbers::e) : variable(letter);
    ++at_;
    const std::size_t begin = at_;
    if (peek() == '{') {
      while (at_ < text_.size() && text_[at_] != '}') ++at_;
      if (at_ == text_.size()) throw NoFormula();
    } else if (!is_digit(peek()) && !is_letter(peek())) {
      throw NoFormula();
    }
    ++at_;
    std::string name = std::string(letter) + "_";
    for (const char c : text_.substr(begin, at_ - begin))
      if (c != '{' && c != '}') name += c;
    return variable(name);
  }

  MathValue from_command() {
    const std::string_view name = command();
    const std::size_t end = at_ + 1 + name.size();
    formula_ = true;
    if (name == "pi" || name == "infty") {
      at_ = end;
      return constant(name == "pi" ? std::numbers::pi : std::numeric_limits<double>::infinity());
    }
    if (name == "frac") {
      at_ = end;
      const MathValue over = argument();
      return quotient(over, argument());
    }
    if (name == "binom") {
      at_ = end;
      const MathValue n = argument();
      return binomial(n, argument());
    }
    if (name == "sqrt") {
      at_ = end;
      MathValue degree = whole(2);
      if (take('[')) {
        degree = expression();
        expect(']');
      }
      const char c = next();
      return root(c == '{' || c == '(' ? primary() : argument(), degree);
    }
    if (const Named* function = find_function(name)) {
      at_ = end;
      return applied(*function);
    }
    // Greek and other letters that stand for themselves.
    static constexpr auto kLetters =
        std::to_array<std::string_view>({"alpha", "beta", "gamma", "delta", "theta", "lambda", "mu", "phi", "omega", "rho",
                                         "sigma", "tau", "epsilon", "ell"});
    if (std::find(kLetters.begin(), kLetters.end(), name) == kLetters.end()) throw NoFormula();
    at_ = end;
    return variable(name);
  }

  /// A function with its power, base and argument: \sin^2 x, \log_2 8.
  MathValue applied(const Named& function) {
    std::optional<MathValue> base;
    std::optional<MathValue> raised;
    if (peek() == '_') {
      if (function.name != "log") throw NoFormula();
      ++at_;
      base = argument();
    }
    if (take('^')) raised = peek() == '{' ? primary() : argument();
    MathValue value = mapped(factor_of_argument(), base ? Real([](double x) { return std::log(x); }) : function.function);
    if (base) value = quotient(value, mapped(*base, [](double x) { return std::log(x); }));
    return raised ? power(value, *raised) : value;
  }

  /// Without brackets an argument goes on over a product: \sin 2x.
  MathValue factor_of_argument() {
    const char c = next();
    if (c == '(' || c == '{') return primary();
    MathValue value = factor();
    for (char following = next(); is_letter(following) || command() == "pi" || command() == "theta"; following = next())
      value = product(value, factor());
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int num_letters_ = 0;
  bool formula_ = false;  // there is more to it than letters
};

bool close(double a, double b, double tolerance) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= std::max(tolerance * std::max(std::abs(a), std::abs(b)), kTiny);
}

}  // namespace

MathValue MathValue::hundredth() const { return quotient(*this, whole(100)); }

std::optional<MathValue> evaluate_math(std::string_view formula) {
  try {
    MathValue value = Parser(formula).run();
    if (std::all_of(value.at.begin(), value.at.end(), [](double x) { return std::isnan(x); })) return std::nullopt;
    return value;
  } catch (const NoFormula&) {
    return std::nullopt;
  }
}

bool same_value(const MathValue& a, const MathValue& b, double rel_tol) {
  const bool rounded = a.decimal || b.decimal;
  if (a.exact && b.exact) {
    if (*a.exact == *b.exact) return true;
    if (!rounded || (a.exact->is_decimal() && b.exact->is_decimal())) return false;
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
