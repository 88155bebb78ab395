#include "metrics/text/drop_scores.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/jinja/text_form.h"
#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/text/ascii_sets.h"
#include "metrics/text/assignment.h"
#include "metrics/text/python_float.h"

namespace assay::metrics {
namespace {

using Bag = std::vector<std::string>;

bool is_ascii_word(std::string_view token) {
  return std::all_of(token.begin(), token.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string without_articles(const std::string& token) {
  static const text::Regex kArticles(R"(\b(a|an|the)\b)");
  if (!is_ascii_word(token)) return kArticles.replace_all(token, " ");
  return token == "a" || token == "an" || token == "the" ? "" : token;
}

// A token is cut at spaces and hyphens only, so it may hold other white space and come apart into several words.
void append_words(std::string_view token, Bag& words) {
  std::string form = text::to_lower(token);
  if (!python_float(form)) form = without(form, is_ascii_punctuation);
  if (const std::optional<double> number = python_float(form)) form = text::jinja::float_text(*number);
  for (std::string& word : text::split_white_space(without_articles(form))) words.push_back(std::move(word));
}

Bag words_of(std::string_view span) {
  Bag words;
  for (std::size_t begin = 0; begin <= span.size();) {
    const std::size_t end = std::min(span.find_first_of(" -", begin), span.size());
    if (end > begin) append_words(span.substr(begin, end - begin), words);
    begin = end + 1;
  }
  return words;
}

std::string joined(const Bag& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

std::size_t num_shared(const Bag& a, const Bag& b) {
  Bag shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared.size();
}

Bag numbers_of(const Bag& bag) {
  Bag numbers;
  std::copy_if(bag.begin(), bag.end(), std::back_inserter(numbers),
               [](const std::string& word) { return python_float(word).has_value(); });
  return numbers;
}

double bag_f1(const Bag& answer, const Bag& reference) {
  const double shared = static_cast<double>(num_shared(answer, reference));
  const double precision = answer.empty() ? 1.0 : shared / static_cast<double>(answer.size());
  const double recall = reference.empty() ? 1.0 : shared / static_cast<double>(reference.size());
  return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

}  // namespace

std::string drop_normalize(std::string_view span) { return joined(words_of(span)); }

DropAnswer drop_answer(const std::vector<std::string>& spans) {
  DropAnswer answer;
  for (const std::string& span : spans) {
    Bag words = words_of(span);
    answer.spans.push_back(joined(words));
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    answer.bags.push_back(std::move(words));
  }
  return answer;
}

std::vector<std::string> drop_spans(std::string_view text) {
  const std::string_view stripped = text::strip(text);
  std::vector<std::string> spans;
  if (stripped.starts_with('[') && stripped.ends_with(']')) {
    try {
      const Value list = json::parse(stripped, "answer");
      for (const Value& span : list.as_array()) {
        if (!span.is_string()) return {std::string(text)};
        spans.push_back(span.as_string());
      }
      return spans;
    } catch (const Error&) {
      // A text in brackets that is no JSON is one span.
    }
  }
  return {std::string(text)};
}

double drop_exact_match(const DropAnswer& answer, const DropAnswer& reference) {
  if (answer.spans.size() != reference.spans.size()) return 0.0;
  // The official script compares the spans as sets and their numbers: ["a", "a", "b"] equals ["a", "b", "b"].
  const auto distinct = [](std::vector<std::string> spans) {
    std::sort(spans.begin(), spans.end());
    spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
    return spans;
  };
  return distinct(answer.spans) == distinct(reference.spans) ? 1.0 : 0.0;
}

double drop_f1(const DropAnswer& answer, const DropAnswer& reference) {
  const std::size_t rows = reference.bags.size(), columns = answer.bags.size();
  ASSAY_CHECK(rows <= kMaxDropSpans && columns <= kMaxDropSpans);
  if (rows == 0 || columns == 0) return 0.0;
  std::vector<Bag> answer_numbers;
  for (const Bag& bag : answer.bags) answer_numbers.push_back(numbers_of(bag));
  std::vector<double> scores(rows * columns, 0.0);
  for (std::size_t r = 0; r < rows; ++r) {
    const Bag numbers = numbers_of(reference.bags[r]);
    for (std::size_t c = 0; c < columns; ++c)
      if (numbers.empty() || num_shared(numbers, answer_numbers[c]) > 0)
        scores[r * columns + c] = bag_f1(answer.bags[c], reference.bags[r]);
  }
  const std::vector<std::ptrdiff_t> assigned = best_assignment(scores, rows, columns);
  double sum = 0.0;
  for (std::size_t r = 0; r < rows; ++r)
    if (assigned[r] >= 0) sum += scores[r * columns + static_cast<std::size_t>(assigned[r])];
  // Spans without a partner, on either side, count as 0.
  return std::nearbyint(sum / static_cast<double>(std::max(rows, columns)) * 100.0) / 100.0;
}

}  // namespace assay::metrics
