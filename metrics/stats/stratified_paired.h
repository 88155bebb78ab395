#pragma once

#include <span>
#include <string>

#include "metrics/stats/paired_rows.h"
#include "metrics/stats/stratified.h"

namespace assay::metrics {

/// A task of a group in two runs: its rows of one metric on the same samples.
struct PairedStratum {
  std::string name;
  PairedRows rows;
  std::span<const std::uint32_t> clusters = {};  ///< of each pair; empty: each is its own
  ValueFunction value;
  bool same_answers = false;  ///< both runs are the same answers: the difference is 0 for certain
};

/// The t test of a weighted sum of independent paired mean differences: its standard error is sqrt(sum w^2 se^2), its degrees
/// of freedom Satterthwaite's ("stratified_paired_t"). Where no pair of 0/1 values differs, p is 1 and the interval Tango's
/// with the pairs that the weights are worth ("stratified_tango").
struct StratifiedPairedT {
  TestResult test;
  std::optional<Interval> interval;
  std::string method;                    ///< of the interval
  std::optional<double> standard_error;
};

/// Requires: strata not empty, weights one a stratum; the rows' means are those of column 0. `proportion`: the values may be
/// taken as 0 or 1 where they all are. `largest`: the largest difference there can be, nullopt where there is none (see
/// `stratified_error`).
StratifiedPairedT stratified_paired_t(std::span<const PairedStratum> strata, std::span<const double> weights, bool proportion,
                                      const std::optional<double>& largest, double level);

/// Approximate randomisation of a weighted sum of the strata's differences: runs are swapped inside every stratum at once,
/// each with a stream of its own, and the differences are summed with the weights. See `randomization`.
RandomizationResult stratified_randomization(std::span<const PairedStratum> strata, std::span<const double> weights,
                                             const PairedOptions& options);

/// The interval of that sum by the stratified bootstrap of joint rows. See `paired_bootstrap`.
PairedBootstrapResult stratified_paired_bootstrap(std::span<const PairedStratum> strata, std::span<const double> weights,
                                                  const PairedOptions& options, double largest);

}  // namespace assay::metrics
