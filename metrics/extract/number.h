#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// A number as a text has it.
struct FoundNumber {
  double value = 0.0;      ///< with its sign, fraction and magnitude ("3.2 million"), infinite where out of range
  bool percent = false;    ///< a percent sign or word follows; `value` is as written, 50 for "50%"
  std::string currency;    ///< code of the currency in front, as "USD"; empty for none
  std::u32string after;    ///< what follows, at most kUnitReach characters, for `unit_at`
};

/// How far behind a number its unit may reach, in characters.
inline constexpr std::size_t kUnitReach = 48;

/// The numbers of a text from left to right. Read are: a sign, thousands separators (comma, apostrophe, underscore, thin
/// space; groups of three, or India's of two and three), decimals, `1e5` and `3 x 10^5`, fractions `3/4` and `1 3/4`, vulgar
/// fractions, percent, magnitude words, currency in front, digits of other scripts, and LaTeX's spellings of these. With
/// `decimal_comma` the comma is the decimal mark, and the point parts thousands. Two groups of three or more show
/// by themselves which mark parts thousands, as in "1.000.000". No numbers are: digits behind a Latin letter ("H2O"), and
/// chains such as "1.2.3". A minus behind a digit or letter is no sign ("3-5", "COVID-19").
std::vector<FoundNumber> find_numbers(std::string_view text, bool decimal_comma = false);

}  // namespace assay::metrics
