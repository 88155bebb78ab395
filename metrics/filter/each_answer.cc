#include "metrics/filter/each_answer.h"

#include <fmt/core.h>

#include <array>
#include <utility>

namespace assay::metrics {

std::vector<FilteredAnswer> EachAnswer::apply(std::vector<FilteredAnswer> answers, const Sample& sample) const {
  for (FilteredAnswer& answer : answers) {
    if (answer.unscored) continue;
    try {
      change(answer, sample);
    } catch (const Error& error) {
      // A pattern that backtracks without end on this one text is this answer's trouble, not the run's.
      answer.unscored = error.message();
    }
  }
  return answers;
}

bool needs_text(FilteredAnswer& answer, std::string_view filter) {
  if (!answer.is_text) answer.unscored = fmt::format("the filter '{}' needs a text, and was given {}", filter, answer.text);
  return answer.is_text;
}

Extraction::Extraction(const Options& options) : fallback_(options.text("fallback", "[invalid]")) {
  static constexpr std::array<std::string_view, 2> kWays = {"fallback", "keep"};
  keep_ = options.one_of("on_no_match", "fallback", kWays) == "keep";
  if (keep_ && options.has("fallback")) options.fail("fallback", "is of no use with 'on_no_match: keep'");
}

void Extraction::change(FilteredAnswer& answer, const Sample& sample) const {
  if (answer.fell_back) return;
  if (std::optional<std::string> found = part(answer.text, sample)) {
    answer.text = std::move(*found);
  } else if (!keep_) {
    answer.text = fallback_;
    answer.fell_back = true;
  } else {
    return;
  }
  answer.is_text = true;
}

bool takes_last(const Options& options, std::string_view fallback) {
  static constexpr std::array<std::string_view, 2> kWhich = {"first", "last"};
  return options.one_of("which", std::string(fallback), kWhich) == "last";
}

}  // namespace assay::metrics
