#include "metrics/extract/math_expression.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>
#include <string>
#include <utility>

namespace assay::metrics {
namespace {

constexpr int kMaxDepth = 60;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Thrown inside this file only: the text is no formula.
struct NoFormula {};

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
      value = value + (c == '+' ? other : -other);
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
        value = c == '*' ? value * other : value / other;
      } else if (begins_factor(c)) {
        value = value * factor();
      } else {
        return value;
      }
    }
  }

  bool begins_factor(char c) const {
    if (c == '\\') {
      const std::string_view name = command();
      return name == "frac" || name == "sqrt" || name == "pi" || name == "binom" || name == "infty" ||
             real_function(name) != nullptr;
    }
    // No bar: it may be the one that closes. No digit: a number behind a factor is not multiplied.
    return is_letter(c) || c == '(' || c == '[' || c == '{';
  }

  MathValue signed_factor() {
    const Deeper deeper(*this);
    if (take('-')) {
      formula_ = true;
      return -signed_factor();
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
    if (take('-')) return -exponent();
    return factor();
  }

  /// An argument of \frac: a group, or one digit or letter.
  MathValue argument() {
    const char c = next();
    if (c == '{' || c == '\\') return primary();
    if (is_digit(c)) {
      ++at_;
      return MathValue::whole(c - '0');
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
      return absolute(inside);
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
    MathValue value = MathValue::literal(text_.substr(begin, at_ - begin));
    if (at_ == point) mixed(value);
    return value;
  }

  /// Adds the fraction of a mixed number, "1\frac{1}{2}" or "1 1/2".
  void mixed(MathValue& value) {
    const std::size_t before = at_;
    const bool parted = peek() == ' ';
    skip_spaces();
    if (command() == "frac") {
      const std::size_t begin = at_;
      const MathValue fraction = from_command();
      if (fraction.exact && fraction.exact->over() > 0 && !fraction.decimal) {
        if (fraction.exact->over() >= fraction.exact->under()) throw NoFormula();
        value = value + fraction;
        return;
      }
      // A factor then, which is asked for next: reading it twice at every level would take the power of the levels.
      read_ = {begin, at_, fraction};
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
          value = value + MathValue::literal(over) / MathValue::literal(under);
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
      return MathValue::constant(std::numbers::pi);
    }
    if (run == "sqrt" || run == "inf" || run == "infinity" || run == "oo" || real_function(run) != nullptr) {
      at_ = end;
      formula_ = true;
      if (run == "sqrt") return root(primary(), MathValue::whole(2));
      if (real_function(run) != nullptr) return application(run);
      return MathValue::constant(std::numeric_limits<double>::infinity());
    }
    if (run.size() > 2) throw NoFormula();
    ++num_letters_;
    ++at_;
    return named(run.substr(0, 1));
  }

  /// The variable of that letter, with an index where one follows.
  MathValue named(std::string_view letter) {
    if (peek() != '_') return letter == "e" ? MathValue::constant(std::numbers::e) : MathValue::variable(letter);
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
    return MathValue::variable(name);
  }

  MathValue from_command() {
    const std::string_view name = command();
    const std::size_t end = at_ + 1 + name.size();
    formula_ = true;
    if (at_ == read_.begin) {
      at_ = read_.end;
      return read_.value;
    }
    if (name == "pi" || name == "infty") {
      at_ = end;
      return MathValue::constant(name == "pi" ? std::numbers::pi : std::numeric_limits<double>::infinity());
    }
    if (name == "frac") {
      at_ = end;
      const MathValue over = argument();
      return over / argument();
    }
    if (name == "binom") {
      at_ = end;
      const MathValue n = argument();
      return binomial(n, argument());
    }
    if (name == "sqrt") {
      at_ = end;
      MathValue degree = MathValue::whole(2);
      if (take('[')) {
        degree = expression();
        expect(']');
      }
      const char c = next();
      return root(c == '{' || c == '(' ? primary() : argument(), degree);
    }
    if (real_function(name) != nullptr) {
      at_ = end;
      return application(name);
    }
    // Greek and other letters that stand for themselves.
    static constexpr auto kLetters =
        std::to_array<std::string_view>({"alpha", "beta", "gamma", "delta", "theta", "lambda", "mu", "phi", "omega", "rho",
                                         "sigma", "tau", "epsilon", "ell"});
    if (std::find(kLetters.begin(), kLetters.end(), name) == kLetters.end()) throw NoFormula();
    at_ = end;
    return MathValue::variable(name);
  }

  /// A function with its power, base and argument: \sin^2 x, \log_2 8.
  MathValue application(std::string_view name) {
    std::optional<MathValue> base;
    std::optional<MathValue> raised;
    if (peek() == '_') {
      if (name != "log") throw NoFormula();
      ++at_;
      base = argument();
    }
    if (take('^')) raised = peek() == '{' ? primary() : argument();
    const RealFunction function = real_function(base ? "ln" : name);
    MathValue value = applied(function, factor_of_argument());
    if (base) value = value / applied(function, *base);
    return raised ? power(value, *raised) : value;
  }

  /// Without brackets an argument goes on over a product: \sin 2x.
  MathValue factor_of_argument() {
    const char c = next();
    if (c == '(' || c == '{') return primary();
    MathValue value = factor();
    for (char following = next(); is_letter(following) || command() == "pi" || command() == "theta"; following = next())
      value = value * factor();
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int num_letters_ = 0;
  bool formula_ = false;  // there is more to it than letters
  struct Read {
    std::size_t begin = std::string_view::npos;
    std::size_t end = 0;
    MathValue value;
  };
  Read read_;  // a command that was read ahead
};

}  // namespace

std::optional<MathValue> evaluate_math(std::string_view formula) {
  try {
    const MathValue value = Parser(formula).run();
    return value.is_defined() ? std::optional(value) : std::nullopt;
  } catch (const NoFormula&) {
    return std::nullopt;
  }
}

}  // namespace assay::metrics
