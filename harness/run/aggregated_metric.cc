#include "harness/run/aggregated_metric.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "harness/core/error.h"

namespace assay::run {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"own", "mean", "median", "perplexity", "log2", "none"};

// sorted(x)[n // 2] of the rows, each as often as it weighs.
std::optional<double> upper_median(const StatsRows& rows) {
  std::vector<std::pair<double, double>> numbers;
  double total = 0.0;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    if (rows.weight(i) <= 0.0) continue;
    numbers.emplace_back(rows.row(i)[0], rows.weight(i));
    total += rows.weight(i);
  }
  if (numbers.empty()) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  const double half = std::floor(total / 2.0);
  double below = 0.0;
  for (const auto& [number, weight] : numbers)
    if ((below += weight) > half) return number;
  return numbers.back().first;
}

std::optional<double> finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

std::string_view name_of(Reduction reduction) { return kNames[static_cast<std::size_t>(reduction)]; }

Reduction reduction_from(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) throw Error(ErrorKind::kData, fmt::format("unknown aggregation '{}'", name));
  return static_cast<Reduction>(found - kNames.begin());
}

AggregatedMetric::AggregatedMetric(std::unique_ptr<Metric> metric, std::string name, Reduction reduction)
    : metric_(std::move(metric)),
      name_(name.empty() ? std::string(metric_->info().name) : std::move(name)),
      reduction_(reduction),
      info_(metric_->info()) {
  info_.name = name_;
  if (reduction_ == Reduction::kOwn) return;
  info_.interval = IntervalMethod::kBootstrap;
  if (reduction_ == Reduction::kLog2) info_.lowest = 0.0;
  if (reduction_ == Reduction::kPerplexity) {
    info_.higher_is_better = !info_.higher_is_better;
    info_.scale = 0.0;
    info_.lowest = 0.0;
  }
  // The mean or median of log-likelihoods, which the metric itself makes a perplexity of.
  if (metric_->info().interval == IntervalMethod::kBootstrap &&
      (reduction_ == Reduction::kMean || reduction_ == Reduction::kMedian)) {
    info_.higher_is_better = true;
    info_.lowest = -std::numeric_limits<double>::infinity();
  }
}

std::string AggregatedMetric::signature() const {
  const std::string own = metric_->signature();
  if (reduction_ == Reduction::kOwn) return own;
  return fmt::format("{}{}aggregation:{}", own, own.empty() ? "" : "|", name_of(reduction_));
}

Scored AggregatedMetric::score(const Sample& sample, std::span<const Response> epochs) const {
  return metric_->score(sample, epochs);
}

std::optional<double> AggregatedMetric::value(const StatsRows& rows) const {
  switch (reduction_) {
    case Reduction::kOwn: return metric_->value(rows);
    case Reduction::kMean: return weighted_mean(rows);
    case Reduction::kMedian: return upper_median(rows);
    case Reduction::kPerplexity: {
      const std::optional<double> mean = weighted_mean(rows);
      return mean ? finite(std::exp(-*mean)) : std::nullopt;
    }
    case Reduction::kLog2: {
      const std::optional<double> value = metric_->value(rows);
      return value ? finite(std::log2(*value)) : std::nullopt;
    }
    case Reduction::kNone: break;
  }
  return std::nullopt;
}

bool AggregatedMetric::value_is_of_sums() const {
  if (reduction_ == Reduction::kMedian) return false;
  if (reduction_ == Reduction::kOwn || reduction_ == Reduction::kLog2) return metric_->value_is_of_sums();
  return true;
}

}  // namespace assay::run
