#include "harness/text/jinja/recent_regex.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace assay::text::jinja {

std::shared_ptr<const Regex> recent_regex(const std::string& pattern) {
  constexpr std::size_t kKept = 16;
  thread_local std::vector<std::pair<std::string, std::shared_ptr<const Regex>>> recent;
  const auto known = std::find_if(recent.begin(), recent.end(), [&](const auto& one) { return one.first == pattern; });
  if (known != recent.end()) return known->second;
  Regex::Options options;
  options.python = true;
  auto regex = std::make_shared<const Regex>(pattern, options);
  if (recent.size() >= kKept) recent.erase(recent.begin());
  recent.emplace_back(pattern, regex);
  return regex;
}

}  // namespace assay::text::jinja
