#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/percent_format.h"
#include "harness/text/jinja/python_text.h"
#include "harness/text/jinja/recent_regex.h"
#include "harness/text/jinja/text_form.h"
#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

Datum pay(Evaluator& evaluator, std::string text) {
  evaluator.budget().spend_text(text.size());
  return text;
}

template <std::string (*kChange)(std::string_view)>
Datum changed(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter", arguments, {});
  return pay(evaluator, kChange(to_text(evaluator.budget(), value)));
}

std::string unchanged(std::string_view text) { return std::string(text); }

// Unlike str.title, a word begins only after white space, a dash or an opening bracket.
std::string title_words(std::string_view text) {
  std::string out, word;
  const auto finish_word = [&] {
    if (word.empty()) return;
    std::size_t first = 0;
    next_code_point(word, first);
    out += to_upper(std::string_view(word).substr(0, first));
    out += to_lower(std::string_view(word).substr(first));
    word.clear();
  };
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, pos);
    if (is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<') {
      finish_word();
      append_utf8(out, c);
    } else {
      append_utf8(word, c);
    }
  }
  finish_word();
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\'': out += "&#39;"; break;
      case '"': out += "&#34;"; break;
      default: out += c;
    }
  }
  return out;
}

Datum trim(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'trim'", arguments, {"chars"});
  const std::string text = to_text(evaluator.budget(), value);
  if (!given[0] || given[0]->is_none()) return std::string(strip(text));
  return std::string(strip_chars(text, text_argument("the filter 'trim'", given[0], ""), true, true));
}

Datum replace(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'replace'", arguments, {"old", "new", "count"}, 2);
  Budget& budget = evaluator.budget();
  const std::string text = to_text(budget, value), from = to_text(budget, *given[0]), to = to_text(budget, *given[1]);
  const std::int64_t count = integer_argument("the filter 'replace'", given[2], -1);
  budget.spend_text(replaced_size(text, from, to, count));
  return replace_text(text, from, to, count);
}

Datum indent(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'indent'", arguments, {"width", "first", "blank"});
  std::string unit;
  if (given[0] && given[0]->is_string()) {
    unit = given[0]->string();
  } else {
    const std::int64_t width = integer_argument("the filter 'indent'", given[0], 4);
    evaluator.budget().check_text(static_cast<std::size_t>(std::max<std::int64_t>(0, width)));
    unit = std::string(static_cast<std::size_t>(std::max<std::int64_t>(0, width)), ' ');
  }
  const bool first = given[1] && is_true(*given[1]), blank = given[2] && is_true(*given[2]);
  // A newline at the end, so that a last empty line counts as one.
  const std::vector<std::string> lines = split_lines(to_text(evaluator.budget(), value) + "\n", false);
  std::string out = first ? unit : "";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n';
    if (i > 0 && (blank || !lines[i].empty())) out += unit;
    out += lines[i];
    evaluator.budget().check_text(out.size());
  }
  return pay(evaluator, std::move(out));
}

Datum word_count(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'wordcount'", arguments, {});
  static const Regex kWord("\\w+");
  return static_cast<std::int64_t>(kWord.find_all(to_text(evaluator.budget(), value)).size());
}

Datum format(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  if (!arguments.named.empty()) throw Failure("the filter 'format' takes no named arguments here");
  return percent_format(evaluator.budget(), to_text(evaluator.budget(), value),
                        make_sequence(arguments.positional, Flavor::kTuple));
}

Datum center(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'center'", arguments, {"width"});
  const std::string text = to_text(evaluator.budget(), value);
  const std::int64_t width = integer_argument("the filter 'center'", given[0], 80);
  const auto length = static_cast<std::int64_t>(count_code_points(text));
  if (width <= length) return text;
  evaluator.budget().spend_text(text.size() + static_cast<std::size_t>(width - length));
  // As str.center: where the rest is odd, an odd width puts it on the left.
  const std::int64_t rest = width - length;
  const std::int64_t left = rest / 2 + (rest & width & 1);
  return std::string(static_cast<std::size_t>(left), ' ') + text +
         std::string(static_cast<std::size_t>(rest - left), ' ');
}

Datum join(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'join'", arguments, {"d", "attribute"});
  Budget& budget = evaluator.budget();
  const std::string separator = given[0] ? to_text(budget, *given[0]) : "";
  std::string out;
  bool first = true;
  for (const auto all = iterate(evaluator, value); const Datum& item : all->items) {
    if (!first) out += separator;
    first = false;
    out += to_text(budget, given[1] && !given[1]->is_none() ? get_path(evaluator, item, *given[1]) : item);
    budget.spend(1 + separator.size() / 64);
    budget.check_text(out.size());
  }
  return out;
}

// As Jinja: at most `length` characters with the end, cut at a space; `leeway` more are let stand.
Datum truncate(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'truncate'", arguments, {"length", "killwords", "end", "leeway"});
  Budget& budget = evaluator.budget();
  const std::u32string text = decode_utf8(to_text(budget, value));
  const std::int64_t length = integer_argument("the filter 'truncate'", given[0], 255);
  const bool cuts_words = given[1] && is_true(*given[1]);
  const std::u32string end = given[2] && !given[2]->is_none() ? decode_utf8(to_text(budget, *given[2])) : U"...";
  const std::int64_t leeway = integer_argument("the filter 'truncate'", given[3], 5);
  const auto end_length = static_cast<std::int64_t>(end.size());
  if (length < end_length || leeway < 0)
    throw Failure(fmt::format("truncate: expected a length of {} or more and a leeway of 0 or more, not {} and {}",
                              end_length, length, leeway));
  if (static_cast<std::int64_t>(text.size()) <= length + leeway) return pay(evaluator, encode_utf8(text));
  std::u32string kept = text.substr(0, static_cast<std::size_t>(length - end_length));
  if (!cuts_words)
    if (const std::size_t space = kept.rfind(U' '); space != std::u32string::npos) kept.resize(space);
  return pay(evaluator, encode_utf8(kept + end));
}

// lm-evaluation-harness adds it to Jinja: Python's re.sub.
Datum regex_replace(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'regex_replace'", arguments, {"pattern", "repl", "count"}, 2);
  Budget& budget = evaluator.budget();
  const std::string text = to_text(budget, value), pattern = to_text(budget, *given[0]);
  const std::int64_t count = integer_argument("the filter 'regex_replace'", given[2], 0);
  const std::shared_ptr<const Regex> regex = recent_regex(pattern);
  budget.spend(1 + text.size() / 16);
  return pay(evaluator, regex->replace_all(text, to_text(budget, *given[1]), count > 0 ? static_cast<std::size_t>(count) : 0));
}

constexpr std::array<Filter, 18> kFilters = {{
    {"trim", trim},
    {"string", changed<unchanged>},
    {"safe", changed<unchanged>},
    {"lower", changed<to_lower>},
    {"upper", changed<to_upper>},
    {"capitalize", changed<capitalize>},
    {"title", changed<title_words>},
    {"escape", changed<escape_html>},
    {"e", changed<escape_html>},
    {"forceescape", changed<escape_html>},
    {"replace", replace},
    {"regex_replace", regex_replace},
    {"truncate", truncate},
    {"indent", indent},
    {"wordcount", word_count},
    {"format", format},
    {"center", center},
    {"join", join},
}};

}  // namespace

std::span<const Filter> text_filters() { return kFilters; }

}  // namespace assay::text::jinja
