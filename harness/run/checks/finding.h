#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::run {

enum class Severity {
  kError,    ///< the run would fail, or its number would mean nothing
  kWarning,  ///< it would run, but probably not as it was meant
};

/// "error" or "warning".
std::string_view name_of(Severity severity);

/// Something that a check found, with the first place where it did.
struct Finding {
  Severity severity = Severity::kWarning;
  std::string check;  ///< its stable name, as in docs/validate.md
  std::string task;
  std::string where;  ///< "file:line"
  std::string message;
  std::int64_t count = 1;  ///< places; more than one only for what is found sample by sample
};

/// Gathers findings of one task: what is found again under the same check and key is only counted, so that memory does not
/// grow with the samples.
class Findings {
 public:
  explicit Findings(std::string task) : task_(std::move(task)) {}

  void error(std::string_view check, const std::string& where, const std::string& message, const std::string& key = "");
  void warn(std::string_view check, const std::string& where, const std::string& message, const std::string& key = "");

  /// In the order in which each was first found, errors before warnings.
  std::vector<Finding> take();

 private:
  void add(Severity severity, std::string_view check, const std::string& where, const std::string& message,
           const std::string& key);

  std::string task_;
  std::vector<Finding> list_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;  // of (check, key) in the list
};

}  // namespace assay::run
