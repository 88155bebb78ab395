#pragma once

#include <functional>
#include <span>

#include "metrics/stats/bootstrap.h"
#include "raters/calibrate/choose_map.h"

namespace assay::raters {

/// A number made of labels and predictions (with their weights): a Brier score, an ECE.
using PredictionScore = std::function<std::optional<double>(
    std::span<const double> predictions, std::span<const double> labels, std::span<const double> weights)>;

/// A number on held-out labels with the interval that knows the map was fitted too.
struct HeldOut {
  std::optional<double> value;  ///< of the out-of-fold predictions
  std::optional<metrics::Interval> interval;
  std::optional<double> standard_error;
  std::string reason;  ///< why there is no value or no interval
};

/// The score of out-of-fold predictions of one kind of map. Its interval resamples whole groups, and in each replicate
/// the map is fitted anew in every fold; a group drawn twice stays in its fold, so no label is predicted by a map that
/// saw it. By percentiles moved to be centred at the value, for refitting on fewer distinct labels makes every
/// replicate a little worse. None for fewer than 10 groups or where over a tenth of the replicates cannot be fitted.
/// Requires: 0 < level < 1, replicates > 0.
HeldOut held_out(MapKind kind, const LabelledScores& data, const PredictionScore& score, const FoldOptions& folds = {},
                 const metrics::BootstrapOptions& options = {0.95, 500, 0});

}  // namespace assay::raters
