#pragma once

#include <string>
#include <vector>

#include "tests/metrics/stats/vectors.h"

namespace assay::test {

/// The margins of one reward model of judgebench_judgments.csv, and which answer is right.
struct RewardMargins {
  std::vector<double> margins;
  std::vector<double> labels;  ///< 1 where the first is

  RewardMargins(const std::vector<std::vector<std::string>>& lines, const std::string& model) {
    for (const auto& line : lines) {
      if (line[3] != "reward_model" || line[4] != model) continue;
      margins.push_back(std::stod(line[8]) - std::stod(line[9]));
      labels.push_back(line[5] == "A>B" ? 1.0 : 0.0);
    }
  }
};

}  // namespace assay::test
