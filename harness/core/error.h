#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// What went wrong, in the terms of the exit code it leads to.
enum class ErrorKind {
  kUsage,    ///< wrong command line
  kConfig,   ///< wrong run, task or rubric file
  kData,     ///< a dataset or predictions file that cannot be read as promised
  kRuntime,  ///< disk full, endpoint down, corrupt weights or store
};

/// The one exception that ends a run: a sentence for a person, with context added on the way up.
/// The message says what, the offending value, what was expected and where.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message);

  /// Adds what was being done, outermost last: `e.add("while loading task gsm8k"); throw;`.
  void add(std::string_view context);

  ErrorKind kind() const noexcept { return kind_; }
  /// The message followed by one line for each added context.
  const char* what() const noexcept override { return full_.c_str(); }
  /// The message without the contexts.
  const std::string& message() const noexcept { return message_; }

 private:
  ErrorKind kind_;
  std::string message_;
  std::string full_;
};

/// The exit code of the program for an error of this kind: 2 for usage, config and data, 3 for runtime.
int exit_code(ErrorKind kind);

/// The candidate nearest to `word` by edit distance, or "" where none is near enough to be meant.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace assay
