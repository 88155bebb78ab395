#include "metrics/extract/number_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/text/utf8.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {
namespace {

/// Zeros of the decimal digits that people type numbers in: Arabic, Persian, Devanagari, Bengali, Thai, full width.
constexpr std::array<char32_t, 6> kZeros = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};

struct Fraction {
  char32_t sign;
  std::u32string_view digits;
};
constexpr std::array<Fraction, 15> kFractions = {{
    {0xBC, U"1/4"},   {0xBD, U"1/2"},   {0xBE, U"3/4"},   {0x2153, U"1/3"}, {0x2154, U"2/3"},
    {0x2155, U"1/5"}, {0x2156, U"2/5"}, {0x2157, U"3/5"}, {0x2158, U"4/5"}, {0x2159, U"1/6"},
    {0x215A, U"5/6"}, {0x215B, U"1/8"}, {0x215C, U"3/8"}, {0x215D, U"5/8"}, {0x215E, U"7/8"},
}};

/// The plain form of a superscript digit or sign; 0 for anything else.
char32_t from_superscript(char32_t c) {
  if (c == 0xB2 || c == 0xB3) return c - 0xB2 + U'2';
  if (c == 0xB9) return U'1';
  if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) return c - 0x2070 + U'0';
  if (c == 0x207B) return U'-';
  return 0;
}

/// One spelling for the characters that look alike.
char32_t plain(char32_t c) {
  if (c < 0x80) return c;
  for (const char32_t zero : kZeros)
    if (c >= zero && c <= zero + 9) return c - zero + U'0';
  switch (c) {
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2212: case 0xFE63: case 0xFF0D: return U'-';
    case 0xA0: case 0x2007: case 0x2008: case 0x202F: return kThinSpace;
    case 0x2044: case 0x2215: case 0xFF0F: return U'/';
    case 0xFF05: case 0x66A: return U'%';
    case 0xFF0E: return U'.';
    case 0xFF0C: return U',';
    case 0xFF0B: return U'+';
    case 0xFF04: return U'$';
    case 0x2019: case 0x2032: return U'\'';
    case 0x22C5: case 0x2217: return 0xB7;
    case 0xBA: case 0x2DA: return kDegreeSign;
    case 0x3BC: return 0xB5;
    default: return c;
  }
}

/// Reads the LaTeX commands that numbers are written with.
class Latex {
 public:
  explicit Latex(std::u32string_view text) : text_(text) {}

  /// Appends what stands for the command at `at` to `out` and gives the position behind it; nothing where it is none.
  std::optional<std::size_t> undo(std::size_t at, std::u32string& out) const {
    const std::u32string_view rest = text_.substr(at);
    if (rest.starts_with(U"{,}")) return append(out, U",", at + 3);
    for (const std::u32string_view degrees : {U"^\\circ", U"^{\\circ}"})
      if (rest.starts_with(degrees)) return append(out, std::u32string_view(&kDegreeSign, 1), at + degrees.size());
    if (rest[0] != U'\\' || rest.size() < 2) return std::nullopt;
    if (rest[1] == U'!') return at + 2;
    if (rest[1] == U',' || rest[1] == U';' || rest[1] == U':' || rest[1] == U' ')
      return append(out, std::u32string_view(&kThinSpace, 1), at + 2);
    if (rest[1] == U'%' || rest[1] == U'$') return append(out, rest.substr(1, 1), at + 2);
    std::size_t end = 1;
    while (end < rest.size() && is_ascii_letter(rest[end])) ++end;
    const std::u32string_view name = rest.substr(1, end - 1);
    if (name == U"times") return append(out, std::u32string_view(&kTimesSign, 1), at + end);
    if (name == U"cdot") return append(out, U"\u00B7", at + end);
    if (name == U"left" || name == U"right") return at + end;
    if (name == U"frac" || name == U"dfrac" || name == U"tfrac") return fraction(at + end, out);
    if (name == U"text" || name == U"mathrm" || name == U"textbf" || name == U"mathbf" || name == U"mbox")
      if (const std::u32string_view inside = braced(at + end); inside.data() != nullptr) {
        out += U' ';
        for (const char32_t c : inside) out += plain(c);
        return at + end + inside.size() + 2;
      }
    return std::nullopt;
  }

 private:
  static std::size_t append(std::u32string& out, std::u32string_view what, std::size_t end) {
    out += what;
    return end;
  }

  /// What is between the braces that open at `at`, at most 40 characters without braces; no data where there are none.
  std::u32string_view braced(std::size_t at) const {
    if (at >= text_.size() || text_[at] != U'{') return {};
    const std::size_t end = std::min(text_.size(), at + 42);
    for (std::size_t i = at + 1; i < end && text_[i] != U'{'; ++i)
      if (text_[i] == U'}') return text_.substr(at + 1, i - at - 1);
    return {};
  }

  /// `{1}{2}` or `12`, of digits only.
  std::optional<std::size_t> fraction(std::size_t at, std::u32string& out) const {
    const auto is_digits = [](std::u32string_view part) {
      return !part.empty() && std::all_of(part.begin(), part.end(), is_ascii_digit);
    };
    std::u32string_view over = braced(at);
    std::u32string_view under;
    std::size_t end = at;
    if (over.data() != nullptr) {
      under = braced(at + over.size() + 2);
      end = at + over.size() + under.size() + 4;
    } else if (at + 2 <= text_.size()) {
      over = text_.substr(at, 1);
      under = text_.substr(at + 1, 1);
      end = at + 2;
    }
    if (!is_digits(over) || !is_digits(under)) return std::nullopt;
    if (!out.empty() && is_ascii_digit(out.back())) out += U' ';
    out += over;
    out += U'/';
    out += under;
    return end;
  }

  std::u32string_view text_;
};

}  // namespace

std::u32string plain_number_text(std::string_view text) {
  const std::u32string characters = text::decode_utf8(text);
  const Latex latex(characters);
  std::u32string out;
  out.reserve(characters.size());
  bool in_superscript = false;
  for (std::size_t i = 0; i < characters.size();) {
    const char32_t c = characters[i];
    if (c == U'\\' || c == U'{' || c == U'^') {
      in_superscript = false;
      if (const auto end = latex.undo(i, out)) {
        i = *end;
        continue;
      }
    }
    ++i;
    if (const char32_t raised = from_superscript(c); raised != 0) {
      if (!in_superscript) out += U'^';
      out += raised;
      in_superscript = true;
      continue;
    }
    in_superscript = false;
    const auto fraction =
        std::find_if(kFractions.begin(), kFractions.end(), [c](const Fraction& f) { return f.sign == c; });
    if (fraction != kFractions.end()) {
      if (!out.empty() && is_ascii_digit(out.back())) out += U' ';
      out += fraction->digits;
    } else {
      out += plain(c);
    }
  }
  return out;
}

}  // namespace assay::metrics
