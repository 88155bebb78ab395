#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/value_function.h"

namespace assay::metrics {

/// A replicate's value, and its own standard error where that was asked for.
struct Replicate {
  std::optional<double> value;
  std::optional<double> standard_error;
};

/// Values of a group with its units counted differently: bootstrap replicates, and each unit left out.
///
/// Where the value is of sums, each unit's rows are added up once, and a replicate adds the sums of the units drawn;
/// else the counts become the weights of the rows. Both draw the same units. Threads: const members are safe from
/// several threads.
class Resampler {
 public:
  /// The rows' data and weights must outlive it. Requires: at least one row, fewer than 2^32.
  Resampler(const StatsRows& rows, ValueFunction value, Units units);
  /// Each row is a unit.
  Resampler(const StatsRows& rows, ValueFunction value);

  std::size_t num_units() const { return units_.num_units; }
  std::size_t num_rows() const { return rows_.num_rows(); }
  bool clustered() const { return units_.clustered; }
  bool is_of_sums() const { return value_.is_of_sums(); }

  /// Bootstrap replicates first, first + 1, ..., first + count - 1, each a pure function of `seed` and its number.
  std::vector<std::optional<double>> replicates(std::uint64_t seed, std::uint64_t first, std::size_t count) const;
  /// The same replicates, each with its standard error by the jackknife over its own units: as many values as units for
  /// each, so for few units.
  std::vector<Replicate> studentised(std::uint64_t seed, std::uint64_t first, std::size_t count) const;
  /// How often each unit counts in a bootstrap replicate: numbers that sum to num_units.
  std::vector<double> counts(std::uint64_t seed, std::uint64_t replicate) const;

  /// The values with each unit left out. Beyond 1000 units of a value that is not of sums, 1000 interleaved groups of
  /// units are left out instead, which has the same expectation and keeps the cost linear. Empty where one is
  /// undefined.
  std::vector<double> jackknife() const;

 private:
  /// Four whole numbers.
  using Lanes [[gnu::vector_size(16)]] = std::int32_t;

  void set_lanes();
  template <std::size_t kLanes>
  void add_lanes(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const;
  bool add_drawn_lanes(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const;
  template <std::size_t kStride>
  void add_units(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const;
  void add_drawn(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const;
  std::optional<double> value_of_sums(std::span<const double> sums, double num_units, std::vector<double>& row) const;
  std::optional<double> value_of_counts(std::span<const double> counts, std::vector<double>& weights) const;
  std::optional<double> error_of_counts(std::span<double> counts, std::span<const double> sums) const;
  void count_drawn(std::uint64_t base, std::uint64_t replicate, std::span<double> counts) const;

  StatsRows rows_;
  ValueFunction value_;
  Units units_;
  // Where the value is of sums: [num_units, stride], each unit's weighted sums, and its weight last unless all are 1.
  std::vector<double> totals_;
  std::size_t stride_ = 0;
  bool weighted_ = false;
  // The same in [num_units, num_lanes] where they are counts, as of n-grams: half as wide, and just as exact.
  std::vector<Lanes> lanes_;
  std::size_t num_lanes_ = 0;
};

/// The jackknife's standard error, sqrt((m - 1) / m * sum (v - mean)^2); nullopt for fewer than two values.
/// Source: Efron & Tibshirani 1993, "An introduction to the bootstrap", eq. 11.5.
std::optional<double> jackknife_error(std::span<const double> left_out);

/// The acceleration of a BCa interval from jackknife values; 0 where they are all equal or none.
/// Source: Efron 1987, "Better bootstrap confidence intervals", eq. 6.6.
double jackknife_acceleration(std::span<const double> left_out);

}  // namespace assay::metrics
