// Coverage of intervals of proportions, summed exactly over all outcomes instead of drawn.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include <array>

#include "metrics/stats/intervals.h"
#include "metrics/stats/paired_counts.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

using metrics::Interval;
using metrics::PairedCounts;

double log_factorial(double n) {
  int sign = 0;
  return ::lgamma_r(n + 1.0, &sign);
}

struct Coverage {
  double mean = 0.0;
  double least = 1.0;
};

/// Over proportions from..to.
Coverage coverage(Interval (*make)(double, double, double), int n, double from, double to) {
  std::vector<Interval> intervals;
  for (int k = 0; k <= n; ++k) intervals.push_back(make(k, n, 0.95));
  const int steps = is_long() ? 1000 : 100;
  Coverage found;
  for (int i = 0; i < steps; ++i) {
    const double p = from + (to - from) * (i + 0.5) / steps;
    double covered = 0.0;
    for (int k = 0; k <= n; ++k) {
      const Interval& at = intervals[static_cast<std::size_t>(k)];
      if (at.low > p || p > at.high) continue;
      covered += std::exp(log_factorial(n) - log_factorial(k) - log_factorial(n - k) + k * std::log(p) +
                          (n - k) * std::log1p(-p));
    }
    found.mean += covered / steps;
    found.least = std::min(found.least, covered);
  }
  return found;
}

constexpr std::array<std::array<double, 2>, 4> kZones = {{{0.0, 0.02}, {0.02, 0.1}, {0.1, 0.3}, {0.3, 0.7}}};

template <class Check>
void for_each_zone(const char* name, Interval (*make)(double, double, double), Check check) {
  for (const int n : {20, 50, 200, 1000})
    for (const auto& [from, to] : kZones) {
      const Coverage found = coverage(make, n, from, to);
      SCOPED_TRACE(fmt::format("{} n={} p in {}..{}", name, n, from, to));
      if (is_long())
        std::printf("  %-16s n=%-4d p in %.2f..%.2f  %.4f (least %.3f)\n", name, n, from, to, found.mean, found.least);
      check(found);
    }
}

TEST(ProportionIntervalsSlow, WilsonCoversOnAverageAlsoNearTheEnds) {
  for_each_zone("wilson", metrics::wilson_interval, [](const Coverage& found) {
    EXPECT_GE(found.mean, 0.935);
    EXPECT_LE(found.mean, 0.965);
    EXPECT_GE(found.least, 0.83);
  });
}

TEST(ProportionIntervalsSlow, ClopperPearsonNeverFallsShort) {
  for_each_zone("clopper_pearson", metrics::clopper_pearson_interval,
                [](const Coverage& found) { EXPECT_GE(found.least, 0.95); });
}

TEST(ProportionIntervalsSlow, TheOthersAreMeasured) {
  for_each_zone("agresti_coull", metrics::agresti_coull_interval,
                [](const Coverage& found) { EXPECT_GE(found.mean, 0.935); });
  for_each_zone("jeffreys", metrics::jeffreys_interval, [](const Coverage& found) { EXPECT_GE(found.mean, 0.935); });
}

/// Coverage of a difference, over all tables whose probability is not negligible.
double coverage(Interval (*make)(const PairedCounts&, double), int n, double lost, double gained, double both) {
  const std::array<double, 4> logs = {std::log(both), std::log(lost), std::log(gained),
                                      std::log(1.0 - both - lost - gained)};
  double covered = 0.0;
  for (int l = 0; l <= n; ++l)
    for (int g = 0; l + g <= n; ++g)
      for (int b = 0; b + l + g <= n; ++b) {
        const int rest = n - l - g - b;
        const double log_p = log_factorial(n) - log_factorial(l) - log_factorial(g) - log_factorial(b) -
                             log_factorial(rest) + b * logs[0] + l * logs[1] + g * logs[2] + rest * logs[3];
        if (log_p < -16.0) continue;
        const Interval found = make(
            {static_cast<double>(b), static_cast<double>(l), static_cast<double>(g), static_cast<double>(rest)}, 0.95);
        if (found.low <= gained - lost && gained - lost <= found.high) covered += std::exp(log_p);
      }
  return covered;
}

/// The same for intervals that see the discordant pairs and n alone.
double coverage_by_discordant(Interval (*make)(const PairedCounts&, double), int n, double lost, double gained) {
  const double log_rest = std::log(1.0 - lost - gained);
  double covered = 0.0;
  for (int l = 0; l <= n; ++l)
    for (int g = 0; l + g <= n; ++g) {
      const double log_p = log_factorial(n) - log_factorial(l) - log_factorial(g) - log_factorial(n - l - g) +
                           l * std::log(lost) + g * std::log(gained) + (n - l - g) * log_rest;
      if (log_p < -20.0) continue;
      const Interval found =
          make({static_cast<double>(n - l - g), static_cast<double>(l), static_cast<double>(g), 0.0}, 0.95);
      if (found.low <= gained - lost && gained - lost <= found.high) covered += std::exp(log_p);
    }
  return covered;
}

TEST(ProportionIntervalsSlow, DifferencesOfManyPairsAreCovered) {
  const std::vector<std::pair<const char*, Interval (*)(const PairedCounts&, double)>> methods = {
      {"tango", metrics::tango_interval}, {"bonett_price", metrics::bonett_price_interval}};
  for (const int n : {200, 1000})
    for (const auto& [lost, gained] :
         std::vector<std::pair<double, double>>{{0.02, 0.1}, {0.05, 0.05}, {0.1, 0.1}, {0.1, 0.25}})
      for (const auto& [name, make] : methods) {
        if (n == 1000 && !is_long()) continue;
        const double found = coverage_by_discordant(make, n, lost, gained);
        SCOPED_TRACE(fmt::format("{} n={} lost={} gained={}", name, n, lost, gained));
        if (is_long()) std::printf("  %-12s n=%-4d lost %.2f gained %.2f  %.4f\n", name, n, lost, gained, found);
        EXPECT_NEAR(found, 0.95, 0.015);
      }
}

TEST(ProportionIntervalsSlow, PairedDifferencesAreCovered) {
  const std::vector<std::array<double, 3>> cases = {{0.02, 0.1, 0.6}, {0.05, 0.05, 0.6}, {0.1, 0.1, 0.5},
                                                    {0.1, 0.25, 0.4}, {0.2, 0.2, 0.3},   {0.05, 0.3, 0.3}};
  const std::vector<std::pair<const char*, Interval (*)(const PairedCounts&, double)>> methods = {
      {"tango", metrics::tango_interval},
      {"newcombe", metrics::newcombe_paired_interval},
      {"bonett_price", metrics::bonett_price_interval}};
  for (const int n : {20, 50})
    for (const auto& [lost, gained, both] : cases)
      for (const auto& [name, make] : methods) {
        if (n == 50 && !is_long()) continue;
        const double found = coverage(make, n, lost, gained, both);
        SCOPED_TRACE(fmt::format("{} n={} lost={} gained={}", name, n, lost, gained));
        if (is_long()) std::printf("  %-12s n=%-3d lost %.2f gained %.2f  %.4f\n", name, n, lost, gained, found);
        EXPECT_GE(found, 0.935);
        // Discordant pairs are so few at times that no interval can be short enough.
        if (n * (lost + gained) >= 4.0 && std::string_view(name) == "tango") {
          EXPECT_LE(found, 0.965);
        }
      }
}

}  // namespace
}  // namespace assay::simulation
