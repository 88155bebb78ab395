#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::test {

/// What a program did.
struct ProcessResult {
  int exit_code = 0;   ///< of the program; 128 + signal where a signal ended it
  long peak_kib = 0;   ///< the most memory it held at one time
  std::string out, err;
};

/// How a program is started.
struct ProcessOptions {
  std::string folder;                          ///< working folder; "" for the test's own
  std::map<std::string, std::string> environment;  ///< set on top of the test's own
  std::string input;                           ///< on standard input
  std::optional<int> signal;                   ///< sent to it ...
  int after_ms = 0;                            ///< ... after this time, if it still runs
};

/// Runs a program to its end (or to the signal) and gives what it printed.
ProcessResult run_process(const std::vector<std::string>& command, const ProcessOptions& options = {});

/// The built program. Requires: the tests were built with it.
std::string assay_program();

}  // namespace assay::test
