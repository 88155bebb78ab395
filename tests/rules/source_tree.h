#pragma once

#include <string>
#include <vector>

namespace assay::rules {

/// One source file of the project (.h, .cc, .inc), without tests and generated files.
struct SourceFile {
  std::string path;                 ///< from the root: "harness/core/error.cc"
  std::vector<std::string> lines;
  std::vector<std::string> includes;  ///< as written between quotes or angles
};

/// Every source file below the top folders of the design, sorted by path.
std::vector<SourceFile> read_sources(const std::string& root);

/// The line without string literals and comments (of one line): what the compiler acts on.
std::string code_of(const std::string& line);

}  // namespace assay::rules
