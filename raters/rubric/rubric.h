#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/options.h"

namespace assay::raters {

/// One value of a scale with what it means.
struct Anchor {
  int value = 0;
  std::string text;
};

/// One thing to judge, on a scale of whole numbers whose ends are described.
struct Criterion {
  std::string id;  ///< a word: letters, digits, '_' and '-'
  std::string title;
  std::string definition;
  double weight = 1.0;
  int min = 1;
  int max = 5;
  std::vector<Anchor> anchors;  ///< by rising value
};

/// How much of the reference the judge gets to see.
enum class ReferenceUse { kNone, kOptional, kRequired };

/// What a judge is to look at. Source: the schema of docs/raters.md.
struct Rubric {
  std::string name;
  std::string version;
  std::string title;
  std::string instructions;
  ReferenceUse reference = ReferenceUse::kNone;
  std::vector<Criterion> criteria;
  std::optional<int> turn;         ///< of a dialogue, the turn whose answer is judged, from 1; nullopt: the last
  bool all_turns = false;          ///< each turn is judged
  bool reference_by_turn = false;  ///< turn k has the k-th target as its reference; else the first is that of all
};

/// Reads a rubric. Throws: Error(kConfig) with file and line for a scale without its end anchors, an anchor outside the scale,
/// a criterion named twice, weights that are all zero.
Rubric read_rubric(const Options& options);

/// Weighted mean of the criteria's values, each moved to 0..1 by its scale. `values` in the order of the criteria.
double overall_score(const Rubric& rubric, const std::vector<double>& values);

}  // namespace assay::raters
