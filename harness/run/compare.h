#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/run/score_set.h"
#include "metrics/stats/multiple_testing.h"

namespace assay::run {

/// How two sides are compared.
struct CompareOptions {
  double level = 0.95;
  double margin = 0.02;  ///< what does not matter, as a share of the metric's scale (of the base's value where it has none)
  std::uint64_t seed = 1234;
  std::size_t replicates = 10000;      ///< of approximate randomisation
  metrics::Adjustment correction = metrics::Adjustment::kHolm;  ///< Holm's for claims, Benjamini and Hochberg's for screening
  bool across_prompts = false;         ///< samples whose prompt changed are compared too
  bool across_variants = false;          ///< the same rows put in two ways are compared, whatever changed in them
  bool across_questions = false;       ///< and those whose question changed under the same id: a set and its perturbed copy
  std::vector<std::string> metrics;    ///< only these; empty: all that both sides have
  std::string base_model, candidate_model;  ///< where a side evaluated several models
};

/// Compares two sides in pairs of samples: aligned by id (or, where ids differ, by content), with what is not comparable
/// named. P-values are adjusted over all results. Pure; the same for any number of threads.
/// Fills results, flips, unstable and not_comparable; answers of flips are left out.
/// Throws: Error(kUsage) for a model or metric that no side has.
Comparison compare(const ScoreSet& base, const ScoreSet& candidate, const CompareOptions& options);

/// Adjusts the p-values of all these results as one family, and sets their verdicts. Pure.
void adjust(std::span<PairedResult* const> results, metrics::Adjustment correction = metrics::Adjustment::kHolm);

}  // namespace assay::run
