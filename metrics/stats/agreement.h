#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "metrics/stats/bootstrap.h"

namespace assay::metrics {

/// Ratings of items by raters, with gaps. Labels are numbers too: only their order or difference may not be used then.
struct RatingTable {
  std::vector<std::optional<double>> ratings;  ///< [num_items, num_raters] row-major; nullopt where there is none
  std::size_t num_raters = 0;

  std::size_t num_items() const { return num_raters == 0 ? 0 : ratings.size() / num_raters; }
  std::span<const std::optional<double>> item(std::size_t i) const {
    return std::span(ratings).subspan(i * num_raters, num_raters);
  }
};

/// How far apart two ratings are held to be.
enum class Scale {
  kNominal,   ///< equal or not
  kOrdinal,   ///< the square of how many ratings lie between them
  kInterval,  ///< the square of their difference
  kRatio,     ///< the square of their difference over their sum
};

/// The weights of a kappa.
enum class KappaWeights { kNone, kLinear, kQuadratic };

/// Statistics of agreement. Each is nullopt where it is undefined: too few ratings, or by chance alone agreement would
/// be complete. `weights` are one an item, or empty for all ones, so that each can be bootstrapped over items.
using ItemWeights = std::span<const double>;

/// The share of items on which two raters agree, of those both rated. Requires: two raters.
std::optional<double> raw_agreement(const RatingTable& table, ItemWeights weights = {});

/// Cohen's kappa of two raters, over the items both rated. With weights, categories are all values that occur, in
/// ascending order, and their distance is that of their places in it, or its square. Requires: two raters.
/// Source: Cohen 1960, 1968.
std::optional<double> cohen_kappa(const RatingTable& table, KappaWeights kind = KappaWeights::kNone,
                                  ItemWeights weights = {});

/// The kappa that two raters would have if all k values that occur were equally frequent, (k p - 1) / (k - 1) with p
/// the raw agreement: what is left when the paradoxes of prevalence and bias are taken out. Requires: two raters.
/// Source: Byrt, Bishop & Carlin 1993, "Bias, prevalence and kappa"; Brennan & Prediger 1981 for more than two values.
std::optional<double> prevalence_adjusted_kappa(const RatingTable& table, ItemWeights weights = {});

/// Fleiss' kappa, over the items that every rater rated. Source: Fleiss 1971.
std::optional<double> fleiss_kappa(const RatingTable& table, ItemWeights weights = {});

/// Krippendorff's alpha, over the items with two ratings or more. Source: Krippendorff 2011, "Computing Krippendorff's
/// alpha-reliability".
std::optional<double> krippendorff_alpha(const RatingTable& table, Scale scale, ItemWeights weights = {});

/// Gwet's AC1, which does not fall where nearly all ratings are of one category; of any number of raters, with gaps.
/// Source: Gwet 2008, "Computing inter-rater reliability and its variance in the presence of high agreement".
std::optional<double> gwet_ac1(const RatingTable& table, ItemWeights weights = {});

/// The bootstrap interval over items, or clusters of them, of one of the statistics above.
BootstrapResult agreement_interval(
    const RatingTable& table, const std::function<std::optional<double>(const RatingTable&, ItemWeights)>& statistic,
    const BootstrapOptions& options = {}, std::span<const std::uint32_t> clusters = {});

}  // namespace assay::metrics
