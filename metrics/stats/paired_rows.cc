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
  }

  /// Of replicates first, first + 1, ..., first + count - 1.
  std::vector<std::optional<double>> differences(std::uint64_t base, std::uint64_t first, std::size_t count) {
    std::vector<Draws> draws;
    draws.reserve(count);
    for (std::size_t i = 0; i < count; ++i) draws.emplace_back(base, first + i);
    std::vector<std::optional<double>> found;
    found.reserve(count);
    if (value_.is_of_sums()) add_swapped(draws);
    for (std::size_t i = 0; i < count; ++i) found.push_back(value_.is_of_sums() ? of_sums(i) : of_rows(draws[i]));
    return found;
  }

 private:
  static constexpr std::size_t kChunk = 64;  ///< units to a word of random bits
  static constexpr std::size_t kGroup = 4;   ///< units whose sums are tabulated
  static constexpr std::size_t kSubsets = std::size_t{1} << kGroup;

  std::optional<double> of_sums(std::size_t replicate) {
    const double weight = static_cast<double>(rows_.base.num_rows());
    const double* moved = moved_.data() + replicate * width_;
    for (std::size_t k = 0; k < width_; ++k) {
      base_[k] = (sums_[k] + moved[k]) / weight;
      candidate_[k] = (sums_[width_ + k] - moved[k]) / weight;
    }
    return difference_of(value_, {base_, width_, {&weight, 1}}, {candidate_, width_, {&weight, 1}});
  }

  void add_swapped(std::span<Draws> draws) {
    moved_.assign(draws.size() * width_, 0.0);
    for (std::size_t first = 0; first < units_.num_units; first += kChunk) {
      const std::size_t groups = tabulate(first);
      switch (width_) {
        case 1: add_chunk<1>(draws, groups); break;
        case 2: add_chunk<2>(draws, groups); break;
        case 3: add_chunk<3>(draws, groups); break;
        case 10: add_chunk<10>(draws, groups); break;
        case 18: add_chunk<18>(draws, groups); break;
        default: add_chunk<0>(draws, groups);
      }
    }
  }

  /// The sums of the gains of every subset of each group of a chunk. Returns the number of groups.
  std::size_t tabulate(std::size_t first) {
    const std::size_t units = std::min(kChunk, units_.num_units - first);
    const std::size_t groups = (units + kGroup - 1) / kGroup;
    table_.assign(groups * kSubsets * width_, 0.0);
    const std::vector<double> nothing(width_, 0.0);
    for (std::size_t unit = 0; unit < groups * kGroup; ++unit) {
      // The bits beyond the last unit are as random as the others.
      const double* gain = unit < units ? gains_.data() + (first + unit) * width_ : nothing.data();
      double* sums = table_.data() + unit / kGroup * kSubsets * width_;
      const std::size_t bit = std::size_t{1} << (unit % kGroup);
      for (std::size_t subset = 0; subset < bit; ++subset)
        for (std::size_t k = 0; k < width_; ++k) sums[(subset + bit) * width_ + k] = sums[subset * width_ + k] + gain[k];
    }
    return groups;
  }

  /// kWidth is the width, or 0 where it is only known at run time.
  template <std::size_t kWidth>
  void add_chunk(std::span<Draws> draws, std::size_t groups) {
    const std::size_t width = kWidth == 0 ? width_ : kWidth;
    double* moved = moved_.data();
    for (Draws& stream : draws) {
      std::uint64_t bits = stream.next();
      double fixed[kWidth == 0 ? 1 : kWidth] = {};
      double* sums = kWidth == 0 ? moved : fixed;
      for (std::size_t group = 0; group < groups; ++group) {
        const double* swapped = table_.data() + (group * kSubsets + bits % kSubsets) * width;
        for (std::size_t k = 0; k < width; ++k) sums[k] += swapped[k];
        bits >>= kGroup;
      }
      for (std::size_t k = 0; k < kWidth; ++k) moved[k] += fixed[k];
      moved += width;
    }
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
  std::vector<double> gains_;      // [num_units, width]: candidate - base
  std::vector<double> sums_;       // [2, width]
  std::vector<double> moved_;      // [replicates, width]: what the swapped units add to the base's sums
  std::vector<double> table_;      // [groups, subsets, width]
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
  constexpr std::size_t kBlock = 256;
  for (std::size_t i = 0; i < options.replicates; i += kBlock)
    for (const std::optional<double>& found : swapper.differences(base, i, std::min(kBlock, options.replicates - i)))
      count += !found || std::abs(*found) >= bound ? 1 : 0;
  result.test = {static_cast<double>(1 + count) / static_cast<double>(options.replicates + 1), *result.difference, method, ""};
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
      for (const StatsRows* run : {&rows.base, &rows.candidate}) joint.insert(joint.end(), run->row(i).begin(), run->row(i).end());
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
