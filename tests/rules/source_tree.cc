#include "tests/rules/source_tree.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

namespace assay::rules {

namespace fs = std::filesystem;

std::vector<SourceFile> read_sources(const std::string& root) {
  std::vector<SourceFile> out;
  for (const char* top : {"harness", "metrics", "raters", "datasets", "backends", "reports"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / top)) {
      const std::string extension = entry.path().extension().string();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc" && extension != ".inc")) continue;
      SourceFile file;
      file.path = fs::relative(entry.path(), root).generic_string();
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with("#include ") && line.size() > 11)
          file.includes.push_back(line.substr(10, line.find_first_of(">\"", 10) - 10));
        file.lines.push_back(std::move(line));
      }
      out.push_back(std::move(file));
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

std::string code_of(const std::string& line) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote != 0) {
      if (line[i] == '\\') {
        ++i;
      } else if (line[i] == quote) {
        quote = 0;
      }
      continue;
    }
    if (line[i] == '/' && i + 1 < line.size() && line[i + 1] == '/') break;
    if (line[i] == '"' || (line[i] == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(line[i - 1]))))) {
      quote = line[i];
      continue;
    }
    out += line[i];
  }
  return out;
}

}  // namespace assay::rules
