#include "raters/verdict/parse.h"

#include <fmt/core.h>

#include <charconv>

#include "harness/text/unicode.h"

namespace assay::raters {
namespace {

struct Line {
  std::string_view text;
  std::size_t begin;  // byte offset in the reply
};

// The last `count` lines that are not blank, in the order of the text; fewer where there are fewer.
std::vector<Line> last_lines(std::string_view reply, std::size_t count) {
  std::vector<Line> lines;
  std::size_t end = reply.size();
  while (lines.size() < count) {
    const std::size_t newline = end == 0 ? std::string_view::npos : reply.rfind('\n', end - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view line = text::strip(reply.substr(begin, end - begin));
    if (!line.empty()) lines.insert(lines.begin(), {line, begin});
    if (newline == std::string_view::npos) break;
    end = newline;
  }
  return lines;
}

}  // namespace

std::variant<std::vector<int>, UnparsedVerdict> parse_verdict(std::string_view reply,
                                                              const std::vector<Criterion>& criteria) {
  const std::vector<Line> lines = last_lines(reply, criteria.size());
  if (lines.empty()) return UnparsedVerdict{"the reply is empty"};
  if (lines.size() < criteria.size())
    return UnparsedVerdict{fmt::format("the reply has {} lines; expected a verdict line for each of {} criteria",
                                       lines.size(), criteria.size())};
  std::vector<int> values;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const Criterion& criterion = criteria[i];
    const std::string_view line = lines[i].text;
    const std::string_view shown = line.substr(0, 80);
    if (!line.starts_with(criterion.id) || line.size() <= criterion.id.size() || line[criterion.id.size()] != ':')
      return UnparsedVerdict{fmt::format("the reply does not end with '{}: NUMBER'; found '{}'", criterion.id, shown)};
    const std::string_view number = text::strip(line.substr(criterion.id.size() + 1));
    int value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size())
      return UnparsedVerdict{fmt::format("'{}' is not '{}: NUMBER' with a whole number", shown, criterion.id)};
    if (value < criterion.min || value > criterion.max)
      return UnparsedVerdict{
          fmt::format("{} is not on the scale of '{}', {} to {}", value, criterion.id, criterion.min, criterion.max)};
    values.push_back(value);
  }
  return values;
}

std::string_view reasons_of(std::string_view reply, std::size_t num_criteria) {
  const std::vector<Line> lines = last_lines(reply, num_criteria);
  if (lines.size() < num_criteria) return text::strip(reply);
  return text::strip(reply.substr(0, lines.front().begin));
}

}  // namespace assay::raters
