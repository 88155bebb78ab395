#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/report.h"

namespace assay {

/// One run's number on one task, and how it stands to the runs before it in a series.
struct SeriesPoint {
  std::size_t run = 0;  ///< position in ManyRuns::runs
  std::optional<double> value, low, high;
  std::optional<double> difference, difference_low, difference_high;  ///< to the best run before it, in pairs
  std::optional<double> p_adjusted;                                   ///< by Holm's method over the series
  std::size_t compared_with = 0;                                      ///< the best run before it
  std::int64_t learned = 0, forgotten = 0;  ///< samples that the run before failed and this one passes, and the other way round
  Verdict verdict = Verdict::kInconclusive;
};

/// A metric of a task over an ordered list of runs.
struct SeriesRow {
  std::string task, metric;
  bool higher_is_better = true;
  double scale = 1.0;
  std::vector<SeriesPoint> points;       ///< one a run
  std::optional<std::size_t> first_bad;  ///< the first run that is worse than the best before it
};

/// A run's place among others on a task's headline metric.
struct RankRow {
  std::string task, metric;
  std::size_t run = 0;
  double win_rate = 0.0;                    ///< against all others, sample by sample; ties count half
  std::optional<double> strength, standard_error;  ///< Bradley-Terry, log odds, sum 0; errors clustered by sample
  std::size_t best_rank = 1, worst_rank = 1;       ///< ranks that hold for all runs at once with 95 % probability
  std::string reason;                       ///< why there is no strength, "" where there is one
};

/// Three runs or more side by side: every pair (a matrix and a ranking), or in their order (a series).
struct ManyRuns {
  bool is_series = false;
  std::vector<Comparison::Side> runs;
  std::vector<SeriesRow> series;
  struct Pair {
    std::size_t base = 0, candidate = 0;  ///< positions in `runs`
    PairedResult result;
  };
  std::vector<Pair> pairs;         ///< of a matrix; p adjusted over all of them
  std::vector<RankRow> ranking;    ///< of a matrix
  std::vector<NotComparable> not_comparable;
};

}  // namespace assay
