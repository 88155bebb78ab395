#include "backends/local/tokenizer/pretokenize.h"

#include <array>
#include <cstdint>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

enum class Class : std::uint8_t { kLetter, kNumber, kSpace, kSign };

Class classify(char32_t c) {
  if (text::is_letter(c)) return Class::kLetter;
  if (text::is_number(c)) return Class::kNumber;
  if (text::is_white_space(c)) return Class::kSpace;
  return Class::kSign;
}

Class class_at(std::string_view text, std::size_t pos, std::size_t& next) {
  static const std::array<Class, 128> kAscii = [] {
    std::array<Class, 128> table{};
    for (char32_t c = 0; c < 128; ++c) table[c] = classify(c);
    return table;
  }();
  const auto byte = static_cast<unsigned char>(text[pos]);
  if (byte < 0x80) {
    next = pos + 1;
    return kAscii[byte];
  }
  next = pos;
  return classify(text::next_code_point(text, next));
}

// The end of the run of characters of one class from `pos` on.
std::size_t run_end(std::string_view text, std::size_t pos, Class wanted) {
  std::size_t next = pos;
  while (pos < text.size() && class_at(text, pos, next) == wanted) pos = next;
  return pos;
}

std::size_t run_end(std::string_view text, std::size_t pos, Class wanted, int at_most) {
  std::size_t next = pos;
  while (at_most-- > 0 && pos < text.size() && class_at(text, pos, next) == wanted) pos = next;
  return pos;
}

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// `\s+(?!\S)|\s+`: a run of white space leaves its last character to what follows, unless it is the only one.
std::size_t space_end(std::string_view text, std::size_t pos) {
  std::size_t next = pos, last = pos, count = 0;
  while (pos < text.size() && class_at(text, pos, next) == Class::kSpace) {
    last = pos;
    pos = next;
    ++count;
  }
  return pos == text.size() || count == 1 ? pos : last;
}

// 's 't 're 've 'm 'll 'd after the apostrophe at `pos`; returns `pos` where there is none.
std::size_t contraction_end(std::string_view text, std::size_t pos, bool any_case) {
  const auto lower = [&](std::size_t at) -> char {
    if (at >= text.size()) return '\0';
    const char c = text[at];
    return any_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  };
  const char a = lower(pos + 1), b = lower(pos + 2);
  if (a == 's' || a == 't' || a == 'm' || a == 'd') return pos + 2;
  if ((a == 'r' || a == 'v') && b == 'e') return pos + 3;
  if (a == 'l' && b == 'l') return pos + 3;
  // U+017F folds to 's' where case is ignored.
  if (any_case && text.substr(pos + 1).starts_with("\xC5\xBF")) return pos + 3;
  return pos;
}

std::size_t gpt2_end(std::string_view text, std::size_t pos) {
  if (text[pos] == '\'') {
    const std::size_t end = contraction_end(text, pos, false);
    if (end != pos) return end;
  }
  std::size_t next = pos;
  const Class at = class_at(text, pos, next);
  if (text[pos] == ' ' && next < text.size()) {
    std::size_t after = next;
    const Class following = class_at(text, next, after);
    if (following != Class::kSpace) return run_end(text, after, following);
  }
  if (at != Class::kSpace) return run_end(text, next, at);
  return space_end(text, pos);
}

// ` ?[^\s\p{L}\p{N}]+[\r\n]*` from the first sign on.
std::size_t signs_end(std::string_view text, std::size_t pos) {
  pos = run_end(text, pos, Class::kSign);
  while (pos < text.size() && is_line_end(text[pos])) ++pos;
  return pos;
}

std::size_t llama3_end(std::string_view text, std::size_t pos, int max_digits) {
  if (text[pos] == '\'') {
    const std::size_t end = contraction_end(text, pos, true);
    if (end != pos) return end;
  }
  std::size_t next = pos;
  const Class at = class_at(text, pos, next);
  if (at == Class::kLetter) return run_end(text, next, Class::kLetter);
  if (at == Class::kNumber) return run_end(text, pos, Class::kNumber, max_digits);
  std::size_t after = next;
  if (next < text.size()) {
    const Class following = class_at(text, next, after);
    if (!is_line_end(text[pos]) && following == Class::kLetter) return run_end(text, after, Class::kLetter);
    if (text[pos] == ' ' && following == Class::kSign) return signs_end(text, next);
  }
  if (at == Class::kSign) return signs_end(text, pos);
  // `\s*[\r\n]+`: white space up to the last line end of the run.
  std::size_t last_line_end = pos;
  for (std::size_t p = pos; p < text.size() && class_at(text, p, next) == Class::kSpace; p = next)
    if (is_line_end(text[p])) last_line_end = p + 1;
  return last_line_end != pos ? last_line_end : space_end(text, pos);
}

}  // namespace

std::size_t piece_end(SplitPattern pattern, std::string_view text, std::size_t pos) {
  switch (pattern) {
    case SplitPattern::kGpt2: return gpt2_end(text, pos);
    case SplitPattern::kLlama3: return llama3_end(text, pos, 3);
    case SplitPattern::kQwen2: return llama3_end(text, pos, 1);
  }
  return text.size();
}

// To find the end of a piece the scanners look at most at the code point behind it, at three bytes behind an apostrophe that
// begins it, and at the white space behind it up to what is none. With an ASCII byte that is no white space at or behind the
// end, and three more bytes behind that, all of this lies within the text.
std::size_t guard_byte(std::string_view text) {
  constexpr std::size_t kBehind = 4, kFarthest = 200;
  if (text.size() < kBehind) return 0;
  std::size_t at = text.size() - kBehind;
  for (std::size_t steps = 0; at > 0 && steps < kFarthest; --at, ++steps)
    if (const auto byte = static_cast<unsigned char>(text[at]); byte > 0x20 && byte < 0x7F) return at;
  return 0;
}

std::optional<SplitPattern> known_pattern(std::string_view regex) {
  if (regex == R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)")
    return SplitPattern::kGpt2;
  constexpr std::string_view kHead = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)";
  constexpr std::string_view kTail = R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
  if (!regex.starts_with(kHead) || !regex.ends_with(kTail) || regex.size() < kHead.size() + kTail.size())
    return std::nullopt;
  const std::string_view digits = regex.substr(kHead.size(), regex.size() - kHead.size() - kTail.size());
  if (digits == R"(\p{N}{1,3})") return SplitPattern::kLlama3;
  if (digits == R"(\p{N})") return SplitPattern::kQwen2;
  return std::nullopt;
}

}  // namespace assay::local
