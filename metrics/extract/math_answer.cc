#include "metrics/extract/math_answer.h"

#include <algorithm>
#include <array>
#include <vector>

#include "harness/text/unicode.h"

namespace assay::metrics {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The end of the group that opens at `open`, which is a brace; npos where it does not end.
std::size_t group_end(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;  // an escaped brace is none
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

struct Formula {
  std::size_t begin, end;  // with its marks
  std::string_view inside;
};

/// The formulas between $..$, $$..$$, \(..\) and \[..\].
std::vector<Formula> formulas(std::string_view text) {
  std::vector<Formula> found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string_view close;
    std::size_t inside = i + 1;
    if (text[i] == '$') {
      close = text.substr(i).starts_with("$$") ? "$$" : "$";
      inside = i + close.size();
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] == '(') close = "\\)";
      if (text[i + 1] == '[') close = "\\]";
      inside = i + 2;
      if (close.empty()) ++i;
    }
    if (close.empty()) continue;
    std::size_t end = text.find(close, inside);
    while (end != std::string_view::npos && close[0] == '$' && text[end - 1] == '\\') end = text.find(close, end + 1);
    if (end == std::string_view::npos) break;
    found.push_back({i, end + close.size(), text.substr(inside, end - inside)});
    i = end + close.size() - 1;
  }
  return found;
}

/// Stripped of white space, of marks for bold and code, and of a full stop.
std::string_view bare(std::string_view text) {
  for (std::size_t before = text.size() + 1; before != text.size();) {
    before = text.size();
    text = text::strip(text);
    for (const char mark : {'*', '`', '_'}) {
      while (text.size() > 1 && text.front() == mark && text[1] == mark) text.remove_prefix(2);
      while (text.size() > 1 && text.back() == mark && text[text.size() - 2] == mark) text.remove_suffix(2);
    }
    if (text.ends_with('.')) text.remove_suffix(1);
  }
  return text;
}

/// The last place of a phrase, whatever its case; `phrase` is lower case.
std::size_t rfind_phrase(std::string_view text, std::string_view phrase) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  const auto found = std::find_end(text.begin(), text.end(), phrase.begin(), phrase.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

/// What follows the last of the phrases that introduce an answer, in its line.
std::optional<std::string_view> announced(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kPhrases = {"answer is", "answer:", "answer**:", "####"};
  std::size_t begin = std::string_view::npos;
  for (const std::string_view phrase : kPhrases) {
    const std::size_t at = rfind_phrase(text, phrase);
    if (at == std::string_view::npos) continue;
    if (begin == std::string_view::npos || at + phrase.size() > begin) begin = at + phrase.size();
  }
  if (begin == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(begin);
  while (!rest.empty() && (rest.front() == ':' || rest.front() == ' ' || rest.front() == '\n' || rest.front() == '*'))
    rest.remove_prefix(1);
  rest = rest.substr(0, rest.find('\n'));
  // Minerva's prompt has its answers end so.
  rest = rest.substr(0, rest.find(". I hope"));
  return rest;
}

}  // namespace

std::optional<std::string> last_boxed(std::string_view text) {
  const auto begins = [&](std::string_view command) {
    std::size_t at = text.rfind(command);
    while (at != std::string_view::npos && at + command.size() < text.size() && is_letter(text[at + command.size()]))
      at = at == 0 ? std::string_view::npos : text.rfind(command, at - 1);
    return at == std::string_view::npos ? 0 : at + command.size();
  };
  std::size_t at = std::max(begins("\\boxed"), begins("\\fbox"));
  if (at == 0) return std::nullopt;
  while (at < text.size() && text[at] == ' ') ++at;
  if (at == text.size()) return std::nullopt;
  if (text[at] == '{') {
    const std::size_t end = group_end(text, at);
    if (end == std::string_view::npos) return std::nullopt;
    return std::string(text::strip(text.substr(at + 1, end - at - 1)));
  }
  const std::size_t end = std::min(text.find_first_of(" $\n", at), text.size());
  return std::string(text.substr(at, end - at));
}

std::string final_math_answer(std::string_view text) {
  if (auto boxed = last_boxed(text)) return *boxed;
  if (const auto line = announced(text)) {
    const std::vector<Formula> found = formulas(*line);
    return std::string(found.size() == 1 ? text::strip(found[0].inside) : bare(*line));
  }
  text = text::strip(text);
  const std::size_t newline = text.rfind('\n');
  const std::string_view last = bare(newline == std::string_view::npos ? text : text.substr(newline + 1));
  const std::vector<Formula> found = formulas(last);
  if (found.size() == 1) return std::string(text::strip(found[0].inside));
  return std::string(last);
}

}  // namespace assay::metrics
