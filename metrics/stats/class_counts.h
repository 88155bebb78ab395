#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/stats/agreement.h"

namespace assay::metrics {

/// How often each class was predicted, was the target and was both, by weight; and what is made of it. Each statistic
/// is nullopt where it is undefined. Labels are numbers that stand for classes.
class ClassCounts {
 public:
  /// Of rows [predicted, target].
  explicit ClassCounts(const StatsRows& rows);

  /// The scores of one class, or averages over classes.
  enum class Measure { kPrecision, kRecall, kF1 };
  enum class Average { kMacro, kMicro, kWeighted };

  /// Of one class; undefined where its denominator is 0.
  std::optional<double> measure_of(double label, Measure measure) const;
  /// Over all classes that were predicted or the target: the mean (macro), of all rows together (micro), or the mean by
  /// how often a class was the target (weighted). A class whose own measure is undefined counts as 0, as in
  /// scikit-learn.
  std::optional<double> average(Measure measure, Average average) const;
  /// The mean recall of the classes that were a target.
  std::optional<double> balanced_accuracy() const;
  /// Matthews' correlation of any number of classes. Source: Gorodkin 2004, "Comparing two K-category assignments by a
  /// K-category correlation coefficient".
  std::optional<double> matthews_correlation() const;
  /// Cohen's kappa as in agreement.h, in time linear in rows and classes: the distance of two classes is that of their
  /// places among all labels of the rows in ascending order.
  /// Requires: `rows` are those it was made of.
  std::optional<double> cohen_kappa(const StatsRows& rows, KappaWeights kind) const;

 private:
  struct Class {
    double label = 0.0;
    double predicted = 0.0;
    double target = 0.0;
    double both = 0.0;
  };

  std::size_t place_of(double label) const;
  std::size_t index_of(double label);
  void grow();
  static std::optional<double> measure(const Class& counts, Measure measure);

  std::vector<Class> classes_;
  std::vector<std::uint32_t> table_;  // open addressing; the number of a class + 1, or 0
  double total_ = 0.0;
};

}  // namespace assay::metrics
