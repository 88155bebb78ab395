#include "metrics/extract/instructions/sentences.h"

#include <algorithm>
#include <utility>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/extract/instructions/sentence_words.h"

namespace assay::metrics {
namespace {

using text::is_white_space;

constexpr std::u32string_view kNotInWords = U")\";}]*:@'({[?!\u2018\u2019\u201c\u201d\u00ab\u00bb";
constexpr std::u32string_view kNotAtWordStart = U"(\"`{[:;&#*@)}]-,";
constexpr std::u32string_view kClosing = U"\"')]}\u2018\u2019\u201c\u201d\u00ab\u00bb";

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != set.npos; }
bool ends_sentence(char32_t c) { return c == U'.' || c == U'?' || c == U'!'; }
bool ends_word(char32_t c) { return is_one_of(c, kNotInWords); }
bool is_ascii_space(char32_t c) { return c == U' ' || (c >= 9 && c <= 13); }

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A word of the text around a full stop, with what is known of it.
struct Token {
  std::u32string_view text;
  std::string type;  // in lower case; "##number##" for numbers
  bool ends_in_period = false;
  bool breaks = false;
  bool abbreviation = false;
  bool ellipsis = false;
};

bool is_number(std::u32string_view word) {
  std::size_t i = 0;
  if (i < word.size() && word[i] == U'-') ++i;
  if (i < word.size() && (word[i] == U'.' || word[i] == U',')) ++i;
  if (i == word.size() || !text::is_decimal_digit(word[i])) return false;
  return std::all_of(word.begin() + static_cast<std::ptrdiff_t>(i), word.end(),
                     [](char32_t c) { return text::is_decimal_digit(c) || c == U',' || c == U'.' || c == U'-'; });
}

bool is_initial(std::u32string_view word) {
  return word.size() == 2 && word[1] == U'.' &&
         (text::is_letter(word[0]) || text::is_mark(word[0]) || word[0] == U'_' ||
          (text::is_number(word[0]) && !text::is_decimal_digit(word[0])));
}

bool is_abbreviation(std::u32string_view word_without_period) {
  const std::string lower = text::to_lower(text::encode_utf8(word_without_period));
  if (is_sentence_abbreviation(lower)) return true;
  const std::size_t hyphen = lower.rfind('-');
  return hyphen != lower.npos && is_sentence_abbreviation(std::string_view(lower).substr(hyphen + 1));
}

Token token_of(std::u32string_view word) {
  Token token;
  token.text = word;
  token.type = is_number(word) ? "##number##" : text::to_lower(text::encode_utf8(word));
  token.ends_in_period = word.back() == U'.';
  if (word.size() == 1 && ends_sentence(word[0])) {
    token.breaks = true;
  } else if (word.size() >= 2 && word.find_first_not_of(U'.') == word.npos) {
    token.ellipsis = true;
  } else if (token.ends_in_period && !word.ends_with(U"..")) {
    token.abbreviation = is_abbreviation(word.substr(0, word.size() - 1));
    token.breaks = !token.abbreviation;
  }
  return token;
}

/// The length of hyphens, full stops, or full stops with white space between them at `at`; 0 where there are none.
std::size_t run_of_punctuation(std::u32string_view line, std::size_t at) {
  const char32_t c = line[at];
  if (c != U'-' && c != U'.') return 0;
  std::size_t end = at;
  while (end < line.size() && line[end] == c) ++end;
  if (end - at >= 2) return end - at;
  if (c == U'-') return 0;
  std::size_t pairs = 0;
  for (std::size_t i = at; i + 1 < line.size() && line[i] == U'.' && is_white_space(line[i + 1]); i += 2) ++pairs;
  const bool full = at + 2 * pairs < line.size() && line[at + 2 * pairs] == U'.';
  if (!full && pairs > 0) --pairs;
  return pairs >= 2 ? 2 * pairs + 1 : 0;
}

bool begins_run(std::u32string_view line, std::size_t at) {
  // Three of a kind are enough to know that there is a run, however long.
  return run_of_punctuation(line.substr(0, std::min(line.size(), at + 5)), at) > 0;
}

bool is_word_end(std::u32string_view line, std::size_t at) {
  if (at == line.size()) return true;
  return is_white_space(line[at]) || ends_word(line[at]) || begins_run(line, at);
}

void append_words(std::u32string_view line, std::vector<Token>& tokens) {
  for (std::size_t i = 0; i < line.size();) {
    if (is_white_space(line[i])) {
      ++i;
      continue;
    }
    std::size_t length = run_of_punctuation(line, i);
    if (length == 0) {
      length = 1;
      if (!is_one_of(line[i], kNotAtWordStart)) {
        while (!is_word_end(line, i + length) && !(line[i + length] == U',' && is_word_end(line, i + length + 1))) ++length;
      }
    }
    tokens.push_back(token_of(line.substr(i, length)));
    i += length;
  }
}

std::string type_without_period(const Token& token) {
  const std::string& type = token.type;
  return type.size() > 1 && type.back() == '.' ? type.substr(0, type.size() - 1) : type;
}

enum class Begins { kNo, kUnknown, kYes };

/// The orthographic heuristic (section 4.1.1): whether `token` begins a sentence.
Begins begins_sentence(const Token& token, CapitalisedWord kind) {
  if (token.text.size() == 1 && is_one_of(token.text[0], U";:,.!?")) return Begins::kNo;
  if (text::is_upper(token.text[0])) return kind == CapitalisedWord::kStarter ? Begins::kYes : Begins::kUnknown;
  return text::is_lower(token.text[0]) ? Begins::kNo : Begins::kUnknown;
}

/// Section 4: what the next word says of a full stop.
void revise(Token& token, const Token& next) {
  if (!token.ends_in_period) return;
  const bool initial = is_initial(token.text);
  const CapitalisedWord kind = capitalised_word(next.breaks ? type_without_period(next) : next.type);
  const Begins begins = begins_sentence(next, kind);
  if ((token.abbreviation || token.ellipsis) && !initial && begins == Begins::kYes) {
    token.breaks = true;
    return;
  }
  if (!initial && token.type != "##number##") return;
  // "I" begins sentences but is never in lower case, and so looks like another initial.
  const bool surname = initial && text::is_upper(next.text[0]) &&
                       ((begins == Begins::kUnknown && kind == CapitalisedWord::kName) || next.type == "i");
  if (begins == Begins::kNo || surname) token.breaks = false;
}

/// Whether a sentence ends before the last word of the context.
bool has_break(std::u32string_view context) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at <= context.size();) {
    const std::size_t end = std::min(context.find(U'\n', at), context.size());
    const std::u32string_view line = context.substr(at, end - at);
    if (!std::all_of(line.begin(), line.end(), text::is_space)) append_words(line, tokens);
    at = end + 1;
  }
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    revise(tokens[i], tokens[i + 1]);
    if (tokens[i].breaks) return true;
  }
  return false;
}

/// A mark that may end a sentence: the word it ends, and the word or the punctuation after it.
struct Candidate {
  Span word;          // without the mark
  std::size_t mark = 0;
  std::size_t after_end = 0;
  std::size_t next_begin = 0;  // where a sentence would go on
};

std::vector<Candidate> candidates(std::u32string_view text) {
  std::vector<Candidate> found;
  Candidate previous;
  bool has_previous = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (!ends_sentence(text[i])) continue;
    Candidate here;
    here.mark = i;
    here.next_begin = i + 1;
    here.after_end = i + 2;
    if (!ends_word(text[i + 1])) {
      std::size_t next = i + 1;
      while (next < text.size() && is_white_space(text[next])) ++next;
      if (next == i + 1 || next == text.size()) continue;
      here.next_begin = next;
      here.after_end = next;
      while (here.after_end < text.size() && !is_white_space(text[here.after_end])) ++here.after_end;
    }
    // The word goes back to the last white space after the word before; white space that is first in between does not count.
    std::size_t space = i;
    while (space > previous.word.end + 1 && !is_ascii_space(text[space - 1])) --space;
    here.word = {space > previous.word.end + 1 ? space : previous.word.begin, i};
    if (has_previous && previous.word.end <= here.word.begin) found.push_back(previous);
    previous = here;
    has_previous = true;
  }
  if (has_previous) found.push_back(previous);
  return found;
}

std::vector<Span> raw_sentences(std::u32string_view text) {
  std::vector<Span> sentences;
  std::size_t begin = 0;
  for (const Candidate& candidate : candidates(text)) {
    if (!has_break(text.substr(candidate.word.begin, candidate.after_end - candidate.word.begin))) continue;
    sentences.push_back({begin, candidate.mark + 1});
    begin = candidate.next_begin;
  }
  std::size_t end = text.size();
  while (end > 0 && text::is_space(text[end - 1])) --end;
  sentences.push_back({begin, end});
  return sentences;
}

/// The length of the quotes and brackets at the start of a sentence that close the one before, and with the white space
/// after them; {0, 0} where there are none.
std::pair<std::size_t, std::size_t> closing_marks(std::u32string_view sentence) {
  std::size_t marks = 0;
  while (marks < sentence.size() && is_one_of(sentence[marks], kClosing)) ++marks;
  if (marks == 0) return {0, 0};
  std::size_t end = marks;
  while (end < sentence.size() && is_white_space(sentence[end])) ++end;
  if (end == marks && end < sentence.size() && sentence.substr(end, 2) != U"--") return {0, 0};
  return {marks, end};
}

std::vector<Span> sentence_spans(std::u32string_view text) {
  const std::vector<Span> raw = raw_sentences(text);
  std::vector<Span> sentences;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const Span sentence = {raw[i].begin + taken, raw[i].end};
    taken = 0;
    if (i + 1 < raw.size()) {
      const Span next = raw[i + 1];
      const std::size_t length = next.end > next.begin ? next.end - next.begin : 0;
      const auto [marks, end] = closing_marks(text.substr(next.begin, length));
      if (marks > 0) {
        sentences.push_back({sentence.begin, next.begin + marks});
        taken = end;
        continue;
      }
    }
    if (sentence.begin < sentence.end) sentences.push_back(sentence);
  }
  return sentences;
}

}  // namespace

std::vector<std::string> split_sentences(std::string_view text) {
  const std::u32string code_points = text::decode_utf8(text);
  std::vector<std::string> sentences;
  for (const Span& span : sentence_spans(code_points))
    sentences.push_back(text::encode_utf8(std::u32string_view(code_points).substr(span.begin, span.end - span.begin)));
  return sentences;
}

std::size_t count_sentences(std::string_view text) { return sentence_spans(text::decode_utf8(text)).size(); }

}  // namespace assay::metrics
