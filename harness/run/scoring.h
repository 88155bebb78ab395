#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/rater.h"
#include "harness/core/report.h"

namespace assay::run {

/// A metric's rows of a whole group, gathered sample by sample.
class ScoreTable {
 public:
  /// Adds a sample's score. Throws: Error(kRuntime) for a metric that gives a number which is not finite, or rows of
  /// different widths: such a row is never stored. `cluster`: what the sample belongs to, for all samples or for none.
  void add(const std::string& metric, const std::string& sample_id, const Scored& scored,
           const std::optional<std::string>& cluster = std::nullopt);
  /// Counts a sample that has no answer.
  void add_failed() { ++failed_; }

  StatsRows rows() const { return {data_, width_, {}}; }
  /// The cluster of each row, numbered from 0; empty where samples stand for themselves.
  std::span<const std::uint32_t> clusters() const { return clusters_; }
  std::int64_t scored() const { return static_cast<std::int64_t>(width_ == 0 ? 0 : data_.size() / width_); }
  std::int64_t unscored() const { return unscored_; }
  std::int64_t failed() const { return failed_; }

 private:
  std::vector<double> data_;
  std::vector<std::uint32_t> clusters_;
  std::unordered_map<std::string, std::uint32_t> cluster_numbers_;
  std::size_t width_ = 0;
  std::int64_t unscored_ = 0;
  std::int64_t failed_ = 0;
};

/// Scores one sample, or says that it has no answer: any failed epoch makes the sample a failed one. Pure.
/// `responses`: all epochs, in order.
std::optional<Scored> score_sample(const Metric& metric, const Sample& sample, std::span<const Response> responses);

/// The headline number of a metric over its table, with its interval. `max_failed` is the share of failed samples over which
/// there is none.
Estimate estimate_metric(const Metric& metric, const ScoreTable& table, std::uint64_t seed, double max_failed);

/// The same as a row of results.
ResultRow result_row(const std::string& model, const std::string& task, const Metric& metric, const ScoreTable& table,
                     std::uint64_t seed, double max_failed);

/// A rater's number. Without labels by people it says nothing sure about quality: no interval, and the reason.
Estimate estimate_rater(const Rater& rater, const ScoreTable& table, std::uint64_t seed, double max_failed);

}  // namespace assay::run
