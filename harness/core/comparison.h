#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/gate_result.h"

namespace assay {

/// What a paired comparison says of the candidate.
enum class Verdict {
  kImproved,      ///< better than the base, beyond what chance and the number of comparisons explain
  kRegressed,     ///< worse, in the same sense
  kEquivalent,    ///< the interval lies within the margin on both sides
  kInconclusive,  ///< none of these: the data cannot tell
};

/// "improved", "regressed", "equivalent", "inconclusive".
std::string_view name_of(Verdict verdict);

/// One metric of one task, or of a group of tasks, on both sides, over the samples that both sides scored. Differences are candidate minus base.
struct PairedResult {
  std::string base_model, candidate_model, task, metric, signature;
  bool is_group = false;            ///< `task` is a group: the weighted mean of the paired differences of `tasks`
  std::vector<std::string> tasks;   ///< of a group; empty for a task
  std::int64_t n = 0;               ///< pairs
  std::int64_t only_base = 0;       ///< samples that the base scored and the candidate did not
  std::int64_t only_candidate = 0;  ///< and the other way round
  std::int64_t failed_base = 0, failed_candidate = 0;  ///< samples without an answer
  std::int64_t clusters = 0;        ///< groups of pairs that belong together; 0: each by itself
  std::optional<double> base, candidate, difference, low, high;
  double level = 0.95;
  std::optional<double> p, p_adjusted;  ///< two-sided; adjusted over the whole comparison
  std::string test;                     ///< "mcnemar_mid_p", "paired_t", "randomization", ...; "" where there is none
  std::string method;                   ///< of the interval
  std::string reason;                   ///< why there is no test or interval, "" where there is one
  std::optional<double> standard_error;  ///< of the difference; nullopt where the pairs do not differ or are too few
  std::optional<double> mde;            ///< the smallest difference that these samples show with 80 % power
  std::optional<double> effect_size;    ///< Cohen's d_z of the differences
  std::optional<double> correlation;    ///< of the two sides' sample values
  double margin = 0.0;                  ///< within which a difference does not matter
  std::int64_t gained = 0, lost = 0;    ///< samples that went from fail to pass and from pass to fail
  Verdict verdict = Verdict::kInconclusive;
  bool higher_is_better = true;
  double scale = 1.0;
};

/// A sample that one side passes and the other fails.
struct Flip {
  std::string task, metric, sample;
  double base = 0.0, candidate = 0.0;
  bool unstable = false;  ///< its epochs or earlier runs disagree among themselves: it may have flipped by chance
  std::string base_answer, candidate_answer, target;
};

/// A sample whose answers are now right and now wrong.
struct UnstableSample {
  std::string task, sample;
  std::optional<double> base, candidate;  ///< shares of right answers
};

/// What could not be compared, and why.
struct NotComparable {
  std::string task, metric;  ///< "" for all metrics of the task
  std::string reason;
  std::int64_t samples = 0;  ///< how many it concerns; 0: the whole task
};

/// A setting, file or weight that differs between two runs.
struct SettingDifference {
  std::string what, base, candidate;
};

/// Two runs side by side.
struct Comparison {
  struct Side {
    std::string id, name, started;
  };
  Side base, candidate;
  std::vector<PairedResult> results;
  std::vector<Flip> flips;  ///< lost ones first
  std::vector<UnstableSample> unstable;
  std::vector<GateResult> gates;
  std::vector<NotComparable> not_comparable;
  std::vector<SettingDifference> differences;
  std::string correction = "holm";  ///< of the p-values over all results, as --correction names it
};

}  // namespace assay
