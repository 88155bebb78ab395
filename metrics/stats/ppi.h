#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// Answers of one population that a judge rated, some of which people rated too.
/// Shapes: labels, judged [n]; judged_only [N]; clusters of either [n] and [N], or both empty; label_probabilities [n]
/// or empty. Requires: all finite; 0 < label_probabilities <= 1; clusters and label_probabilities not both.
struct JudgedAnswers {
  std::span<const double> labels;  ///< what people say: 0/1, 0.5 for a tie, ratings, or differences of two systems
  std::span<const double> judged;  ///< what the judge says of the same answers, calibrated or not
  std::span<const double> judged_only = {};                  ///< what it says of answers without a label
  std::span<const std::uint32_t> clusters = {};              ///< of the labelled: one number for what belongs together
  std::span<const std::uint32_t> judged_only_clusters = {};  ///< of the others; a number may occur in both
  /// With which probability each labelled answer was chosen for labelling, where that was not the same for all.
  std::span<const double> label_probabilities = {};
};

/// How much the judge is listened to.
enum class JudgeWeight {
  kLabelsOnly,  ///< 0: people's labels alone, the classical mean
  kFull,        ///< 1: PPI, the judge's mean corrected by its mean error; wider than labels alone for a poor judge
  kTuned,       ///< the one with the least variance, found for each label (or cluster) from all others
};

/// What an estimate of people's mean is made with.
struct PpiOptions {
  double level = 0.95;
  JudgeWeight weight = JudgeWeight::kTuned;
  double null = 0.0;                   ///< the mean that the p value tests: 0.5 for preferences, 0 for differences
  std::optional<Interval> range = {};  ///< of the labels, where they have one: no interval goes beyond
  std::size_t replicates = 2000;       ///< of the bootstrap-t
  std::uint64_t seed = 0;
  /// As the reference program ppi_py does it, to compare with it: lambda once from all data, variances over n and not
  /// n - 1, the normal quantile. It covers 85 to 90 % for 10 to 20 labels, so only for that.
  bool as_ppi_py = false;
};

/// People's mean over the population, and how surely.
struct PpiEstimate {
  std::optional<double> value;
  std::optional<double> standard_error;
  std::optional<Interval> interval;
  std::optional<double> p;                 ///< two-sided, against PpiOptions::null
  double df = 0.0;                         ///< degrees of freedom of the standard error
  double lambda = 0.0;                     ///< the judge's weight; tuned: the mean of those found
  std::optional<double> correlation;       ///< of labels and judge, over the labelled
  std::optional<double> effective_labels;  ///< labels that people alone would need for the same standard error
  std::size_t labelled = 0;
  std::size_t judged_only = 0;
  std::string method;           ///< "classical", "ppi" or "ppi++", with "cluster_" or "weighted_" before it
  std::string interval_method;  ///< "bootstrap_t", "t" or, as ppi_py, "normal"
  std::string note;    ///< what a reader must know of a value that is there: the judge was not used, or hardly errs
  std::string reason;  ///< why there is no value or no interval; "" where there are both
};

/// Fewer labels than these give no interval.
inline constexpr std::size_t kMinPpiLabels = 5;

/// The mean label of the population that labelled and unlabelled answers are a random draw from:
/// mean(Y) - lambda (mean(f) - mean(f of the unlabelled)). Right for any judge; the better it goes with people, the
/// narrower. Where the labelled and unlabelled answers are all there are, the interval is on the safe side.
///
/// Tuned, lambda_i of label i is found from the others and clipped to 0..1, so that no label helps to choose its own
/// weight. The interval is Student's with n - 2 degrees of freedom (n - 1 for a fixed lambda) from 200 labels on that
/// are not very skewed, else the bootstrap-t of the labels' influences: ratings heap at an end of their scale, and
/// Student's covers 86 % there with 20 labels (docs/statistics.md). With clusters the error is that of whole clusters,
/// which may hold labelled and unlabelled answers, lambda is tuned on all clusters but one, and 10 must have labels.
/// With label_probabilities labels weigh 1 / p (Hajek's mean) and the judge's mean is over all answers.
///
/// Where the judge errs on fewer than 6 labels (once a fixed distance is taken out), its error is hardly known: then
/// two errors more are added to the variance, as Agresti and Coull do to counts, the interval is Student's, and the
/// note says so. Labels alone are used, with a note, without unlabelled answers, and tuned also where the judge is
/// constant. No interval for fewer than kMinPpiLabels labels, where there is no spread, and for fewer than 10 clusters;
/// no value without a label. Source: Angelopoulos et al. 2023, "Prediction-powered inference"; Angelopoulos, Duchi &
/// Zrnic 2023 (arXiv:2311.01453), PPI++; Zrnic & Candes 2024 (arXiv:2403.03208) for unequal probabilities.
PpiEstimate ppi_mean(const JudgedAnswers& answers, const PpiOptions& options = {});

/// One stratum of a population.
struct PpiStratum {
  JudgedAnswers answers;
  double share = 0.0;  ///< of the population; the shares need not sum to 1
};

/// The mean over strata, each with its own lambda: sum w_s theta_s, se^2 = sum w_s^2 se_s^2, degrees of freedom by
/// Satterthwaite 1946, Student's interval. None where a stratum has no standard error, which the reason names by its
/// number from 0. Source: Fisch et al. 2024 (arXiv:2406.04291), StratPPI. Requires: not empty; shares > 0.
PpiEstimate ppi_stratified(std::span<const PpiStratum> strata, const PpiOptions& options = {});

/// A rating of one item by people and judge, of two systems.
struct PairedJudgement {
  std::optional<double> label_base, label_candidate;
  std::optional<double> judged_base, judged_candidate;
};

/// Differences candidate - base, for `ppi_mean`.
struct PairedAnswers {
  std::vector<double> labels, judged, judged_only;
  std::vector<std::size_t> labelled_items, judged_only_items;  ///< where each comes from, for clusters
  std::size_t left_out = 0;                                    ///< items that the judge did not rate for both systems

  JudgedAnswers view() const { return {labels, judged, judged_only}; }
};

/// An item is labelled where people rated both systems' answers; else its judgements alone count.
PairedAnswers paired_answers(std::span<const PairedJudgement> items);

}  // namespace assay::metrics
