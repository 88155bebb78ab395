#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/run/score_set.h"

namespace assay::run {

/// The samples of one task that two sides share.
struct Alignment {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< positions in the base's and the candidate's samples
  bool same_answers = true;  ///< every pair asked the same model the same: differences are exactly 0
  std::int64_t only_base = 0, only_candidate = 0;
  std::vector<NotComparable> not_comparable;  ///< samples that both have but that are not the same question
};

/// Pairs samples by id; a sample whose id the other side does not know is paired by its content where that is unique there.
/// A pair whose input or target differs is left out and named, one whose prompt differs too unless `across_prompts`.
/// With `across_questions` only a target that differs sets a pair apart: the sides are a set and its perturbed copy.
/// With `across_targets` not even that: the sides put the same rows in two ways.
Alignment align(const TaskScores& base, const TaskScores& candidate, bool across_prompts, bool across_questions = false,
                bool across_targets = false);

}  // namespace assay::run
