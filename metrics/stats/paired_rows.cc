#include "metrics/stats/paired_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/draws.h"

namespace assay::metrics {
namespace {

void check(const PairedRows& rows, const PairedOptions& options) {
  ASSAY_CHECK(rows.base.weights.empty() && rows.candidate.weights.empty() && options.replicates > 0);
  ASSAY_CHECK(rows.base.data.size() == rows.candidate.data.size() && rows.base.width == rows.candidate.width);
}

std::optional<double> difference_of(const ValueFunction& value, const StatsRows& base, const StatsRows& candidate) {
  const std::optional<double> from = value.finite(base);
  const std::optional<double> to = value.finite(candidate);
  if (!from || !to) return std::nullopt;
  return *to - *from;
}

/// Differences of values with units swapped at random between the two runs.
class Swapper {
 public:
  Swapper(const PairedRows& rows, const ValueFunction& value, const Units& units)
      : rows_(rows), value_(value), units_(units), width_(rows.base.width) {
    if (!value.is_of_sums()) {
      base_.assign(rows.base.data.begin(), rows.base.data.end());
      candidate_ = base_;
      return;
    }
    // What a swapped unit adds to the base's sums it takes from the candidate's.
    gains_.assign(units.num_units * width_, 0.0);
    sums_.assign(2 * width_, 0.0);
    for (std::size_t i = 0; i < rows.base.num_rows(); ++i)
      for (std::size_t k = 0; k < width_; ++k) {
        const double from = rows.base.row(i)[k];
        const double to = rows.candidate.row(i)[k];
        gains_[units.unit_of_row[i] * width_ + k] += to - from;
        sums_[k] += from;
        sums_[width_ + k] += to;
      }
    base_.resize(width_);
    candidate_.resize(width_);
    moved_.resize(width_);
  }

  std::optional<double> difference(std::uint64_t base, std::uint64_t replicate) {
    Draws draws(base, replicate);
    return value_.is_of_sums() ? of_sums(draws) : of_rows(draws);
  }

 private:
  std::optional<double> of_sums(Draws& draws) {
    switch (width_) {
      case 1: add_swapped<1>(draws); break;
      case 2: add_swapped<2>(draws); break;
      case 3: add_swapped<3>(draws); break;
      case 10: add_swapped<10>(draws); break;
      case 18: add_swapped<18>(draws); break;
      default: add_swapped<0>(draws);
    }
    const double weight = static_cast<double>(rows_.base.num_rows());
    for (std::size_t k = 0; k < width_; ++k) {
      base_[k] = (sums_[k] + moved_[k]) / weight;
      candidate_[k] = (sums_[width_ + k] - moved_[k]) / weight;
    }
    return difference_of(value_, {base_, width_, {&weight, 1}}, {candidate_, width_, {&weight, 1}});
  }

  /// kWidth is the width, or 0 where it is only known at run time.
  template <std::size_t kWidth>
  void add_swapped(Draws& draws) {
    const std::size_t width = kWidth == 0 ? width_ : kWidth;
    double fixed[kWidth == 0 ? 1 : kWidth] = {};
    double* moved = kWidth == 0 ? moved_.data() : fixed;
    if (kWidth == 0) std::fill(moved_.begin(), moved_.end(), 0.0);
    std::uint64_t bits = 0;
    for (std::size_t unit = 0; unit < units_.num_units; ++unit) {
      if (unit % 64 == 0) bits = draws.next();
      // A product instead of a branch that no processor could foresee.
      const double swap = static_cast<double>(bits & 1);
      bits >>= 1;
      const double* gain = gains_.data() + unit * width;
      for (std::size_t k = 0; k < width; ++k) moved[k] += swap * gain[k];
    }
    if (kWidth != 0) std::copy(fixed, fixed + width, moved_.begin());
  }

  std::optional<double> of_rows(Draws& draws) {
    std::vector<std::uint64_t> bits((units_.num_units + 63) / 64);
    for (std::uint64_t& b : bits) b = draws.next();
    for (std::size_t i = 0; i < rows_.base.num_rows(); ++i) {
      const std::uint32_t unit = units_.unit_of_row[i];
      std::span<const double> to_base = rows_.base.row(i);
      std::span<const double> to_candidate = rows_.candidate.row(i);
      if ((bits[unit / 64] >> (unit % 64)) & 1) std::swap(to_base, to_candidate);
      std::copy(to_base.begin(), to_base.end(), base_.begin() + static_cast<std::ptrdiff_t>(i * width_));
      std::copy(to_candidate.begin(), to_candidate.end(), candidate_.begin() + static_cast<std::ptrdiff_t>(i * width_));
    }
    return difference_of(value_, {base_, width_, {}}, {candidate_, width_, {}});
  }

  const PairedRows& rows_;
  const ValueFunction& value_;
  const Units& units_;
  std::size_t width_;
  std::vector<double> gains_;  // [num_units, width]: candidate - base
  std::vector<double> sums_;   // [2, width]
  std::vector<double> moved_;
  std::vector<double> base_, candidate_;  // of one replicate: rows, or means
};

/// The difference of both values as a function of joint rows, or of weights on the rows of either run.
ValueFunction joint_value(const PairedRows& rows, const ValueFunction& value) {
  if (!value.is_of_sums())
    return {[rows, value](const StatsRows& weighted) {
              return difference_of(value, {rows.base.data, rows.base.width, weighted.weights},
                                   {rows.candidate.data, rows.candidate.width, weighted.weights});
            },
            false};
  return {[value](const StatsRows& total) {
            const std::size_t width = total.width / 2;
            return difference_of(value, {total.data.first(width), width, total.weights},
                                 {total.data.subspan(width), width, total.weights});
          },
          true};
}

}  // namespace

RandomizationResult randomization(const PairedRows& rows, const ValueFunction& value, const PairedOptions& options) {
  check(rows, options);
  const Units units = units_of(rows.base.num_rows(), options.clusters);
  const char* method = units.clustered ? "cluster_randomization" : "randomization";
  RandomizationResult result;
  if (rows.base.num_rows() == 0) {
    result.test = no_test(method, "no sample was scored in both runs");
    return result;
  }
  result.difference = difference_of(value, rows.base, rows.candidate);
  if (!result.difference) {
    result.test = no_test(method, "the value of a run is undefined");
    return result;
  }
  if (std::equal(rows.base.data.begin(), rows.base.data.end(), rows.candidate.data.begin())) {
    result.test = no_test(method, "both runs have the same scores");
    return result;
  }
  Swapper swapper(rows, value, units);
  const std::uint64_t base = draw_base(options.seed, "randomization");
  // Replicates that are as far apart in exact arithmetic must not be lost to rounding.
  const double size = std::max(std::abs(value(rows.base).value_or(0.0)), std::abs(*result.difference));
  const double bound = std::abs(*result.difference) - 1e-12 * size;
  std::size_t count = 0;
  for (std::size_t i = 0; i < options.replicates; ++i) {
    const std::optional<double> found = swapper.difference(base, i);
    count += !found || std::abs(*found) >= bound ? 1 : 0;
  }
  result.test = {static_cast<double>(1 + count) / static_cast<double>(options.replicates + 1), *result.difference,
                 method, ""};
  return result;
}

PairedBootstrapResult paired_bootstrap(const PairedRows& rows, const ValueFunction& value, const PairedOptions& options,
                                       double largest) {
  check(rows, options);
  PairedBootstrapResult result;
  const std::size_t n = rows.base.num_rows();
  if (n == 0) {
    result.bootstrap.reason = "no sample was scored in both runs";
    return result;
  }
  result.difference = difference_of(value, rows.base, rows.candidate);
  if (!result.difference) {
    result.bootstrap.reason = "the value of a run is undefined";
    return result;
  }
  const std::size_t width = rows.base.width;
  std::vector<double> joint;
  if (value.is_of_sums()) {
    joint.reserve(2 * n * width);
    for (std::size_t i = 0; i < n; ++i)
      for (const StatsRows* run : {&rows.base, &rows.candidate})
        joint.insert(joint.end(), run->row(i).begin(), run->row(i).end());
  }
  const StatsRows all = value.is_of_sums() ? StatsRows{joint, 2 * width, {}} : rows.base;
  const Resampler resampler(all, joint_value(rows, value), units_of(n, options.clusters));
  BootstrapOptions bootstrap;
  bootstrap.level = options.level;
  bootstrap.replicates = options.replicates;
  bootstrap.seed = options.seed;
  bootstrap.lowest = -largest;
  bootstrap.highest = largest;
  result.bootstrap = bootstrap_interval(resampler, *result.difference, bootstrap);
  if (result.bootstrap.interval) result.bootstrap.method = "paired_" + result.bootstrap.method;
  return result;
}

}  // namespace assay::metrics
