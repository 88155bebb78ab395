#include "raters/verdict/distribution.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"

namespace assay::raters {

ScaleDistribution scale_distribution(std::span<const ContinuationScore> scores, int min) {
  ASSAY_CHECK(!scores.empty());
  double highest = scores[0].logprob;
  for (const ContinuationScore& score : scores) highest = std::max(highest, score.logprob);
  ScaleDistribution out;
  double sum = 0.0;
  for (const ContinuationScore& score : scores) {
    out.probabilities.push_back(std::exp(score.logprob - highest));
    sum += out.probabilities.back();
  }
  for (std::size_t i = 0; i < out.probabilities.size(); ++i) {
    out.probabilities[i] /= sum;
    out.mean += out.probabilities[i] * (min + static_cast<double>(i));
  }
  out.mass = sum * std::exp(highest);
  return out;
}

std::string describe(const ScaleDistribution& distribution, int min) {
  std::string text;
  for (std::size_t i = 0; i < distribution.probabilities.size(); ++i)
    text += fmt::format("{}{}:{:.2f}", i == 0 ? "" : " ", min + static_cast<int>(i), distribution.probabilities[i]);
  return text;
}

}  // namespace assay::raters
