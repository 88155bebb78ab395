#include "harness/run/checks/finding.h"

#include <algorithm>

namespace assay::run {

std::string_view name_of(Severity severity) { return severity == Severity::kError ? "error" : "warning"; }

void Findings::error(std::string_view check, const std::string& where, const std::string& message, const std::string& key) {
  add(Severity::kError, check, where, message, key);
}

void Findings::warn(std::string_view check, const std::string& where, const std::string& message, const std::string& key) {
  add(Severity::kWarning, check, where, message, key);
}

void Findings::add(Severity severity, std::string_view check, const std::string& where, const std::string& message,
                   const std::string& key) {
  const auto [place, is_new] = places_.emplace(std::pair(std::string(check), key), list_.size());
  if (!is_new) {
    ++list_[place->second].count;
    return;
  }
  list_.push_back({severity, std::string(check), task_, where, message, 1});
}

std::vector<Finding> Findings::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  places_.clear();
  return std::move(list_);
}

}  // namespace assay::run
