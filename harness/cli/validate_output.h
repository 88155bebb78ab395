#pragma once

#include <cstddef>
#include <iosfwd>
#include <span>
#include <string>

#include "harness/cli/console.h"
#include "harness/core/value.h"
#include "harness/run/checks/check_task.h"

namespace assay::cli {

/// Where `assay validate` writes: sentences for a person as they come, or one JSON document at the end.
/// Threads: main thread.
class ValidateOutput {
 public:
  ValidateOutput(Console& console, bool as_json);

  /// What a file is, in a line.
  void file(const std::string& file, const std::string& kind, const std::string& line);
  void task(const run::OpenTask& task, std::span<const run::Finding> findings);
  /// A file, or a part of it, that cannot be checked further.
  void failed(const std::string& file, const std::string& message);
  void finding(const run::Finding& finding);
  /// The first requests about a sample: the text and, with a model (or nullptr), its ids.
  void requests(const run::OpenTask& task, const Sample& sample, const run::ModelView* model);
  /// The last line, or the document.
  void finish();

  std::size_t num_errors() const { return num_errors_; }
  std::size_t num_warnings() const { return num_warnings_; }

 private:
  void request_text(const run::OpenTask& task, const Sample& sample, const Request& request, const run::ModelView* model);
  void request_value(const run::OpenTask& task, const Sample& sample, const Request& request, const run::ModelView* model);

  Console& console_;
  bool as_json_;
  std::size_t num_errors_ = 0, num_warnings_ = 0;
  Value files_ = Value::array(), tasks_ = Value::array(), findings_ = Value::array(), requests_ = Value::array();
};

}  // namespace assay::cli
