#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/extract/instructions/checks.h"

namespace assay::metrics {
namespace {

using text::Regex;
using text::strip;

/// What stands in square brackets on one line; the first "]" closes.
std::size_t count_placeholders(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find('['); at != text.npos;) {
    const std::size_t end = text.find_first_of("]\n", at);
    if (end == text.npos) return count;
    if (text[end] == ']') ++count;
    at = text.find('[', end);
  }
  return count;
}

Check number_placeholders(Arguments& arguments) {
  const double wanted = arguments.count("num_placeholders");
  return [wanted](std::string_view response) { return static_cast<double>(count_placeholders(response)) >= wanted; };
}

Check postscript(Arguments& arguments) {
  const std::string given = arguments.text("postscript_marker");
  std::string marker(strip(given));
  // Other markers are regular expressions in the reference too.
  if (marker == "P.P.S") {
    marker = R"(p\.\s?p\.\s?s)";
  } else if (marker == "P.S.") {
    marker = R"(p\.\s?s\.)";
  } else {
    marker = text::to_lower(marker);
  }
  const auto pattern = std::make_shared<const Regex>(marker + ".*$", Regex::Options{.multi_line = true});
  return [pattern](std::string_view response) { return pattern->search(text::to_lower(response)).has_value(); };
}

Check two_responses(Arguments&) {
  return [](std::string_view response) {
    constexpr std::string_view kDivider = "******";
    std::vector<std::string_view> answers;
    for (std::size_t at = 0, index = 0;; ++index) {
      const std::size_t end = std::min(response.find(kDivider, at), response.size());
      const std::string_view answer = strip(response.substr(at, end - at));
      const bool last = end == response.size();
      if (!answer.empty()) {
        answers.push_back(answer);
      } else if (index != 0 && !last) {
        return false;
      }
      if (last) break;
      at = end + kDivider.size();
    }
    return answers.size() == 2 && answers[0] != answers[1];
  };
}

Check repeat_prompt(Arguments& arguments) {
  const std::string given = arguments.text("prompt_to_repeat");
  return [prompt = text::to_lower(strip(given))](std::string_view response) {
    return text::to_lower(strip(response)).starts_with(prompt);
  };
}

Check end_checker(Arguments& arguments) {
  const std::string given = arguments.text("end_phrase");
  return [phrase = text::to_lower(strip(given))](std::string_view response) {
    std::string_view end = strip(response);
    end.remove_prefix(std::min(end.find_first_not_of('"'), end.size()));
    end.remove_suffix(end.size() - (end.find_last_not_of('"') + 1));
    return text::to_lower(end).ends_with(phrase);
  };
}

Check quotation(Arguments&) {
  return [](std::string_view response) {
    const std::string_view text = strip(response);
    return text.size() > 1 && text.front() == '"' && text.back() == '"';
  };
}

Check no_comma(Arguments&) {
  return [](std::string_view response) { return response.find(',') == response.npos; };
}

constexpr std::array<CheckDef, 7> kChecks = {{
    {"detectable_content:number_placeholders", number_placeholders},
    {"detectable_content:postscript", postscript},
    {"combination:two_responses", two_responses},
    {"combination:repeat_prompt", repeat_prompt},
    {"startend:end_checker", end_checker},
    {"startend:quotation", quotation},
    {"punctuation:no_comma", no_comma},
}};

}  // namespace

std::span<const CheckDef> content_checks() { return kChecks; }

}  // namespace assay::metrics
