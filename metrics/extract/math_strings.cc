#include "metrics/extract/math_strings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::metrics {
namespace {

using text::Regex;

void replace(std::string& text, std::string_view old, std::string_view with) {
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + with.size()))
    text.replace(at, old.size(), with);
}

std::vector<std::string_view> split(std::string_view text, std::string_view by) {
  std::vector<std::string_view> parts;
  for (std::size_t at = text.find(by); at != std::string_view::npos; at = text.find(by)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + by.size());
  }
  parts.push_back(text);
  return parts;
}

// The first character, taken off the text. Requires: not empty.
std::string_view take_character(std::string_view& text) {
  std::size_t end = 0;
  text::next_code_point(text, end);
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(end);
  return first;
}

// \sqrt3 is \sqrt{3}.
std::optional<std::string> with_braced_roots(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, "\\sqrt");
  std::string out(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::string_view rest = parts[i];
    if (rest.empty()) return std::nullopt;
    out += "\\sqrt";
    if (rest[0] != '{') out.append("{").append(take_character(rest)).append("}");
    out += rest;
  }
  return out;
}

// \frac12, \frac1{2} and \frac{1}2 .. are \frac{1}{2}; a fraction of one character leaves the whole text as it is.
std::optional<std::string> with_braced_fractions(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, "\\frac");
  std::string out(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::string_view rest = parts[i];
    if (rest.empty()) return std::nullopt;
    out += "\\frac";
    if (rest[0] == '{') {
      out += rest;
      continue;
    }
    const std::string_view numerator = take_character(rest);
    if (rest.empty()) return std::string(text);
    out.append("{").append(numerator).append("}");
    if (rest[0] != '{') out.append("{").append(take_character(rest)).append("}");
    out += rest;
  }
  return out;
}

// Python's int() of a text: signs, single underscores between digits, white space around.
std::optional<std::int64_t> python_int(std::string_view written) {
  std::string digits;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  char before = ' ';
  for (const char c : text::strip(written)) {
    if (!is_digit(c) && !(digits.empty() && (c == '-' || c == '+')) && !(c == '_' && is_digit(before))) return std::nullopt;
    if (c != '_') digits += c;
    before = c;
  }
  if (!is_digit(before)) return std::nullopt;
  if (!digits.empty() && digits[0] == '+') digits.erase(0, 1);
  std::int64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

// 3/4 is \frac{3}{4}; of what is no number over a number nothing is defined.
std::optional<std::string> with_fraction_of_slash(std::string text) {
  const std::vector<std::string_view> parts = split(text, "/");
  if (parts.size() != 2) return text;
  const std::optional<std::int64_t> a = python_int(parts[0]), b = python_int(parts[1]);
  if (!a || !b) return std::nullopt;
  const std::string over = std::to_string(*a) + "/" + std::to_string(*b);
  return over == text ? "\\frac{" + std::to_string(*a) + "}{" + std::to_string(*b) + "}" : text;
}

// The text of the last box with its command, as MATH's tools cut it out.
std::optional<std::string> last_box(std::string_view text) {
  const std::size_t spaced = text.rfind("\\boxed ");
  if (spaced != std::string_view::npos) {
    const std::string_view rest = text.substr(spaced + 7);
    return std::string(rest.substr(0, rest.find('$')));
  }
  const std::size_t at = text.rfind("\\boxed");
  if (at == std::string_view::npos) return std::nullopt;
  int open = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '{') ++open;
    if (text[i] != '}' || --open != 0) continue;
    const std::string_view box = text.substr(at, i + 1 - at);
    if (!box.starts_with("\\boxed{")) return std::nullopt;
    return std::string(box.substr(7, box.size() - 8));
  }
  return std::nullopt;
}

// What Minerva drops, in its order: words of units and marks.
constexpr std::array<std::string_view, 42> kDropped = {
    "square", "ways", "integers", "dollars", "mph", "inches", "ft", "hours", "km", "units", "\\ldots", "sue", "points", "feet",
    "minutes", "digits", "cents", "degrees", "cm", "gm", "pounds", "meters", "meals", "edges", "students", "childrentickets",
    "multiples", "\\text{s}", "\\text{.}", "\\text{\ns}", "\\text{}^2", "\\text{}^3", "\\text{\n}", "\\text{}", "\\mathrm{th}",
    "^\\circ", "^{\\circ}", "\\;", ",\\!", "{,}", "\"", "\\dots"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kReplaced = {{{"an ", ""},
                                                                                      {"a ", ""},
                                                                                      {".$", "$"},
                                                                                      {"\\$", ""},
                                                                                      {"\\ ", ""},
                                                                                      {" ", ""},
                                                                                      {"mbox", "text"},
                                                                                      {",\\text{and}", ","},
                                                                                      {"\\text{and}", ","},
                                                                                      {"\\text{m}", "\\text{}"}}};

bool is_word(std::string_view dropped) {
  return std::all_of(dropped.begin(), dropped.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Regex python(std::string_view pattern) { return Regex(pattern, Regex::Options{.python = true}); }

// A word that has lost its blanks, but not as a part of a command of LaTeX: "ft" is not dropped from "\left".
std::string without_outside_commands(const std::string& text, std::string_view word) {
  static const Regex kCommand = python("\\\\[a-zA-Z]+");
  std::string out;
  std::size_t from = 0;
  const auto add = [&](std::string_view part) {
    std::string own(part);
    replace(own, word, "");
    out += own;
  };
  for (const Regex::Match& match : kCommand.find_all(text)) {
    add(std::string_view(text).substr(from, match.begin() - from));
    out += match.groups[0].in(text);
    from = match.end();
  }
  add(std::string_view(text).substr(from));
  return out;
}

}  // namespace

std::optional<std::string> math_spelling(std::string_view answer) {
  std::string text(answer);
  replace(text, "\n", "");
  replace(text, "\\!", "");
  replace(text, "\\\\", "\\");
  replace(text, "tfrac", "frac");
  replace(text, "dfrac", "frac");
  replace(text, "\\left", "");
  replace(text, "\\right", "");
  replace(text, "^{\\circ}", "");
  replace(text, "^\\circ", "");
  replace(text, "\\$", "");
  if (const std::vector<std::string_view> units = split(text, "\\text{ "); units.size() > 2) {
    return std::nullopt;
  } else if (units.size() == 2) {
    text = std::string(units[0]);
  }
  replace(text, "\\%", "");
  replace(text, " .", " 0.");
  replace(text, "{.", "{0.");
  if (text.empty()) return text;
  if (text[0] == '.') text.insert(0, "0");
  if (const std::vector<std::string_view> sides = split(text, "=");
      sides.size() == 2 && text::count_code_points(sides[0]) <= 2)
    text = std::string(sides[1]);
  const std::optional<std::string> roots = with_braced_roots(text);
  if (!roots) return std::nullopt;
  text = *roots;
  replace(text, " ", "");
  const std::optional<std::string> fractions = with_braced_fractions(text);
  if (!fractions) return std::nullopt;
  text = *fractions == "0.5" ? "\\frac{1}{2}" : *fractions;
  return with_fraction_of_slash(std::move(text));
}

bool equal_in_math_spelling(std::string_view a, std::string_view b) {
  const std::optional<std::string> left = math_spelling(a), right = math_spelling(b);
  return left && right ? *left == *right : a == b;
}

std::string math_answer_in(std::string_view text, bool boxed) {
  if (boxed)
    if (std::optional<std::string> box = last_box(text)) return *std::move(box);
  const std::size_t first = text.find('$'), last = text.rfind('$');
  if (first == last) return std::string(text);
  return std::string(text.substr(first + 1, last - first - 1));
}

std::string minerva_spelling(std::string_view answer) {
  static const std::vector<std::pair<std::string_view, Regex>> kWords = [] {
    std::vector<std::pair<std::string_view, Regex>> words;
    for (const std::string_view dropped : kDropped)
      if (is_word(dropped)) words.emplace_back(dropped, python("(?<!\\\\)\\b" + std::string(dropped) + "\\b"));
    return words;
  }();
  static const std::vector<std::pair<Regex, std::string_view>> kForms = [] {
    std::vector<std::pair<Regex, std::string_view>> forms;
    const auto add = [&](std::string_view pattern, std::string_view with) { forms.emplace_back(python(pattern), with); };
    add("(.*?)(\\$)(.*?)(\\$)(.*)", "$\\3$");
    add("(\\\\text\\{)(.*?)(\\})", "\\2");
    add("(\\\\textbf\\{)(.*?)(\\})", "\\2");
    add("(\\\\overline\\{)(.*?)(\\})", "\\2");
    add("(\\\\boxed\\{)(.*)(\\})", "\\2");
    add("(frac)([^{])(.)", "frac{\\2}{\\3}");
    add("(sqrt)(\\[[^\\]]*\\])(\\w)", "\\1\\2{\\3}");
    add("(sqrt)(?!\\[)([^{])", "sqrt{\\2}");
    return forms;
  }();
  static const Regex kThousands = python("-?\\d{1,3}(,\\d{3})+");
  std::string text(answer.substr(answer.rfind('=') + 1));
  for (const auto& [word, regex] : kWords) text = regex.replace_all(text, "");
  for (const auto& [old, with] : kReplaced) replace(text, old, with);
  for (const std::string_view dropped : kDropped) {
    if (is_word(dropped)) {
      text = without_outside_commands(text, dropped);
    } else {
      replace(text, dropped, "");
    }
  }
  for (const auto& [regex, with] : kForms) text = regex.replace_all(text, with);
  replace(text, "$", "");
  if (kThousands.full_match(text)) replace(text, ",", "");
  return text;
}

std::optional<std::string> minerva_answer_in(std::string_view text) {
  static const Regex kFinal = python("Final Answer: The final answer is(.*?). I hope it is correct.");
  const std::string ended = std::string(text) + "I hope it is correct.";
  const std::optional<Regex::Match> found = kFinal.search(ended);
  if (!found) return std::nullopt;
  return std::string(text::strip(found->groups[1].in(ended)));
}

}  // namespace assay::metrics
