#include "datasets/reader/csv_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

namespace assay::datasets {
namespace {

// Sorted by bytes.
constexpr std::array<std::string_view, 18> kMissing = {
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A",      "NA",  "NULL",    "NaN",      "None", "n/a",  "nan",    "null"};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equals_word(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char c, char want) {
           return (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == want;
         });
}

std::optional<bool> to_bool(std::string_view text) {
  if (equals_word(text, "true")) return true;
  if (equals_word(text, "false")) return false;
  return std::nullopt;
}

std::string_view without_plus(std::string_view text) {
  return text.starts_with('+') && text.size() > 1 && text[1] != '-' && text[1] != '+' ? text.substr(1) : text;
}

// The text of a whole number without blanks and plus sign; empty for anything else.
std::string_view whole_number(std::string_view cell) {
  const std::string_view text = without_plus(trim(cell));
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit) ? text : std::string_view();
}

template <class Integer>
std::optional<Integer> to_integer(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<double> to_number(std::string_view cell) {
  const std::string_view text = without_plus(trim(cell));
  const std::string_view size = text.starts_with('-') ? text.substr(1) : text;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (equals_word(size, "inf") || equals_word(size, "infinity")) return text.starts_with('-') ? -kInfinity : kInfinity;
  // from_chars also takes "nan(..)" and hexadecimal words, which are texts here.
  if (size.empty() || !(is_digit(size[0]) || (size[0] == '.' && size.size() > 1 && is_digit(size[1])))) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    const bool is_tiny = text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos ||
                         size.starts_with("0.") || size.starts_with('.');
    const double magnitude = is_tiny ? 0.0 : kInfinity;
    return text.starts_with('-') ? -magnitude : magnitude;
  }
  return value;
}

}  // namespace

bool is_missing_cell(std::string_view cell) {
  return cell.empty() || (cell.size() <= 8 && std::binary_search(kMissing.begin(), kMissing.end(), cell));
}

void CsvTypeGuess::add(std::string_view cell, bool keep_default_na) {
  if (keep_default_na && is_missing_cell(cell)) {
    has_missing_ = true;
    return;
  }
  has_value_ = true;
  if (all_numbers_) {
    const std::string_view whole = whole_number(cell);
    if (whole.empty()) {
      all_whole_ = false;
      all_numbers_ = to_number(cell).has_value();
    } else if (!to_integer<std::int64_t>(whole)) {
      all_int64_ = false;
      if (all_whole_ && !to_integer<std::uint64_t>(whole)) too_big_first_ = true;
    }
  }
  if (all_booleans_) all_booleans_ = to_bool(cell).has_value();
}

CsvType CsvTypeGuess::type() const {
  if (!has_value_) return CsvType::kNull;
  if (all_booleans_) return CsvType::kBoolean;
  if (!all_numbers_) return CsvType::kText;
  if (!all_whole_) return too_big_first_ ? CsvType::kText : CsvType::kNumber;
  if (!all_int64_) return CsvType::kText;
  return has_missing_ ? CsvType::kNumber : CsvType::kInteger;
}

Value csv_value(std::string cell, CsvType type, bool keep_default_na) {
  if (keep_default_na && is_missing_cell(cell)) return Value();
  switch (type) {
    case CsvType::kNull: return Value();
    case CsvType::kInteger: return Value(to_integer<std::int64_t>(whole_number(cell)).value_or(0));
    case CsvType::kNumber: return Value(to_number(cell).value_or(0.0));
    case CsvType::kBoolean: return Value(to_bool(cell).value_or(false));
    case CsvType::kText: break;
  }
  return Value(std::move(cell));
}

}  // namespace assay::datasets
