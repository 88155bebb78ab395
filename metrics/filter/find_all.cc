#include "metrics/filter/find_all.h"

#include <vector>

namespace assay::metrics {

FindAll::FindAll(std::string_view pattern, std::int64_t select)
    : regex_(pattern, text::Regex::Options{.python = true}), select_(select) {}

std::optional<FindAll::Found> FindAll::in(std::string_view text) const {
  const std::vector<text::Regex::Match> matches = regex_.find_all(text);
  const auto count = static_cast<std::int64_t>(matches.size());
  if (select_ >= count || select_ < -count) return std::nullopt;
  const text::Regex::Match& match = matches[static_cast<std::size_t>(select_ < 0 ? select_ + count : select_)];
  if (regex_.num_groups() == 0) return Found{std::string(match.groups[0].in(text))};
  for (std::size_t group = 1; group < match.groups.size(); ++group)
    if (const std::string_view part = match.groups[group].in(text); !part.empty()) return Found{std::string(part)};
  return Found{"", regex_.num_groups() > 1};
}

std::string escaped_for_regex(std::string_view text) {
  static constexpr std::string_view kSpecial = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
  std::string out;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace assay::metrics
