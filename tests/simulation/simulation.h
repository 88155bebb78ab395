#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/random.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/draws.h"
#include "metrics/stats/value_function.h"

namespace assay::simulation {

/// Whether the long form was asked for: ASSAY_SIMULATION=long runs ten times as many rounds and prints the measured
/// figures, those of docs/statistics.md.
inline bool is_long() {
  const char* form = std::getenv("ASSAY_SIMULATION");
  return form != nullptr && std::string_view(form) == "long";
}

/// The rounds of a simulation whose short form has `few`.
inline int rounds(int few) { return is_long() ? 10 * few : few; }

/// Random numbers of one round.
class Random {
 public:
  explicit Random(std::string_view purpose, int round)
      : draws_(stream_seed(20240131, "simulation", purpose, 0), static_cast<std::uint64_t>(round)) {}

  double uniform() { return draws_.uniform(); }
  bool chance(double p) { return uniform() < p; }
  std::uint64_t seed() { return draws_.next(); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }
  double normal() {
    if (spare_) {
      const double found = *spare_;
      spare_.reset();
      return found;
    }
    const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
    const double angle = 2.0 * M_PI * uniform();
    spare_ = radius * std::sin(angle);
    return radius * std::cos(angle);
  }
  double exponential() { return -std::log1p(-uniform()); }
  /// Gamma of shape k / 2 is half a chi-squared; of whole shapes a sum of exponentials: enough for what is simulated
  /// here.
  double gamma(double shape) {
    double sum = 0.0;
    for (; shape >= 1.0; shape -= 1.0) sum += exponential();
    if (shape == 0.5) {
      const double z = normal();
      sum += 0.5 * z * z;
    }
    return sum;
  }
  double beta(double a, double b) {
    const double x = gamma(a);
    return x / (x + gamma(b));
  }

 private:
  metrics::Draws draws_;
  std::optional<double> spare_;
};

/// A share of rounds that is checked to lie in a band.
class Share {
 public:
  explicit Share(std::string name) : name_(std::move(name)) {}

  void add(bool hit) {
    ++rounds_;
    hits_ += hit ? 1 : 0;
  }
  void skip() { ++skipped_; }
  double value() const { return rounds_ == 0 ? 0.0 : static_cast<double>(hits_) / rounds_; }
  int skipped() const { return skipped_; }

  /// The share lies within low..high, give or take two and a half of its own standard errors.
  void expect(double low, double high) const {
    ASSERT_GT(rounds_, 0) << name_;
    const double allowed = 2.5 * std::sqrt(0.95 * 0.05 / rounds_);
    EXPECT_GE(value(), low - allowed) << name_;
    EXPECT_LE(value(), high + allowed) << name_;
    print();
  }
  void print() const {
    if (is_long()) std::printf("  %-58s %.4f  (%d rounds, %d without)\n", name_.c_str(), value(), rounds_, skipped_);
  }

 private:
  std::string name_;
  int rounds_ = 0;
  int hits_ = 0;
  int skipped_ = 0;
};

/// Whether the BCa interval of 1000 replicates holds the truth: for the figures of methods that are no default.
inline bool bca_holds(const StatsRows& rows, const metrics::ValueFunction& value, std::uint64_t seed, double truth) {
  const metrics::Resampler resampler(rows, value);
  std::vector<double> replicates;
  for (const auto& replicate : resampler.replicates(seed, 0, 1000))
    if (replicate) replicates.push_back(*replicate);
  const auto bias = metrics::bca_bias(replicates, *value(rows));
  if (!bias) return false;
  const double acceleration = metrics::jackknife_acceleration(resampler.jackknife());
  const metrics::Interval interval = metrics::bca_interval(replicates, {*bias, acceleration}, 0.95);
  return interval.low <= truth && truth <= interval.high;
}

/// The ratio of the sums of two columns, as a corpus metric has it.
inline metrics::ValueFunction ratio_of_sums() {
  return {[](const StatsRows& rows) {
            const auto top = weighted_mean(rows, 0);
            const auto bottom = weighted_mean(rows, 1);
            return top && bottom && *bottom != 0.0 ? std::optional<double>(*top / *bottom) : std::nullopt;
          },
          true};
}

}  // namespace assay::simulation
