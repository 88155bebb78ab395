#include "datasets/perturb/words.h"

#include <algorithm>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::datasets {
namespace {

bool is_inner(char32_t c) { return text::is_letter(c) || text::is_number(c) || text::is_mark(c); }

// Bounds of what is left of a word without the punctuation at its ends.
std::string_view stripped(std::string_view word) {
  std::size_t begin = word.size(), end = 0;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t start = at;
    if (!is_inner(text::next_code_point(word, at))) continue;
    begin = std::min(begin, start);
    end = at;
  }
  return begin < end ? word.substr(begin, end - begin) : std::string_view();
}

bool is_choice_letter(std::string_view word) {
  const std::string_view inner = stripped(word);
  if (inner.size() != 1) return false;
  const char c = inner[0];
  // "I" and "a" are words; with a bracket or a full stop a letter is the name of a choice.
  const bool marked = word.size() > 1 && std::string_view(").:]").find(word.back()) != std::string_view::npos;
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z' && marked);
}

}  // namespace

std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  bool fenced = false, quoted = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    std::size_t ahead = at;
    const bool space = text::is_space(text::next_code_point(text, ahead));
    while (at < text.size()) {
      std::size_t next = at;
      if (text::is_space(text::next_code_point(text, next)) != space) break;
      at = next;
    }
    Word word{text.substr(start, at - start), space, fenced || quoted};
    for (std::size_t i = 0; !space && i < word.text.size(); ++i) {
      if (word.text[i] != '`') continue;
      word.is_code = true;
      if (word.text.substr(i, 3) == "```") {
        fenced = !fenced;
        i += 2;
      } else if (!fenced) {
        quoted = !quoted;
      }
    }
    words.push_back(word);
  }
  return words;
}

std::string bare_word(std::string_view word) { return text::to_lower(stripped(word)); }

bool is_protected(const Word& word, std::span<const std::string> targets) {
  if (word.is_space || word.is_code || is_choice_letter(word.text)) return true;
  if (word.text.find_first_of("_{}<>\\=@") != std::string_view::npos) return true;
  if (word.text.find("://") != std::string_view::npos || word.text.starts_with("www.")) return true;
  for (std::size_t at = 0; at < word.text.size();)
    if (text::is_number(text::next_code_point(word.text, at))) return true;
  const std::string bare = bare_word(word.text);
  return bare.empty() || std::binary_search(targets.begin(), targets.end(), bare);
}

std::string change_words(std::string_view text, std::span<const std::string> targets,
                         const std::function<std::string(std::string_view)>& change, bool& changed) {
  std::string out;
  for (const Word& word : split_words(text)) {
    if (is_protected(word, targets)) {
      out += word.text;
      continue;
    }
    const std::string made = change(word.text);
    changed = changed || made != word.text;
    out += made;
  }
  return out;
}

}  // namespace assay::datasets
