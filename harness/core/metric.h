#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/options.h"
#include "harness/core/response.h"
#include "harness/core/sample.h"

namespace assay {

/// A sample that could not be scored, with the reason; it is counted apart and never as wrong.
struct Unscored {
  std::string reason;
};

/// A sample's sufficient statistics for a metric: as many doubles for every sample.
using StatsRow = std::vector<double>;

/// What a metric or rater makes of one sample.
struct Scored {
  std::variant<StatsRow, Unscored> row;
  std::optional<double> value;  ///< the sample's own score, for tables and pairing; nullopt where only the corpus has one
  std::string detail;           ///< for a person: what was compared, the judge's reason; may be empty
  /// What filters left of the answer and the metric was given: the text, or of several a JSON list; nullopt without filters.
  std::optional<std::string> extracted = std::nullopt;

  bool is_scored() const { return std::holds_alternative<StatsRow>(row); }
};

/// Rows of statistics, each with a weight: the bootstrap and clusters only change the weights.
/// Shapes: data [num_rows, width] row-major; weights [num_rows], or empty for all ones.
struct StatsRows {
  std::span<const double> data;
  std::size_t width = 0;
  std::span<const double> weights;

  std::size_t num_rows() const { return width == 0 ? 0 : data.size() / width; }
  std::span<const double> row(std::size_t i) const { return data.subspan(i * width, width); }
  double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
};

/// The weighted mean of one column of the rows; nullopt without rows or weight.
std::optional<double> weighted_mean(const StatsRows& rows, std::size_t column = 0);

/// How a metric's confidence interval is made by default. For the first two the value is the mean of column 0, the
/// sample's own value; further columns, where there are any, are the number of epochs which that value is the mean of, and
/// the sum of their squared deviations from it.
enum class IntervalMethod {
  kWilson,     ///< a proportion: rows are 0 or 1 in column 0
  kT,          ///< a mean of column 0
  kBootstrap,  ///< anything else: resample the rows
};

/// What a metric is, apart from its options.
struct MetricInfo {
  std::string_view name;
  std::string_view summary;          ///< one sentence
  bool higher_is_better = true;
  double scale = 1.0;                ///< the largest value: 1 for fractions, 100 for BLEU; 0 where there is none (a count)
  IntervalMethod interval = IntervalMethod::kT;
  double lowest = 0.0;               ///< the smallest value, -infinity where there is none; no interval goes beyond
  bool needs_unconditional = false;  ///< also wants the log-likelihoods of the choices without a context, as slot 1
};

/// A sample becomes a row of statistics; a group's value is a pure function of its rows. So bootstrap, clusters, paired
/// tests and task groups serve every metric by re-weighting rows, with no re-scoring.
/// Threads: const members are safe from several threads.
class Metric {
 public:
  virtual ~Metric() = default;
  virtual const MetricInfo& info() const = 0;
  /// Every option that changes the number, in the reference tool's form where there is one; "" where there are none.
  virtual std::string signature() const { return ""; }
  /// Scores one sample from all its epochs (never empty, none failed).
  virtual Scored score(const Sample& sample, std::span<const Response> epochs) const = 0;
  /// The group's value; nullopt where undefined, never NaN and never 0 for want of data.
  virtual std::optional<double> value(const StatsRows& rows) const = 0;
  /// Whether `value` sees the rows only through their total weight W and the weighted sums S of their columns, and so is
  /// the same for the one row S / W of weight W. A mean is of sums and BLEU is, AUROC is not. Resampling is then one pass of
  /// additions.
  virtual bool value_is_of_sums() const { return info().interval != IntervalMethod::kBootstrap; }
};

/// The registered definition of one file of metrics.
struct MetricDef {
  std::span<const MetricInfo> metrics;  ///< the names this file serves
  std::string_view options;             ///< "lowercase tokenize ..." with a word on each
  std::string_view source;              ///< paper or reference tool
  /// Requires: `name` is one of `metrics`. Reads its options (the caller calls `done`).
  std::unique_ptr<Metric> (*create)(std::string_view name, const Options& options);
};

}  // namespace assay
