#include "harness/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "harness/text/special_casing.h"
#include "harness/text/utf8.h"

namespace assay::text {

namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t kSize>
bool in_ranges(const std::array<Range, kSize>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// The properties Other_Lowercase and Other_Uppercase of PropList.txt.
constexpr std::array<Range, 24> kOtherLowercase = {{
    {0xAA, 0xAA},     {0xBA, 0xBA},     {0x2B0, 0x2B8},     {0x2C0, 0x2C1},     {0x2E0, 0x2E4},     {0x345, 0x345},
    {0x37A, 0x37A},   {0x1D2C, 0x1D6A}, {0x1D78, 0x1D78},   {0x1D9B, 0x1DBF},   {0x2071, 0x2071},   {0x207F, 0x207F},
    {0x2090, 0x209C}, {0x2170, 0x217F}, {0x24D0, 0x24E9},   {0x2C7C, 0x2C7D},   {0xA69C, 0xA69D},   {0xA770, 0xA770},
    {0xA7F8, 0xA7F9}, {0xAB5C, 0xAB5F}, {0x10780, 0x10780}, {0x10783, 0x10785}, {0x10787, 0x107B0}, {0x107B2, 0x107BA},
}};
constexpr std::array<Range, 5> kOtherUppercase = {
    {{0x2160, 0x216F}, {0x24B6, 0x24CF}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}}};

// What Case_Ignorable has beyond the categories Mn, Me, Cf, Lm and Sk: Word_Break MidLetter, MidNumLet, Single_Quote.
constexpr std::array<char32_t, 17> kCaseIgnorableMarks = {0x27,   0x2E,   0x3A,   0xB7,   0x387,  0x55F,
                                                          0x5F4,  0x2018, 0x2019, 0x2024, 0x2027, 0xFE13,
                                                          0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};

utf8proc_category_t category(char32_t c) {
  return c > 0x10FFFF ? UTF8PROC_CATEGORY_CN : utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

bool is_cased(char32_t c) { return is_lower(c) || is_upper(c) || category(c) == UTF8PROC_CATEGORY_LT; }

bool is_case_ignorable(char32_t c) {
  switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK: return true;
    default: return std::find(kCaseIgnorableMarks.begin(), kCaseIgnorableMarks.end(), c) != kCaseIgnorableMarks.end();
  }
}

// The condition Final_Sigma of SpecialCasing.txt: a cased letter before, none after, case-ignorable ones skipped.
bool is_final_sigma(std::u32string_view text, std::size_t at) {
  std::size_t before = at;
  while (before > 0 && is_case_ignorable(text[before - 1])) --before;
  if (before == 0 || !is_cased(text[before - 1])) return false;
  std::size_t after = at + 1;
  while (after < text.size() && is_case_ignorable(text[after])) ++after;
  return after == text.size() || !is_cased(text[after]);
}

void append_lower(std::string& out, std::u32string_view text, std::size_t at) {
  constexpr char32_t kSigma = 0x3A3, kSmallSigma = 0x3C3, kFinalSigma = 0x3C2, kDottedI = 0x130, kDotAbove = 0x307;
  const char32_t c = text[at];
  if (c == kSigma) {
    append_utf8(out, is_final_sigma(text, at) ? kFinalSigma : kSmallSigma);
  } else if (c == kDottedI) {
    out += 'i';
    append_utf8(out, kDotAbove);
  } else {
    append_utf8(out, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
  }
}

void append_all(std::string& out, const std::array<char32_t, 3>& code_points) {
  for (const char32_t c : code_points)
    if (c != 0) append_utf8(out, c);
}

void append_upper(std::string& out, char32_t c) {
  if (const SpecialCasing* special = find_special_casing(c)) return append_all(out, special->upper);
  append_utf8(out, static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c))));
}

void append_title(std::string& out, char32_t c) {
  if (const SpecialCasing* special = find_special_casing(c)) return append_all(out, special->title);
  append_utf8(out, static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(c))));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool is_letter(char32_t c) {
  const auto of = category(c);
  return of >= UTF8PROC_CATEGORY_LU && of <= UTF8PROC_CATEGORY_LO;
}

bool is_number(char32_t c) {
  const auto of = category(c);
  return of >= UTF8PROC_CATEGORY_ND && of <= UTF8PROC_CATEGORY_NO;
}

bool is_decimal_digit(char32_t c) { return category(c) == UTF8PROC_CATEGORY_ND; }

bool is_punctuation(char32_t c) {
  const auto of = category(c);
  return of >= UTF8PROC_CATEGORY_PC && of <= UTF8PROC_CATEGORY_PO;
}

bool is_symbol(char32_t c) {
  const auto of = category(c);
  return of >= UTF8PROC_CATEGORY_SM && of <= UTF8PROC_CATEGORY_SO;
}

bool is_mark(char32_t c) {
  const auto of = category(c);
  return of >= UTF8PROC_CATEGORY_MN && of <= UTF8PROC_CATEGORY_ME;
}

bool is_control(char32_t c) {
  const auto of = category(c);
  return of >= UTF8PROC_CATEGORY_CC && of <= UTF8PROC_CATEGORY_CO;
}

bool is_upper(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LU || in_ranges(kOtherUppercase, c); }
bool is_lower(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LL || in_ranges(kOtherLowercase, c); }

bool is_space(char32_t c) { return (c >= 0x1C && c <= 0x1F) || is_white_space(c); }

bool is_white_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
  }
  const std::u32string code_points = decode_utf8(text);
  for (std::size_t i = 0; i < code_points.size(); ++i) append_lower(out, code_points, i);
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) append_upper(out, next_code_point(text, pos));
  return out;
}

std::string to_title(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::u32string code_points = decode_utf8(text);
  bool after_cased = false;
  for (std::size_t i = 0; i < code_points.size(); ++i) {
    if (after_cased)
      append_lower(out, code_points, i);
    else
      append_title(out, code_points[i]);
    after_cased = is_cased(code_points[i]);
  }
  return out;
}

std::string capitalize(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::u32string code_points = decode_utf8(text);
  for (std::size_t i = 0; i < code_points.size(); ++i) {
    if (i == 0)
      append_title(out, code_points[i]);
    else
      append_lower(out, code_points, i);
  }
  return out;
}

std::string_view strip(std::string_view text) { return rstrip(lstrip(text)); }

std::string_view lstrip(std::string_view text) {
  std::size_t pos = 0;
  while (pos < text.size()) {
    std::size_t next = pos;
    if (!is_space(next_code_point(text, next))) break;
    pos = next;
  }
  return text.substr(pos);
}

std::string_view rstrip(std::string_view text) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    // No white space is longer than three bytes.
    for (int i = 0; i < 2 && start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80; ++i) --start;
    std::size_t next = start;
    if (!is_space(next_code_point(text, next)) || next != text.size()) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

std::vector<std::string> split_white_space(std::string_view text) {
  std::vector<std::string> words;
  std::size_t word = std::string_view::npos;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t start = pos;
    if (is_space(next_code_point(text, pos))) {
      if (word != std::string_view::npos) words.emplace_back(text.substr(word, start - word));
      word = std::string_view::npos;
    } else if (word == std::string_view::npos) {
      word = start;
    }
  }
  if (word != std::string_view::npos) words.emplace_back(text.substr(word));
  return words;
}

}  // namespace assay::text
