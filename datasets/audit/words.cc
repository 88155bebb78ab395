#include "datasets/audit/words.h"

#include <fmt/core.h>

#include <array>
#include <cstdint>

#include "harness/core/error.h"
#include "harness/text/normalize.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::datasets {
namespace {

enum class Kind : std::uint8_t { kLetter, kSpace, kPunctuation, kAlone };

constexpr std::array<Kind, 128> ascii_kinds() {
  std::array<Kind, 128> kinds{};
  for (std::size_t c = 0; c < kinds.size(); ++c) {
    const bool space = c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    const bool mark = (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) ||
                      (c >= 0x7B && c <= 0x7E);
    kinds[c] = space ? Kind::kSpace : mark ? Kind::kPunctuation : Kind::kLetter;
  }
  return kinds;
}
constexpr std::array<Kind, 128> kAscii = ascii_kinds();

bool is_written_without_spaces(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FF && c != 0x30FB) || (c >= 0x31F0 && c <= 0x31FF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF66 && c <= 0xFF9D) ||
         (c >= 0x20000 && c <= 0x323AF);
}

Kind kind_of(char32_t c) {
  if (text::is_space(c)) return Kind::kSpace;
  if (is_written_without_spaces(c)) return Kind::kAlone;
  return text::is_punctuation(c) ? Kind::kPunctuation : Kind::kLetter;
}

// Collects one word and hands it on, folded.
class Word {
 public:
  Word(const WordOptions& options, const std::function<void(std::string_view, std::size_t)>& each)
      : options_(options), each_(each) {}

  void add(std::string_view bytes, std::size_t offset) {
    if (word_.empty()) offset_ = offset;
    word_ += bytes;
  }
  void add_ascii(char c, std::size_t offset) {
    if (word_.empty()) offset_ = offset;
    word_ += options_.fold_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  void mark_wide() { wide_ = true; }

  void end() {
    if (word_.empty()) return;
    if (wide_) {
      word_ = text::normalize(word_, text::NormalForm::kNfc);
      if (options_.fold_case) word_ = text::to_lower(word_);
    }
    each_(word_, offset_);
    word_.clear();
    wide_ = false;
  }

 private:
  const WordOptions& options_;
  const std::function<void(std::string_view, std::size_t)>& each_;
  std::string word_;
  std::size_t offset_ = 0;
  bool wide_ = false;
};

}  // namespace

void for_each_word(std::string_view text, const WordOptions& options,
                   const std::function<void(std::string_view, std::size_t)>& each) {
  Word word(options, each);
  std::string encoded;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool ascii = byte < 0x80;
    const char32_t c = ascii ? (++at, byte) : text::next_code_point(text, at);
    const Kind kind = ascii ? kAscii[byte] : kind_of(c);
    if (kind == Kind::kSpace || (kind == Kind::kPunctuation && options.punctuation == Punctuation::kSplit)) {
      word.end();
      continue;
    }
    if (kind == Kind::kPunctuation && options.punctuation == Punctuation::kDelete) continue;
    if (ascii) {
      word.add_ascii(static_cast<char>(byte), start);
      continue;
    }
    if (kind == Kind::kAlone) word.end();
    encoded.clear();
    text::append_utf8(encoded, c);
    word.add(encoded, start);
    word.mark_wide();
    if (kind == Kind::kAlone) word.end();
  }
  word.end();
}

std::vector<std::string> words_of(std::string_view text, const WordOptions& options) {
  std::vector<std::string> words;
  for_each_word(text, options, [&](std::string_view word, std::size_t) { words.emplace_back(word); });
  return words;
}

Punctuation parse_punctuation(std::string_view name) {
  if (name == "delete") return Punctuation::kDelete;
  if (name == "split") return Punctuation::kSplit;
  if (name == "keep") return Punctuation::kKeep;
  throw Error(ErrorKind::kUsage, fmt::format("punctuation '{}' is not known; expected delete, split or keep", name));
}

}  // namespace assay::datasets
