#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/stats/agreement.h"

namespace assay::metrics {

/// How near a rating is to those of other people: the larger the better. `others` is never empty.
using Closeness = std::function<double(double rating, std::span<const double> others)>;

/// The share of the others who say the same: for labels. Source: Calderon et al. 2025, "ACC".
double share_of_equal(double rating, std::span<const double> others);
/// Minus the root mean squared difference from the others: for numbers. Source: Calderon et al. 2025, "RMSE".
double negative_rmse(double rating, std::span<const double> others);

/// What the alternative annotator test is made with.
struct AltTestOptions {
  double epsilon =
      0.2;  ///< what a judge is forgiven, being cheaper: 0.1 for crowd workers, 0.15 for skilled, 0.2 for experts
  double alpha = 0.05;         ///< the share of false rejections over annotators
  std::size_t min_items = 30;  ///< for each annotator; one with fewer is left out and listed
  double passing_rate = 0.5;
};

/// The judge against one annotator, both compared with the other annotators.
struct AltTestAnnotator {
  std::size_t rater = 0;    ///< column of the table
  std::size_t items = 0;    ///< rated by it, by the judge and by another person
  double judge_wins = 0.0;  ///< share of items on which the judge is at least as near to the others
  double annotator_wins = 0.0;
  std::optional<double> p;           ///< one-sided: that the annotator is better by epsilon or more
  std::optional<double> adjusted_p;  ///< by Benjamini and Yekutieli
  bool rejected = false;             ///< the judge is as good as this annotator
  std::string reason;                ///< why it was left out; "" where it was not
};

/// Whether a judge may take an annotator's place.
struct AltTest {
  std::optional<double> winning_rate;           ///< omega: the share of annotators it is as good as
  std::optional<double> advantage_probability;  ///< rho: the mean of judge_wins
  bool passed = false;
  std::vector<AltTestAnnotator> annotators;
  std::string reason;  ///< why there is no rate; "" where there is
};

/// The alternative annotator test. A near-constant judge can win it where ratings are skewed, so ask for discrimination
/// (`spearman`, AUROC) as well. Refused where fewer than two annotators have min_items items with two people and the
/// judge. Shapes: people [num_items, num_raters], judge [num_items]. Requires: 0 < alpha < 1, epsilon >= 0. Source:
/// Calderon, Reichart & Dror 2025 (arXiv:2501.10970).
AltTest alt_test(const RatingTable& people, std::span<const std::optional<double>> judge, const Closeness& closeness,
                 const AltTestOptions& options = {});

}  // namespace assay::metrics
