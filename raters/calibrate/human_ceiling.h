#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/stats/agreement.h"

namespace assay::raters {

/// A statistic of agreement between two lists of numbers; nullopt where undefined.
using PairStatistic =
    std::function<std::optional<double>(std::span<const double> rating, std::span<const double> reference)>;

/// What one person's ratings are compared with.
enum class Reference {
  kMean,      ///< the mean of the others
  kMajority,  ///< the most frequent rating of the others, where one is; else the item is left out
};

/// How well people agree with one another, and how well the judge does by the same measure.
struct HumanCeiling {
  std::vector<std::optional<double>> people;             ///< each person against the others
  std::vector<std::optional<double>> judge;              ///< the judge against the same others, on the same items
  std::optional<double> ceiling;                         ///< mean of `people`
  std::optional<double> judge_mean;                      ///< mean of `judge`
  std::optional<double> share;                           ///< judge_mean / ceiling, where the ceiling is positive
  std::optional<metrics::Interval> ceiling_interval;     ///< by bootstrap over items
  std::optional<metrics::Interval> difference_interval;  ///< of judge_mean - ceiling
  std::size_t overlap = 0;                               ///< items that two people or more rated
  std::string reason;                                    ///< why there is no ceiling; "" where there is
};

/// Leaves out each person in turn. A judge compared with the mean of all people has an easier reference than any of
/// them, so its number may not be held against theirs: here all have the same reference. None where no two people rated
/// one item. Shapes: people [num_items, num_raters], judge [num_items] or empty; clusters [num_items] or empty.
HumanCeiling human_ceiling(const metrics::RatingTable& people, std::span<const std::optional<double>> judge,
                           const PairStatistic& statistic, Reference reference = Reference::kMean,
                           const metrics::BootstrapOptions& options = {0.95, 500, 0},
                           std::span<const std::uint32_t> clusters = {});

}  // namespace assay::raters
