#include "metrics/stats/paired_rows.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>
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

/// Adds up what the swaps of replicates first .. first + moved.size() / width - 1 move from base to candidate. The swaps of
/// eight units are one byte, and what each byte moves is added up once for all of these replicates.
/// kWidth is the width, or 0 where it is only known at run time. Shapes: gains [num_units + 8, width], moved [replicates, width].
template <std::size_t kWidth>
void add_moved(std::span<const double> gains, std::size_t num_units, std::size_t run_time_width, std::uint64_t base,
               std::uint64_t first, std::span<double> moved) {
  constexpr std::size_t kAtOnce = 8;
  constexpr std::size_t kSubsets = std::size_t{1} << kAtOnce;
  const std::size_t width = kWidth == 0 ? run_time_width : kWidth;
  const std::size_t replicates = moved.size() / width;
  std::vector<Draws> draws;
  for (std::size_t r = 0; r < replicates; ++r) draws.emplace_back(base, first + r);
  std::vector<std::uint64_t> bits(replicates);
  std::vector<double> table(kSubsets * width, 0.0);
  for (std::size_t unit = 0; unit < num_units; unit += kAtOnce) {
    if (unit % 64 == 0)
      for (std::size_t r = 0; r < replicates; ++r) bits[r] = draws[r].next();
    // A subset's sum is that of the subset without its highest unit, and that unit's.
    for (std::size_t u = 0; u < kAtOnce; ++u) {
      const double* gain = gains.data() + (unit + u) * width;
      const std::size_t half = std::size_t{1} << u;
      for (std::size_t subset = 0; subset < half; ++subset)
        for (std::size_t k = 0; k < width; ++k) table[(half + subset) * width + k] = table[subset * width + k] + gain[k];
    }
    for (std::size_t r = 0; r < replicates; ++r) {
      const double* added = table.data() + (bits[r] & (kSubsets - 1)) * width;
      bits[r] >>= kAtOnce;
      double* to = moved.data() + r * width;
      for (std::size_t k = 0; k < width; ++k) to[k] += added[k];
    }
  }
}

/// Differences of values of sums with units swapped at random between the two runs: what a swapped unit adds to the base's
/// sums it takes from the candidate's.
std::vector<std::optional<double>> swapped_sums(const PairedRows& rows, const ValueFunction& value, const Units& units,
                                                std::uint64_t base, std::size_t replicates) {
  const std::size_t width = rows.base.width;
  std::vector<double> gains((units.num_units + 8) * width, 0.0);  // candidate - base; units beyond the end gain nothing
  std::vector<double> sums(2 * width, 0.0);
  for (std::size_t i = 0; i < rows.base.num_rows(); ++i)
    for (std::size_t k = 0; k < width; ++k) {
      const double from = rows.base.row(i)[k];
      const double to = rows.candidate.row(i)[k];
      gains[units.unit_of_row[i] * width + k] += to - from;
      sums[k] += from;
      sums[width + k] += to;
    }

  // As many replicates at a time as stay in the processor's cache. Where there is much to do the processors share them out: a
  // replicate is a function of its number, so who makes it changes nothing.
  constexpr std::size_t kReplicates = 1024;
  constexpr std::size_t kMuch = 50'000'000;
  std::vector<double> moved(replicates * width, 0.0);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t first; (first = next.fetch_add(kReplicates)) < replicates;) {
      const std::size_t count = std::min(kReplicates, replicates - first);
      const std::span<double> part = std::span<double>(moved).subspan(first * width, count * width);
      switch (width) {
        case 2: add_moved<2>(gains, units.num_units, width, base, first, part); break;
        case 3: add_moved<3>(gains, units.num_units, width, base, first, part); break;
        case 10: add_moved<10>(gains, units.num_units, width, base, first, part); break;
        case 18: add_moved<18>(gains, units.num_units, width, base, first, part); break;
        default: add_moved<0>(gains, units.num_units, width, base, first, part);
      }
    }
  };
  {
    std::vector<std::jthread> others;
    if (units.num_units * replicates > kMuch)
      for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) others.emplace_back(work);
    work();
  }

  const double weight = static_cast<double>(rows.base.num_rows());
  std::vector<std::optional<double>> found;
  std::vector<double> from_means(width), to_means(width);
  for (std::size_t r = 0; r < replicates; ++r) {
    for (std::size_t k = 0; k < width; ++k) {
      from_means[k] = (sums[k] + moved[r * width + k]) / weight;
      to_means[k] = (sums[width + k] - moved[r * width + k]) / weight;
    }
    found.push_back(difference_of(value, {from_means, width, {&weight, 1}}, {to_means, width, {&weight, 1}}));
  }
  return found;
}

/// The same for any value, by swapping the rows themselves.
std::vector<std::optional<double>> swapped_rows(const PairedRows& rows, const ValueFunction& value, const Units& units,
                                                std::uint64_t base, std::size_t replicates) {
  const std::size_t width = rows.base.width;
  std::vector<double> from(rows.base.data.size()), to(rows.base.data.size());
  std::vector<std::uint64_t> bits((units.num_units + 63) / 64);
  std::vector<std::optional<double>> found;
  for (std::size_t r = 0; r < replicates; ++r) {
    Draws draws(base, r);
    for (std::uint64_t& b : bits) b = draws.next();
    for (std::size_t i = 0; i < rows.base.num_rows(); ++i) {
      const std::uint32_t unit = units.unit_of_row[i];
      std::span<const double> to_base = rows.base.row(i);
      std::span<const double> to_candidate = rows.candidate.row(i);
      if ((bits[unit / 64] >> (unit % 64)) & 1) std::swap(to_base, to_candidate);
      std::copy(to_base.begin(), to_base.end(), from.begin() + static_cast<std::ptrdiff_t>(i * width));
      std::copy(to_candidate.begin(), to_candidate.end(), to.begin() + static_cast<std::ptrdiff_t>(i * width));
    }
    found.push_back(difference_of(value, {from, width, {}}, {to, width, {}}));
  }
  return found;
}

}  // namespace

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

std::vector<double> joint_rows(const PairedRows& rows) {
  std::vector<double> joint;
  joint.reserve(2 * rows.base.data.size());
  for (std::size_t i = 0; i < rows.base.num_rows(); ++i)
    for (const StatsRows* run : {&rows.base, &rows.candidate}) joint.insert(joint.end(), run->row(i).begin(), run->row(i).end());
  return joint;
}

std::vector<std::optional<double>> randomized_differences(const PairedRows& rows, const ValueFunction& value,
                                                          const PairedOptions& options) {
  check(rows, options);
  const Units units = units_of(rows.base.num_rows(), options.clusters);
  const std::uint64_t base = draw_base(options.seed, "randomization");
  return value.is_of_sums() ? swapped_sums(rows, value, units, base, options.replicates)
                            : swapped_rows(rows, value, units, base, options.replicates);
}

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
  // Replicates that are as far apart in exact arithmetic must not be lost to rounding.
  const double size = std::max(std::abs(value(rows.base).value_or(0.0)), std::abs(*result.difference));
  const double bound = std::abs(*result.difference) - 1e-12 * size;
  std::size_t count = 0;
  for (const std::optional<double>& found : randomized_differences(rows, value, options)) count += !found || std::abs(*found) >= bound ? 1 : 0;
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
  std::vector<double> joint;
  if (value.is_of_sums()) joint = joint_rows(rows);
  const StatsRows all = value.is_of_sums() ? StatsRows{joint, 2 * rows.base.width, {}} : rows.base;
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
