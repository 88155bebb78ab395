#include "metrics/extract/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "metrics/extract/number_text.h"
#include "metrics/extract/units.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {
namespace {

struct Magnitude {
  std::u32string_view word;
  double factor;
};
constexpr std::array<Magnitude, 5> kMagnitudes = {
    {{U"thousand", 1e3}, {U"million", 1e6}, {U"billion", 1e9}, {U"trillion", 1e12}, {U"bn", 1e9}}};
constexpr std::array<Magnitude, 6> kMoneyMagnitudes = {
    {{U"K", 1e3}, {U"M", 1e6}, {U"m", 1e6}, {U"mn", 1e6}, {U"B", 1e9}, {U"T", 1e12}}};

/// More thousands than any number has: it keeps an endless list of "1,11,11,.." linear.
constexpr std::size_t kMaxGroups = 120;

/// The double nearest to digits, a point and an exponent of ten; infinite where out of range.
double to_double(const std::string& digits, long exponent) {
  const std::string written = digits + "e" + std::to_string(exponent);
  double value = 0.0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (error == std::errc()) return value;
  // Out of range on one side or the other: the place of the first digit that counts says which.
  const std::size_t first = digits.find_first_of("123456789");
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const long place = exponent + static_cast<long>(point) - static_cast<long>(std::min(first, digits.size()));
  return place > 0 ? std::numeric_limits<double>::infinity() : 0.0;
}

class NumberReader {
 public:
  NumberReader(std::u32string_view text, bool decimal_comma)
      : text_(text), point_(decimal_comma ? U',' : U'.'), comma_(decimal_comma ? U'.' : U',') {}

  std::vector<FoundNumber> read() {
    std::vector<FoundNumber> found;
    for (std::size_t i = 0; i < text_.size();) {
      const bool begins = digit(i) || (at(i) == point_ && digit(i + 1) && !digit(i - 1));
      if (!begins) {
        ++i;
        continue;
      }
      FoundNumber number;
      const bool free_standing = read_front(i, number);
      std::size_t end = i;
      if (const auto value = read_value(i, end); value && free_standing) {
        number.value = negative_ ? -*value : *value;
        read_back(end, number);
        found.push_back(std::move(number));
      }
      i = std::max(end, i + 1);
    }
    return found;
  }

 private:
  // Behind either end of the text is nothing.
  char32_t at(std::size_t i) const { return i < text_.size() ? text_[i] : 0; }
  bool digit(std::size_t i) const { return is_ascii_digit(at(i)); }
  bool space(std::size_t i) const { return at(i) == U' ' || at(i) == kThinSpace; }

  std::size_t digits_end(std::size_t i) const {
    while (digit(i)) ++i;
    return i;
  }

  /// Sign and currency in front of the digits at `i`; false where they belong to a word, as in "H2O".
  bool read_front(std::size_t i, FoundNumber& number) {
    negative_ = false;
    std::size_t front = i;  // the number's first character so far
    const auto take_currency = [&] {
      std::size_t end = front;
      if (end > 0 && space(end - 1)) --end;
      std::size_t begin = end;
      while (begin > 0 && is_ascii_letter(at(begin - 1)) && end - begin < 4) --begin;
      // A code such as USD, or a sign, perhaps with letters in front: "US$".
      if (begin == end && end > 0) --begin;
      const std::string code = currency_code(text_.substr(begin, end - begin));
      if (code.empty()) return;
      if (begin > 0 && is_ascii_letter(at(begin))) {
        // The end of a longer word, or the currency of the number before: "5 USD 10 EUR".
        const std::size_t before = begin > 1 && space(begin - 1) ? begin - 2 : begin - 1;
        if (is_ascii_letter(at(begin - 1)) || digit(before)) return;
      }
      number.currency = code;
      front = begin;
    };
    take_currency();
    if (number.currency.empty() && front > 0 && (is_ascii_letter(at(front - 1)) || at(front - 1) == U'_')) return false;
    if (front > 0 && (at(front - 1) == U'-' || at(front - 1) == U'+')) {
      const char32_t before = front > 1 ? at(front - 2) : 0;
      const bool joins = is_ascii_digit(before) || is_ascii_letter(before) || before == U')' || before == U']' ||
                         before == U'}' || before == U'%';
      if (!joins || !currency_code(std::u32string_view(&before, 1)).empty()) {
        negative_ = at(front - 1) == U'-';
        --front;
        if (number.currency.empty()) take_currency();
      }
    }
    in_list_ = front > 1 && at(front - 1) == U',' && digit(front - 2);
    after_slash_ = front > 1 && at(front - 1) == U'/' && digit(front - 2);
    return true;
  }

  /// Groups of digits behind the run that ends at `end`, parted by `mark`; their end, or `end` where they do not make up
  /// thousands.
  std::size_t groups_end(std::size_t begin, std::size_t end, char32_t mark, std::size_t min_groups) const {
    const std::size_t first = end - begin;
    if (first == 0 || first > 3) return end;
    std::size_t groups = 0;
    bool threes = true;
    bool twos = first <= 2;  // India: 12,34,567
    std::size_t last = 3;
    std::size_t i = end;
    while (at(i) == mark && digit(i + 1)) {
      const std::size_t next = digits_end(i + 1);
      if (groups > 0) twos = twos && last == 2;
      last = next - i - 1;
      threes = threes && last == 3;
      ++groups;
      i = next;
      if (groups > kMaxGroups || (!threes && !twos)) return end;
    }
    const bool fits = groups >= min_groups && last == 3 && (threes || (twos && mark == U','));
    return fits ? i : end;
  }

  /// Digits with separators, decimals and exponent; nothing for a chain such as "1.2.3", of which `end` is behind.
  std::optional<double> read_plain(std::size_t i, std::size_t& end, bool& whole) {
    end = digits_end(i);
    char32_t point = point_;
    std::size_t behind_groups = end;
    for (const char32_t mark : {comma_, U'\'', U'_', kThinSpace})
      if (behind_groups == end) behind_groups = groups_end(i, end, mark, 1);
    if (behind_groups == end) {
      behind_groups = groups_end(i, end, point_, 2);
      if (behind_groups != end) point = comma_;
    }
    std::string digits;
    for (std::size_t k = i; k < behind_groups; ++k)
      if (digit(k)) digits += static_cast<char>(at(k));
    whole = behind_groups > i;
    end = behind_groups;
    if (at(end) == point && digit(end + 1) && !(in_list_ && point == U',')) {
      const std::size_t behind_decimals = digits_end(end + 1);
      if (at(behind_decimals) == point && digit(behind_decimals + 1)) {
        // A list where the mark is a comma, else a version, an address or a date.
        if (point == U',') return to_double(digits.empty() ? "0" : digits, 0);
        end = behind_decimals;
        while (at(end) == point && digit(end + 1)) end = digits_end(end + 1);
        return std::nullopt;
      }
      if (digits.empty()) digits = "0";
      digits += '.';
      for (std::size_t k = end + 1; k < behind_decimals; ++k) digits += static_cast<char>(at(k));
      end = behind_decimals;
      whole = false;
    }
    const auto exponent = read_exponent(end, digits == "10");
    if (!exponent) return to_double(digits, 0);
    whole = false;
    return to_double(digits == "10" && bare_power_ ? "1" : digits, *exponent);
  }

  /// `e5`, ` x 10^5` or, where the number is ten itself, `^5`, at `end`, which moves behind it.
  std::optional<long> read_exponent(std::size_t& end, bool is_ten) {
    bare_power_ = false;
    std::size_t i = end;
    if (at(i) == U'e' || at(i) == U'E') return signed_integer(i + 1, end, true);
    if (is_ten && raised(i)) {
      const auto power = signed_integer(i, end, false);
      bare_power_ = power.has_value();
      return power;
    }
    if (space(i)) ++i;
    if (at(i) != kTimesSign && at(i) != U'x' && at(i) != U'X' && at(i) != U'*' && at(i) != 0xB7) return std::nullopt;
    ++i;
    if (space(i)) ++i;
    if (at(i) != U'1' || at(i + 1) != U'0') return std::nullopt;
    i += 2;
    if (!raised(i)) return std::nullopt;
    return signed_integer(i, end, false);
  }

  /// Moves past `^` or `**`.
  bool raised(std::size_t& i) const {
    const std::size_t length = at(i) == U'^' ? 1 : at(i) == U'*' && at(i + 1) == U'*' ? 2 : 0;
    i += length;
    return length > 0;
  }

  /// An integer at `i`, in braces or not; `end` moves behind it. `alone`: no letter may follow.
  std::optional<long> signed_integer(std::size_t i, std::size_t& end, bool alone) const {
    const bool braced = at(i) == U'{' || at(i) == U'(';
    if (braced) ++i;
    const bool negative = at(i) == U'-';
    if (negative || at(i) == U'+') ++i;
    const std::size_t behind = digits_end(i);
    if (behind == i || (alone && is_ascii_letter(at(behind)))) return std::nullopt;
    long value = 0;
    for (std::size_t k = i; k < behind; ++k) value = std::min(value * 10 + static_cast<long>(at(k) - U'0'), 100000L);
    end = behind + (braced && (at(behind) == U'}' || at(behind) == U')') ? 1 : 0);
    return negative ? -value : value;
  }

  /// A plain number or a fraction, mixed or not.
  std::optional<double> read_value(std::size_t i, std::size_t& end) {
    bool whole = false;
    const auto value = read_plain(i, end, whole);
    if (!value) return value;
    if (const auto denominator = read_denominator(end)) return *value / *denominator;
    if (!whole || !space(end) || !digit(end + 1)) return value;
    std::size_t part_end = digits_end(end + 1);
    const double numerator = small_integer(end + 1, part_end);
    const auto denominator = read_denominator(part_end);
    if (!denominator || numerator >= *denominator) return value;
    end = part_end;
    return *value + numerator / *denominator;
  }

  double small_integer(std::size_t begin, std::size_t end) const {
    double value = 0.0;
    for (std::size_t k = begin; k < end; ++k) value = value * 10.0 + static_cast<double>(at(k) - U'0');
    return value;
  }

  /// ` / 4` at `end`, which moves behind it; nothing for a date or a division by zero.
  std::optional<double> read_denominator(std::size_t& end) const {
    if (after_slash_) return std::nullopt;
    std::size_t i = end;
    if (space(i)) ++i;
    if (at(i) != U'/') return std::nullopt;
    ++i;
    if (space(i)) ++i;
    const std::size_t behind = digits_end(i);
    if (behind == i || (at(behind) == U'/' && digit(behind + 1)) || (at(behind) == point_ && digit(behind + 1)))
      return std::nullopt;
    const double value = small_integer(i, behind);
    if (value == 0.0 || !std::isfinite(value)) return std::nullopt;
    end = behind;
    return value;
  }

  /// The word at `i`, of ASCII letters.
  std::u32string_view word(std::size_t i) const {
    std::size_t end = i;
    while (is_ascii_letter(at(end))) ++end;
    return i < text_.size() ? text_.substr(i, end - i) : std::u32string_view();
  }

  static bool same_word(std::u32string_view a, std::u32string_view lower) {
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                      [](char32_t x, char32_t y) { return (x >= U'A' && x <= U'Z' ? x + 32 : x) == y; });
  }

  /// Magnitude and percent behind the digits; the rest is for the unit.
  void read_back(std::size_t& end, FoundNumber& number) {
    const std::size_t next = end + (space(end) || (at(end) == U'-' && is_ascii_letter(at(end + 1))) ? 1 : 0);
    const std::u32string_view behind = word(next);
    for (const Magnitude& magnitude : kMagnitudes)
      if (same_word(behind, magnitude.word)) scale(number, magnitude, next, end);
    if (next == end && !behind.empty()) {
      if (behind == U"k") scale(number, {U"k", 1e3}, next, end);
      if (!number.currency.empty())
        for (const Magnitude& magnitude : kMoneyMagnitudes)
          if (behind == magnitude.word) scale(number, magnitude, next, end);
    }
    std::size_t i = end + (space(end) ? 1 : 0);
    if (at(i) == U'%') {
      number.percent = true;
      end = i + 1;
    } else if (same_word(word(i), U"percent") || same_word(word(i), U"pct")) {
      number.percent = true;
      end = i + word(i).size();
    } else if (same_word(word(i), U"per") && at(i + 3) == U' ' && same_word(word(i + 4), U"cent")) {
      number.percent = true;
      end = i + 8;
    }
    if (end < text_.size()) number.after = text_.substr(end, kUnitReach);
  }

  static void scale(FoundNumber& number, const Magnitude& magnitude, std::size_t next, std::size_t& end) {
    number.value *= magnitude.factor;
    end = next + magnitude.word.size();
  }

  std::u32string_view text_;
  char32_t point_;
  char32_t comma_;
  bool negative_ = false;
  bool in_list_ = false;      // "1,5,7" where the comma is the decimal mark
  bool after_slash_ = false;  // "1/2/2024"
  bool bare_power_ = false;
};

}  // namespace

std::vector<FoundNumber> find_numbers(std::string_view text, bool decimal_comma) {
  const std::u32string plain = plain_number_text(text);
  return NumberReader(plain, decimal_comma).read();
}

}  // namespace assay::metrics
