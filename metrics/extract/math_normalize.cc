#include "metrics/extract/math_normalize.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/extract/units.h"

namespace assay::metrics {
namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// What can be told without knowing where commands begin and end.
constexpr auto kTexts = std::to_array<Replacement>({
    {"\xE2\x88\x92", "-"},       {"\xE2\x80\x93", "-"},      {"\xC3\x97", "*"},          {"\xC2\xB7", "*"},
    {"\xE2\x8B\x85", "*"},       {"\xC3\xB7", "/"},          {"\xCF\x80", "\\pi "},      {"\xE2\x88\x9A", "\\sqrt "},
    {"\xE2\x88\x9E", "\\infty "},{"\xC2\xB0", ""},           {"\xE2\x88\xAA", "\\cup "}, {"\xE2\x89\xA4", "\\le "},
    {"\xE2\x89\xA5", "\\ge "},   {"\xE2\x89\xA0", "\\ne "},  {"\xC2\xB1", "\\pm "},      {"\xC2\xB2", "^{2}"},
    {"\xC2\xB3", "^{3}"},        {"\xC2\xBD", "\\frac{1}{2}"},{"\xC2\xBC", "\\frac{1}{4}"},{"\xC2\xBE", "\\frac{3}{4}"},
    {"\xC2\xA0", " "},           {"\xE2\x88\x88", "\\in "},  {"\xE2\x88\x85", "\\emptyset "},
    {"{}^{\\circ}", ""},         {"{}^\\circ", ""},          {"^{\\circ}", ""},          {"^\\circ", ""},
    {"^{\\degree}", ""},         {"{,}", ""},                {",\\!", ""},               {"$", ""},
    {"~", " "},                  {"**", "^"},
});

// Commands by name; an empty replacement drops them.
constexpr auto kCommands = std::to_array<Replacement>({
    {"left", ""},        {"right", ""},       {"big", ""},          {"Big", ""},      {"bigl", ""},     {"bigr", ""},
    {"Bigl", ""},        {"Bigr", ""},        {"bigg", ""},         {"Bigg", ""},     {"displaystyle", ""},
    {"textstyle", ""},   {"limits", ""},      {"boxed", ""},        {"fbox", ""},     {"degree", ""},   {"circ", ""},
    {"quad", " "},       {"qquad", " "},      {"dfrac", "\\frac"},  {"tfrac", "\\frac"},{"cfrac", "\\frac"},
    {"dbinom", "\\binom"},{"tbinom", "\\binom"},{"geq", "\\ge "},   {"geqslant", "\\ge "},{"leq", "\\le "},
    {"leqslant", "\\le "},{"neq", "\\ne "},   {"ge", "\\ge "},      {"le", "\\le "},  {"ne", "\\ne "},  {"lt", "<"},
    {"gt", ">"},         {"cdot", "*"},       {"times", "*"},       {"ast", "*"},     {"div", "/"},
    {"varnothing", "\\emptyset "},            {"lbrace", "\\{"},    {"rbrace", "\\}"},{"lvert", "|"},   {"rvert", "|"},
    {"mid", "|"},        {"vert", "|"},       {"colon", ":"},
});

constexpr std::array<std::string_view, 11> kTextCommands = {"text",   "mbox",   "textbf", "textrm", "textit", "textnormal",
                                                            "mathrm", "mathbf", "mathit", "mathsf", "operatorname"};

std::string replace_texts(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    // An escape is one thing: the dollar of `\$` closes no formula, and the backslashes of a row are two.
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == '$')) {
      out += text.substr(i, 2);
      i += 2;
      continue;
    }
    const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                    [&](const Replacement& r) { return text.substr(i).starts_with(r.first); });
    if (found == kTexts.end()) {
      out += text[i++];
    } else {
      out += found->second;
      i += found->first.size();
    }
  }
  return out;
}

void trim(std::string& text) {
  while (!text.empty() && is_blank(text.back())) text.pop_back();
  const std::size_t first = text.find_first_not_of(" \n\t\r");
  text.erase(0, std::min(first, text.size()));
}

/// Whether nothing but the power of a unit is left: `^2`, `^{3}`.
bool only_power(std::string_view rest) {
  rest = text::strip(rest);
  if (rest.ends_with('.')) rest.remove_suffix(1);
  if (rest.empty()) return true;
  if (rest[0] != '^') return false;
  rest.remove_prefix(1);
  if (rest.starts_with('{') && rest.ends_with('}')) rest = rest.substr(1, rest.size() - 2);
  return rest.size() == 1 && is_digit(rest[0]);
}

bool is_unit_word(std::string_view word) {
  static constexpr std::array<std::string_view, 15> kCounted = {
      "degrees", "degree", "units", "unit", "points", "cents", "cent", "ways", "people", "mph", "kph", "radians", "dollars",
      "times", "items"};
  if (word.size() < 2) return false;
  if (std::find(kCounted.begin(), kCounted.end(), word) != kCounted.end()) return true;
  return unit_at(text::decode_utf8(word)).has_value();
}

/// Whether words behind a formula are its unit: any behind a number or a bracket, those that are known behind a letter.
bool is_unit_of(std::string_view words, std::string_view formula) {
  formula = text::rstrip(formula);
  if (formula.empty()) return false;
  const char last = formula.back();
  return is_digit(last) || last == '}' || last == ')' || (is_letter(last) && is_unit_word(words));
}

/// Takes commands away one by one.
class Commands {
 public:
  explicit Commands(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_[at_] == '\\')
        command();
      else
        out_ += text_[at_++];
    }
    return std::move(out_);
  }

 private:
  void command() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    if (end == at_ + 1) {
      symbol();
      return;
    }
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (std::find(kTextCommands.begin(), kTextCommands.end(), name) != kTextCommands.end() && words(end)) return;
    const auto known =
        std::find_if(kCommands.begin(), kCommands.end(), [&](const Replacement& r) { return r.first == name; });
    if (known != kCommands.end()) {
      out_ += known->second;
    } else {
      out_ += text_.substr(at_, end - at_);
    }
    at_ = end;
  }

  void symbol() {
    if (at_ + 1 == text_.size()) {
      out_ += text_[at_++];
      return;
    }
    const char c = text_[at_ + 1];
    at_ += 2;
    if (c == '!' || c == '(' || c == ')' || c == '[' || c == ']' || c == '$') return;
    if (c == ',' || c == ';' || c == ':' || c == ' ') {
      // Between digits a thin space parts thousands.
      const bool thousands =
          c == ',' && !out_.empty() && is_digit(out_.back()) && at_ < text_.size() && is_digit(text_[at_]);
      if (!thousands) out_ += ' ';
    } else if (c == '%') {
      out_ += '%';
    } else {
      out_ += '\\';
      out_ += c;
    }
  }

  /// The words of `\text{..}`; false where no group follows.
  bool words(std::size_t open) {
    while (open < text_.size() && text_[open] == ' ') ++open;
    if (open >= text_.size() || text_[open] != '{') return false;
    std::size_t depth = 0;
    std::size_t end = open;
    for (; end < text_.size(); ++end) {
      if (text_[end] == '{') ++depth;
      if (text_[end] == '}' && --depth == 0) break;
    }
    if (end == text_.size()) return false;
    const std::string_view inside = text::strip(text_.substr(open + 1, end - open - 1));
    at_ = end + 1;
    if (inside == "and" || inside == "or") {
      out_ += ", ";
    } else if (is_unit_of(inside, out_) && only_power(text_.substr(at_))) {
      at_ = text_.size();
    } else {
      out_ += ' ';
      out_ += inside;
      out_ += ' ';
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

/// Drops "cm", "square units", "cm^2" behind a number.
void drop_unit_words(std::string& text) {
  for (int words = 0; words < 3; ++words) {
    std::string_view rest = text;
    const std::size_t space = rest.rfind(' ');
    if (space == std::string_view::npos || space == 0) return;
    std::string_view word = rest.substr(space + 1);
    const std::size_t power = word.find('^');
    if (power != std::string_view::npos) {
      if (!only_power(word.substr(power))) return;
      word = word.substr(0, power);
    }
    const bool letters = !word.empty() && std::all_of(word.begin(), word.end(), is_letter);
    const bool measure = words > 0 && (word == "square" || word == "sq" || word == "cubic");
    if (!letters || !(measure || is_unit_word(word))) return;
    std::string_view before = text::rstrip(rest.substr(0, space));
    if (before.empty()) return;
    // A number in front, or "square", which belongs to the unit too.
    const bool more = before.ends_with("square") || before.ends_with("sq") || before.ends_with("cubic");
    if (is_letter(before.back()) && !more) return;
    text.resize(before.size());
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Single spaces, and none beside anything but letters and digits.
std::string tight(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_blank(text[i])) {
      out += text[i];
      continue;
    }
    std::size_t next = i;
    while (next < text.size() && is_blank(text[next])) ++next;
    const auto parts = [](char c) { return is_letter(c) || is_digit(c) || (static_cast<unsigned char>(c) & 0x80) != 0; };
    // The space behind a comma stays: it says that the comma parts a list and not thousands.
    if (!out.empty() && next < text.size() && ((parts(out.back()) && parts(text[next])) || out.back() == ',')) out += ' ';
    i = next - 1;
  }
  return out;
}

}  // namespace

std::string normalize_math(std::string_view text) {
  // Marks of bold type around an answer; elsewhere two stars are a power.
  for (text = text::strip(text); text.starts_with("**"); text = text::strip(text)) text.remove_prefix(2);
  while (text.ends_with("**")) text.remove_suffix(2);
  std::string out = Commands(replace_texts(text)).run();
  replace_all(out, " and ", ", ");
  replace_all(out, " or ", ", ");
  replace_all(out, ",,", ",");
  replace_all(out, " percent", "%");
  trim(out);
  while (!out.empty() && (out.back() == '.' || out.back() == ',' || out.back() == ';' || out.back() == ' ')) out.pop_back();
  drop_unit_words(out);
  return tight(out);
}

}  // namespace assay::metrics
