#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/text_form.h"
#include "harness/text/unicode.h"

namespace assay::text::jinja {

namespace {

// Digits as Python reads them: a sign, single underscores between digits, white space around.
std::optional<std::string> plain_number(std::string_view text) {
  text = strip(text);
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      plain += text[i];
      continue;
    }
    const auto is_digit = [&](std::size_t at) {
      return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at]));
    };
    if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return std::nullopt;
  }
  if (plain.empty()) return std::nullopt;
  return plain;
}

std::optional<double> read_float(std::string_view text) {
  const auto plain = plain_number(text);
  if (!plain) return std::nullopt;
  std::string_view rest = *plain;
  const bool negative = rest[0] == '-';
  if (rest[0] == '-' || rest[0] == '+') rest.remove_prefix(1);
  if (rest.empty() || rest[0] == '-') return std::nullopt;
  double value = 0;
  const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (result.ptr != rest.data() + rest.size() || rest.find('(') != rest.npos) return std::nullopt;
  if (result.ec == std::errc::result_out_of_range)
    value = rest.find("e-") == rest.npos && rest.find("E-") == rest.npos ? HUGE_VAL : 0.0;
  return negative ? -value : value;
}

std::optional<std::int64_t> read_integer(std::string_view text, int base) {
  const auto plain = plain_number(text);
  if (!plain) return std::nullopt;
  std::string rest = *plain;
  const bool negative = rest[0] == '-';
  if (rest[0] == '-' || rest[0] == '+') rest.erase(0, 1);
  if (rest.size() > 2 && rest[0] == '0') {
    const char letter = static_cast<char>(rest[1] | 0x20);
    if ((base == 16 && letter == 'x') || (base == 8 && letter == 'o') || (base == 2 && letter == 'b')) rest.erase(0, 2);
  }
  if (rest.empty() || rest[0] == '-') return std::nullopt;
  if (negative) rest.insert(0, "-");
  std::int64_t value = 0;
  const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
  if (result.ec == std::errc::result_out_of_range) throw Failure("an integer does not fit into 64 bits");
  if (result.ec != std::errc() || result.ptr != rest.data() + rest.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> truncate(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  if (std::fabs(value) >= 9.2e18) throw Failure("an integer does not fit into 64 bits");
  return static_cast<std::int64_t>(value);
}

Datum to_int(Evaluator&, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'int'", arguments, {"default", "base"});
  const std::int64_t base = integer_argument("the filter 'int'", given[1], 10);
  if (base < 2 || base > 36) throw Failure(fmt::format("the filter 'int' needs a base of 2 to 36, not {}", base));
  std::optional<std::int64_t> number;
  if (value.is_undefined()) throw Failure(value.undefined().reason);
  if (value.is_integral()) {
    number = value.integer();
  } else if (value.is_number()) {
    number = truncate(value.number());
  } else if (value.is_string()) {
    number = read_integer(value.string(), static_cast<int>(base));
    if (!number)
      if (const auto real = read_float(value.string())) number = truncate(*real);
  }
  if (number) return *number;
  return given[0] ? *given[0] : Datum(0);
}

Datum to_float(Evaluator&, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'float'", arguments, {"default"});
  if (value.is_undefined()) throw Failure(value.undefined().reason);
  if (value.is_number()) return value.number();
  if (value.is_string())
    if (const auto number = read_float(value.string())) return *number;
  return given[0] ? *given[0] : Datum(0.0);
}

Datum absolute(Evaluator&, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'abs'", arguments, {});
  if (value.is(Datum::Kind::kFloat)) return std::fabs(value.number());
  if (value.is_integral() && value.integer() >= 0) return value.integer();
  return negate(value);
}

// Rounds to the nearest with ties decided by the exact binary value, as Python does: by way of the decimal text.
double round_decimal(double value, std::int64_t precision) {
  if (!std::isfinite(value) || precision > 300) return value;
  if (precision >= 0) return *read_float(fmt::format("{:.{}f}", value, static_cast<int>(precision)));
  if (precision < -308) return std::copysign(0.0, value);
  const double unit = std::pow(10.0, static_cast<double>(-precision));
  return std::nearbyint(value / unit) * unit;
}

Datum round_number(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'round'", arguments, {"precision", "method"});
  const std::int64_t precision = integer_argument("the filter 'round'", given[0], 0);
  const std::string method = text_argument("the filter 'round'", given[1], "common");
  if (method != "common" && method != "ceil" && method != "floor")
    throw Failure("the filter 'round' knows the methods common, ceil and floor, not '" + method + "'");
  if (value.is_undefined()) throw Failure(value.undefined().reason);
  if (!value.is_number()) throw Failure(fmt::format("the filter 'round' needs a number, not {}", type_name(value)));
  if (method == "common") {
    if (!value.is_integral()) return round_decimal(value.number(), precision);
    if (precision >= 0) return value.integer();
    if (precision < -18) return 0;
    const Datum unit = calculate(evaluator.budget(), Operator::kPow, 10, -precision);
    const std::int64_t size = unit.integer();
    std::int64_t low = value.integer() - (value.integer() % size + size) % size;
    const std::int64_t rest = value.integer() - low;
    if (rest * 2 > size || (rest * 2 == size && (low / size) % 2 != 0)) low += size;
    return low;
  }
  const double unit = std::pow(10.0, static_cast<double>(precision));
  const double scaled = value.number() * unit;
  return (method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / unit;
}

Datum use_default(Evaluator&, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'default'", arguments, {"default_value", "boolean"});
  const bool replace = value.is_undefined() || (given[1] && is_true(*given[1]) && !is_true(value));
  if (!replace) return value;
  return given[0] ? *given[0] : Datum("");
}

// JSON that can stand in a page: what would be markup is an escape.
std::string without_markup(std::string_view json) {
  std::string out;
  for (const char c : json) {
    switch (c) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      case '\'': out += "\\u0027"; break;
      default: out += c;
    }
  }
  return out;
}

Datum write_json(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given =
      bind_arguments("the filter 'tojson'", arguments, {"ensure_ascii", "indent", "separators", "sort_keys"});
  JsonForm form;
  form.ensure_ascii = given[0] && is_true(*given[0]);
  form.sort_keys = given[3] && is_true(*given[3]);
  if (given[1] && given[1]->is_string()) {
    form.indent_text = given[1]->string();
    form.indent = 0;
  } else if (given[1] && !given[1]->is_none()) {
    const std::int64_t indent = integer_argument("the filter 'tojson'", given[1], -1);
    if (indent > 1000) throw Failure("the filter 'tojson' needs an indent up to 1000");
    form.indent = static_cast<int>(std::max<std::int64_t>(0, indent));
  }
  // As Python: with lines of its own, no item leaves a space behind it.
  if (form.indent >= 0) form.item_separator = ",";
  if (given[2] && !given[2]->is_none()) {
    const auto parts = iterate(evaluator, *given[2]);
    if (parts->items.size() != 2) throw Failure("the filter 'tojson' needs two separators");
    form.item_separator = text_argument("the filter 'tojson'", &parts->items[0], "");
    form.key_separator = text_argument("the filter 'tojson'", &parts->items[1], "");
  }
  if (evaluator.html_safe_json()) form.ensure_ascii = form.sort_keys = true;
  std::string text = to_json(evaluator.budget(), value, form);
  if (evaluator.html_safe_json()) text = without_markup(text);
  evaluator.budget().check_text(text.size());
  return text;
}

constexpr std::array<Filter, 7> kFilters = {{
    {"int", to_int},
    {"float", to_float},
    {"abs", absolute},
    {"round", round_number},
    {"default", use_default},
    {"d", use_default},
    {"tojson", write_json},
}};

}  // namespace

std::span<const Filter> value_filters() { return kFilters; }

}  // namespace assay::text::jinja
