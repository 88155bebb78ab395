#pragma once

#include <cmath>
#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "harness/core/metric.h"

namespace assay::metrics {

/// A group's value as a pure function of its rows: Metric::value or Rater::value. Made of anything that can be called
/// with rows.
class ValueFunction {
 public:
  /// `is_of_sums`: see Metric::value_is_of_sums.
  template <class Function>
  requires(std::is_invocable_r_v<std::optional<double>, const Function&, const StatsRows&> &&
           !std::same_as<std::remove_cvref_t<Function>, ValueFunction>)
      ValueFunction(Function of_rows, bool is_of_sums = false)
      : of_rows_(std::move(of_rows)), is_of_sums_(is_of_sums) {}

  std::optional<double> operator()(const StatsRows& rows) const { return of_rows_(rows); }
  /// The value, nullopt also where it is not finite.
  std::optional<double> finite(const StatsRows& rows) const {
    std::optional<double> found = of_rows_(rows);
    if (found && !std::isfinite(*found)) found.reset();
    return found;
  }
  bool is_of_sums() const { return is_of_sums_; }

 private:
  std::function<std::optional<double>(const StatsRows&)> of_rows_;
  bool is_of_sums_;
};

/// The value of a metric, which must outlive it.
inline ValueFunction value_of(const Metric& metric) {
  return {[&metric](const StatsRows& rows) { return metric.value(rows); }, metric.value_is_of_sums()};
}

/// The mean of column 0.
inline ValueFunction value_of_mean() {
  return {[](const StatsRows& rows) { return weighted_mean(rows); }, true};
}

}  // namespace assay::metrics
