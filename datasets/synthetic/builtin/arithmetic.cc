#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "datasets/random_draw.h"
#include "datasets/synthetic/choices.h"
#include "datasets/synthetic/synthetic.h"

namespace assay::datasets::synthetic {
namespace {

__extension__ using Wide = __int128;

// A decimal number, exactly: mantissa * 10^-scale.
struct Decimal {
  Wide mantissa = 0;
  int scale = 0;
};

constexpr int kMaxScale = 12;
constexpr Wide kMaxMantissa = Wide{1'000'000'000'000'000} * 1'000'000'000'000'000;

std::optional<Decimal> bounded(Decimal value) {
  if (value.mantissa > kMaxMantissa || value.mantissa < -kMaxMantissa || value.scale > kMaxScale) return std::nullopt;
  return value;
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Decimal with_scale(Decimal value, int scale) { return {value.mantissa * power_of_ten(scale - value.scale), scale}; }

std::optional<Decimal> add(Decimal a, Decimal b, int sign) {
  const int scale = std::max(a.scale, b.scale);
  // Bounded mantissas of at most 10^30, shifted by 10^8 at most, stay below 2^127.
  if (scale - std::min(a.scale, b.scale) > 7) return std::nullopt;
  return bounded({with_scale(a, scale).mantissa + sign * with_scale(b, scale).mantissa, scale});
}

std::optional<Decimal> multiply(Decimal a, Decimal b) {
  Wide product = 0;
  if (__builtin_mul_overflow(a.mantissa, b.mantissa, &product)) return std::nullopt;
  return bounded({product, a.scale + b.scale});
}

// Decimal places that are zeros are not written.
std::string written(Decimal value) {
  while (value.scale > 0 && value.mantissa % 10 == 0) {
    value.mantissa /= 10;
    --value.scale;
  }
  Wide rest = value.mantissa < 0 ? -value.mantissa : value.mantissa;
  std::string digits;
  for (; rest > 0; rest /= 10) digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  while (static_cast<int>(digits.size()) <= value.scale) digits += '0';
  std::reverse(digits.begin(), digits.end());
  if (value.scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(value.scale), ".");
  return (value.mantissa < 0 ? "-" : "") + digits;
}

struct Factor {
  std::string text;
  Decimal value;
};

constexpr std::array<std::string_view, 2> kSymbols = {"ascii", "unicode"};

class Arithmetic final : public SyntheticKind {
 public:
  explicit Arithmetic(const Options& options)
      : operators_(options.text("operators", "+-*")),
        max_digits_(options.integer("digits", 2, 1, 9)),
        min_digits_(options.integer("min_digits", 1, 1, 9)),
        max_terms_(options.integer("terms", 2, 2, 20)),
        min_terms_(options.integer("min_terms", max_terms_, 2, 20)),
        decimals_(static_cast<int>(options.integer("decimals", 0, 0, 4))),
        choices_(options.integer("choices", 0, 0, 10)),
        parentheses_(options.flag("parentheses", false)),
        negative_(options.flag("negative", false)),
        unicode_(options.one_of("symbols", "ascii", kSymbols) == "unicode"),
        question_(options.text("question", "What is {}?")) {
    if (operators_.empty() || operators_.find_first_not_of("+-*/") != std::string::npos)
      options.fail("operators", fmt::format("'{}' is not known; expected some of the characters + - * /", operators_));
    if (min_digits_ > max_digits_)
      options.fail("min_digits", fmt::format("{} is more than 'digits' ({})", min_digits_, max_digits_));
    if (min_terms_ > max_terms_)
      options.fail("min_terms", fmt::format("{} is more than 'terms' ({})", min_terms_, max_terms_));
    if (choices_ == 1) options.fail("choices", "1 is no choice; expected 2 to 10, or 0 for none");
    const std::size_t hole = question_.find("{}");
    if (hole == std::string::npos) options.fail("question", "expected a text with {} where the expression goes");
  }

  std::optional<Value> draw(RandomStream& random, std::uint64_t) const override {
    const std::int64_t terms = draw_between(random, min_terms_, max_terms_);
    std::int64_t digits = 0;
    const std::optional<Factor> expression = sum(random, terms, 0, digits);
    if (!expression) return std::nullopt;
    Value item = Value::object();
    std::string question = question_;
    question.replace(question.find("{}"), 2, expression->text);
    item.set("question", std::move(question));
    item.set("answer", written(expression->value));
    if (!add_choices(item, choices_, random, [&] { return wrong(random, expression->value); })) return std::nullopt;
    item.set("expression", expression->text);
    item.set("terms", terms);
    item.set("difficulty", digits);
    return item;
  }

 private:
  std::string symbol(char op) const {
    if (!unicode_) return std::string(1, op);
    return op == '*' ? "\u00D7" : op == '/' ? "\u00F7" : op == '-' ? "\u2212" : "+";
  }

  // Off by a little, by a slip in one digit, or in sign.
  std::string wrong(RandomStream& random, Decimal right) const {
    const int place = static_cast<int>(random.below(3));
    Decimal other = right;
    other.mantissa += (random.below(2) == 0 ? 1 : -1) * draw_between(random, 1, 9) * power_of_ten(place);
    if (!negative_ && other.mantissa < 0) other.mantissa = -other.mantissa;
    return written(other);
  }

  std::int64_t magnitude(RandomStream& random) const {
    const std::int64_t digits = draw_between(random, min_digits_, max_digits_);
    const auto low = static_cast<std::int64_t>(power_of_ten(static_cast<int>(digits - 1)));
    return draw_between(random, digits == 1 ? 0 : low, low * 10 - 1);
  }

  Factor number(RandomStream& random, bool first) const {
    Decimal value{magnitude(random), 0};
    if (decimals_ > 0) {
      value = with_scale(value, decimals_);
      value.mantissa += static_cast<Wide>(random.below(static_cast<std::uint64_t>(power_of_ten(decimals_))));
    }
    if (negative_ && value.mantissa != 0 && random.below(2) == 0) value.mantissa = -value.mantissa;
    return as_factor(value, first);
  }

  // "3 - -4" is hard to read: a negative number stands in parentheses but at the start.
  Factor as_factor(Decimal value, bool first) const {
    std::string text = written(value);
    if (value.mantissa < 0) {
      if (unicode_) text.replace(0, 1, symbol('-'));
      if (!first) text = "(" + text + ")";
    }
    return {std::move(text), value};
  }

  bool fits(Wide number) const {
    std::int64_t digits = 1;
    for (Wide rest = number; rest >= 10; rest /= 10) ++digits;
    return digits >= min_digits_ && digits <= max_digits_;
  }

  // A whole number above 1 that divides the value, so that the quotient is exact.
  std::optional<std::int64_t> divisor(RandomStream& random, Decimal value) const {
    const Wide size = value.mantissa < 0 ? -value.mantissa : value.mantissa;
    if (size == 0) return std::max<std::int64_t>(1, magnitude(random));
    std::vector<std::int64_t> found;
    const Wide largest = power_of_ten(static_cast<int>(max_digits_)) - 1;
    for (Wide small = 1; small <= 2000 && small * small <= size; ++small) {
      if (size % small != 0) continue;
      for (const Wide d : {small, size / small})
        if (d > 1 && d <= largest && fits(d)) found.push_back(static_cast<std::int64_t>(d));
    }
    if (found.empty()) return std::nullopt;
    return draw_one(random, found);
  }

  std::optional<Factor> factor(RandomStream& random, std::int64_t terms, int depth, bool first,
                               std::int64_t& digits) const {
    if (terms > 1) {
      std::optional<Factor> inner = sum(random, terms, depth + 1, digits);
      if (inner) inner->text = "(" + inner->text + ")";
      return inner;
    }
    Factor leaf = number(random, first);
    digits += std::count_if(leaf.text.begin(), leaf.text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return leaf;
  }

  // How the terms are shared out: one each, or some together in parentheses.
  std::vector<std::int64_t> shares(RandomStream& random, std::int64_t terms, int depth) const {
    std::vector<std::int64_t> out;
    while (terms > 0) {
      std::int64_t share = 1;
      // Parentheses round everything say nothing.
      const std::int64_t most = out.empty() ? terms - 1 : terms;
      if (parentheses_ && depth < 4 && most >= 2 && random.below(2) == 0) share = draw_between(random, 2, most);
      out.push_back(share);
      terms -= share;
    }
    return out;
  }

  // A sum of products, evaluated as it is read: products first, then from left to right.
  std::optional<Factor> sum(RandomStream& random, std::int64_t terms, int depth, std::int64_t& digits) const {
    const std::vector<std::int64_t> parts = shares(random, terms, depth);
    std::optional<Decimal> total, product;
    int sign = 1;
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const char op = i == 0 ? '+' : draw_one(random, operators_);
      if (i > 0) text += " " + symbol(op) + " ";
      std::optional<Factor> next;
      if (op == '/') {
        if (parts[i] != 1) return std::nullopt;
        const std::optional<std::int64_t> by = divisor(random, *product);
        if (!by) return std::nullopt;
        next = as_factor({*by, 0}, false);
        digits += static_cast<std::int64_t>(next->text.size());
        product = bounded({product->mantissa / *by, product->scale});
      } else {
        next = factor(random, parts[i], depth, i == 0, digits);
        if (!next) return std::nullopt;
        if (op == '*') {
          product = multiply(*product, next->value);
        } else {
          if (product) total = total ? add(*total, *product, sign) : product;
          if (product && !usable(total)) return std::nullopt;
          sign = op == '-' ? -1 : 1;
          product = next->value;
        }
      }
      if (!usable(product)) return std::nullopt;
      text += next->text;
    }
    total = total ? add(*total, *product, sign) : product;
    if (!usable(total)) return std::nullopt;
    return Factor{std::move(text), *total};
  }

  bool usable(const std::optional<Decimal>& value) const { return value && (negative_ || value->mantissa >= 0); }

  std::string operators_;
  std::int64_t max_digits_, min_digits_, max_terms_, min_terms_;
  int decimals_;
  std::int64_t choices_;
  bool parentheses_, negative_, unicode_;
  std::string question_;
};

}  // namespace

extern const SyntheticDef arithmetic = {
    "arithmetic", "Expressions of whole or decimal numbers with an exact value.",
    "operators (some of +-*/, default +-*), digits (of a number at most, 1 to 9, default 2), min_digits (1), terms "
    "(numbers "
    "at most, 2 to 20, default 2), min_terms (as terms), parentheses (false), negative (false: no number and no step "
    "is "
    "below 0), decimals (places, 0 to 4, default 0), symbols (ascii or unicode), choices (0, or 2 to 10), question (a "
    "text "
    "with {} for the expression)",
    [](const Options& options) -> std::unique_ptr<SyntheticKind> { return std::make_unique<Arithmetic>(options); }};

}  // namespace assay::datasets::synthetic
