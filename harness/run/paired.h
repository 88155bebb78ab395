#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/metric.h"

namespace assay::run {

/// A metric's rows of the samples that both sides scored. Shapes: base, candidate [n, width].
struct MetricPairs {
  const Metric* metric = nullptr;
  std::size_t width = 0;
  std::vector<double> base, candidate;
  std::vector<std::uint32_t> clusters;  ///< of each pair, from 0; empty: each pair by itself
  bool same_answers = false;            ///< both sides are the same answers: no difference can be but 0

  std::size_t size() const { return width == 0 ? 0 : base.size() / width; }
};

/// What a paired test is made with.
struct PairedOptions {
  double level = 0.95;
  std::uint64_t seed = 1234;
  std::size_t replicates = 10000;
};

/// Fills values, difference, interval, test, effect size and minimum detectable effect of `result`.
/// Proportions: McNemar's test (mid-p) with Tango's interval; means: the paired t test; corpus metrics: approximate
/// randomisation with the interval of the paired bootstrap; each with clusters where the rows have them. Where there are too
/// few pairs or they do not differ, the reason instead. See docs/statistics.md.
void test_pairs(const MetricPairs& pairs, const PairedOptions& options, PairedResult& result);

}  // namespace assay::run
