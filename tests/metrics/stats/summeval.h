#pragma once

#include <string>
#include <vector>

#include "tests/metrics/stats/vectors.h"

namespace assay::test {

/// The table of summeval_human.csv: one line a document and system.
class SummEval {
 public:
  explicit SummEval(const std::string& path) : lines_(read_csv(path)) {}

  std::size_t index(const std::string& name) const {
    std::size_t at = 0;
    while (lines_[0][at] != name) ++at;
    return at;
  }

  /// One column of one system, by document; of all systems where `system` is "".
  std::vector<double> column(const std::string& system, const std::string& name) const {
    std::vector<double> found;
    for (std::size_t i = 1; i < lines_.size(); ++i)
      if (system.empty() || lines_[i][1] == system) found.push_back(std::stod(lines_[i][index(name)]));
    return found;
  }

  /// Column 0 (documents) or 1 (systems) of all lines.
  std::vector<std::string> keys(std::size_t column) const {
    std::vector<std::string> found;
    for (std::size_t i = 1; i < lines_.size(); ++i) found.push_back(lines_[i][column]);
    return found;
  }

 private:
  std::vector<std::vector<std::string>> lines_;
};

}  // namespace assay::test
