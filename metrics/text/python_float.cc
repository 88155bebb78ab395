#include "metrics/text/python_float.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {
namespace {

// The decimal digits of a script are ten code points in a row from its zero, and runs of them may touch.
char ascii_digit(char32_t digit) {
  int before = 0;
  while (text::is_decimal_digit(digit - static_cast<char32_t>(before) - 1)) ++before;
  return static_cast<char>('0' + before % 10);
}

// The text with ASCII digits only; nullopt where any other character makes a number impossible.
std::optional<std::string> ascii_form(std::string_view text) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = text::next_code_point(text, pos);
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (text::is_decimal_digit(c)) {
      out += ascii_digit(c);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

// Takes out underscores that stand between two digits; false for any other one.
bool drop_underscores(std::string& number) {
  for (std::size_t i = 0; i < number.size(); ++i)
    if (number[i] == '_' && (i == 0 || i + 1 == number.size() || !is_digit(number[i - 1]) || !is_digit(number[i + 1])))
      return false;
  std::erase(number, '_');
  return true;
}

}  // namespace

std::optional<double> python_float(std::string_view text) {
  const std::optional<std::string> ascii = ascii_form(text::strip(text));
  if (!ascii || ascii->empty()) return std::nullopt;
  const bool negative = ascii->front() == '-';
  std::string number = ascii->substr(negative || ascii->front() == '+' ? 1 : 0);
  if (number.empty()) return std::nullopt;
  const double sign = negative ? -1.0 : 1.0;
  if (!is_digit(number.front()) && number.front() != '.') {
    const std::string word = text::to_lower(number);
    if (word == "inf" || word == "infinity") return sign * std::numeric_limits<double>::infinity();
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }
  if (!drop_underscores(number)) return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (end != number.data() + number.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) value = std::strtod(number.c_str(), nullptr);  // infinity or zero
  else if (error != std::errc()) return std::nullopt;
  return sign * value;
}

}  // namespace assay::metrics
