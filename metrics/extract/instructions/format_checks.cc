#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/extract/instructions/checks.h"
#include "metrics/extract/instructions/python_json.h"

namespace assay::metrics {
namespace {

using text::Regex;

bool is_blank(std::string_view text) { return text::strip(text).empty(); }

std::size_t end_of_line(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

/// How many lines the reference's patterns `^\s*\*[^\*].*$` and `^\s*-.*$` match, in one pass: `\s*` goes over line breaks,
/// and `[^\*]` may take one.
std::size_t count_bullets(std::string_view text, char mark) {
  std::size_t count = 0;
  for (std::size_t line = 0; line <= text.size();) {
    std::size_t at = line;
    std::size_t next = at;
    while (at < text.size() && text::is_space(text::next_code_point(text, next))) at = next;
    std::size_t end = end_of_line(text, at);
    if (at < text.size() && text[at] == mark) {
      const bool starred = mark == '*';
      if (!starred || (at + 1 < text.size() && text[at + 1] != '*')) {
        ++count;
        if (starred && text[at + 1] == '\n') end = end_of_line(text, at + 2);
      }
    }
    line = end + 1;
  }
  return count;
}

Check number_bullet_lists(Arguments& arguments) {
  const double wanted = arguments.count("num_bullets");
  return [wanted](std::string_view response) {
    return static_cast<double>(count_bullets(response, '*') + count_bullets(response, '-')) == wanted;
  };
}

Check constrained_response(Arguments&) {
  return [](std::string_view response) {
    for (const std::string_view option : {"My answer is yes.", "My answer is no.", "My answer is maybe."})
      if (response.find(option) != response.npos) return true;
    return false;
  };
}

/// Parts of a line between two marks of `mark`, without a star in them, that are not blank; from left to right.
std::size_t count_highlights(std::string_view text, std::string_view mark) {
  std::size_t count = 0;
  for (std::size_t at = text.find(mark); at != text.npos;) {
    const std::size_t inside = at + mark.size();
    const std::size_t end = std::min(text.find_first_of("*\n", inside), text.size());
    if (text.substr(end, mark.size()) != mark) {
      at = text.find(mark, at + 1);
      continue;
    }
    if (!is_blank(text.substr(inside, end - inside))) ++count;
    at = text.find(mark, end + mark.size());
  }
  return count;
}

Check number_highlighted_sections(Arguments& arguments) {
  const double wanted = arguments.count("num_highlights");
  return [wanted](std::string_view response) {
    return static_cast<double>(count_highlights(response, "*") + count_highlights(response, "**")) >= wanted;
  };
}

Check multiple_sections(Arguments& arguments) {
  const std::string splitter = arguments.text("section_spliter");
  const double wanted = arguments.count("num_sections");
  const auto pattern = std::make_shared<const Regex>("\\s?" + std::string(text::strip(splitter)) + "\\s?\\d+\\s?");
  return [pattern, wanted](std::string_view response) {
    // A group in the splitter is a part of its own in Python's re.split.
    const std::size_t parts = pattern->find_all(response).size() * (1 + pattern->num_groups());
    return static_cast<double>(parts) >= wanted;
  };
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

Check json_format(Arguments&) {
  return [](std::string_view response) {
    std::string_view json = text::strip(response);
    for (const std::string_view fence : {"```json", "```Json", "```JSON", "```"}) json = without_prefix(json, fence);
    if (json.ends_with("```")) json.remove_suffix(3);
    return is_python_json(text::strip(json));
  };
}

/// A title is what stands on one line between the first "<<" and the last ">>"; brackets alone are none.
bool has_title(std::string_view line) {
  const std::size_t begin = line.find("<<");
  const std::size_t end = line.rfind(">>");
  if (begin == line.npos || end == line.npos || end < begin + 3) return false;
  std::string_view title = line.substr(begin, end + 2 - begin);
  title.remove_prefix(std::min(title.find_first_not_of('<'), title.size()));
  title.remove_suffix(title.size() - (title.find_last_not_of('>') + 1));
  return !is_blank(title);
}

Check title(Arguments&) {
  return [](std::string_view response) {
    for (std::size_t at = 0; at <= response.size();) {
      const std::size_t end = end_of_line(response, at);
      if (has_title(response.substr(at, end - at))) return true;
      at = end + 1;
    }
    return false;
  };
}

constexpr std::array<CheckDef, 6> kChecks = {{
    {"detectable_format:number_bullet_lists", number_bullet_lists},
    {"detectable_format:constrained_response", constrained_response},
    {"detectable_format:number_highlighted_sections", number_highlighted_sections},
    {"detectable_format:multiple_sections", multiple_sections},
    {"detectable_format:json_format", json_format},
    {"detectable_format:title", title},
}};

}  // namespace

std::span<const CheckDef> format_checks() { return kChecks; }

}  // namespace assay::metrics
