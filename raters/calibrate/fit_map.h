#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "raters/calibrate/calibration_map.h"

namespace assay::raters {

/// A judge's numbers with people's for the same answers.
/// Shapes: scores, labels [n]; weights, groups [n] or empty.
/// Requires: all finite; weights >= 0; labels within lowest..highest (0..1 for margins and probabilities: hard labels,
/// or the share of people, 0.5 for a tie).
struct LabelledScores {
  ScoreKind kind = ScoreKind::kProbability;
  std::span<const double> scores;
  std::span<const double> labels;
  std::span<const double> weights = {};  ///< empty: all one
  std::span<const std::uint32_t> groups =
      {};               ///< labels of one item (a prompt with all its answers); empty: each its own
  double lowest = 0.0;  ///< the range of the labels
  double highest = 1.0;

  std::size_t size() const { return scores.size(); }
  double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
};

/// A map, or why there is none.
struct FittedMap {
  std::optional<CalibrationMap> map;
  std::string reason;  ///< "" where there is one
};

/// Fits one map; the labels' groups are not used. Refused, with the reason: fewer than two labels; labels or scores all
/// equal (but of isotonic); a slope that is not positive, for such a judge goes against people and no rising map mends
/// it; and a kind that does not fit the scores (temperature and Platt are of margins and probabilities, affine and
/// ordinal of points).
FittedMap fit_map(MapKind kind, const LabelledScores& data);

/// The T > 0 with the least log loss of sigma(d / T), by Newton's method. Where every label is on its score's side, T
/// would be 0: Platt's softened labels are taken instead. Source: Guo et al. 2017 (arXiv:1706.04599).
FittedMap fit_temperature(const LabelledScores& data);

/// Logistic regression on labels softened to (N+ + 1) / (N+ + 2) and 1 / (N- + 2), by Newton's method with
/// backtracking. Source: Platt 1999; Lin, Lin & Weng 2007, "A note on Platt's probabilistic outputs for support vector
/// machines".
FittedMap fit_platt(const LabelledScores& data);

/// Pool adjacent violators, scores that are equal pooled first; predictions are linear between the ends of the blocks,
/// as scikit-learn's. Source: Barlow et al. 1972, "Statistical inference under order restrictions".
FittedMap fit_isotonic(const LabelledScores& data);

/// Least squares with the slope shrunk by 1 - 1/F, F that of the slope's F test (refused where F <= 1).
/// Source: van Houwelingen & le Cessie 1990, "Predictive value of statistical models".
FittedMap fit_affine(const LabelledScores& data);

/// For each rating the mean of its labels together with kOrdinalPrior labels on the line of `fit_affine`, then made to
/// rise.
FittedMap fit_ordinal(const LabelledScores& data);

/// How many labels on the line each rating's own are weighed against.
inline constexpr double kOrdinalPrior = 5.0;

}  // namespace assay::raters
