#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/report.h"
#include "harness/run/score_set.h"

namespace assay::run {

/// A stored run, or of each of its tasks the one that was put with one prompt variant.
struct ChosenRun {
  std::string id;      ///< the run's full id
  std::string prompt;  ///< name of the variant, "" for all tasks as they are

  auto operator<=>(const ChosenRun&) const = default;
};

/// Reads what a person writes: a run (see store::resolve_run), or RUN:VARIANT. Throws: Error(kUsage) for a run that is not
/// found.
ChosenRun resolve_chosen(const store::Store& store, const std::string& wanted);

/// The task of a name "TASK[VARIANT]", and its variant; a name without brackets has none.
std::pair<std::string_view, std::string_view> split_variant(std::string_view task);

/// Of tasks put with several prompts those with that one, under the name of the task itself, so that two variants are of one
/// task. Throws: Error(kUsage) that lists the variants there are where it is none of them. With "" nothing changes.
ScoreSet with_prompt(ScoreSet set, const std::string& prompt);
std::vector<ResultRow> with_prompt(std::vector<ResultRow> rows, const std::string& prompt);

/// The name under which the run has a task of `with_prompt`.
std::string stored_name(const std::string& task, const std::string& prompt);

}  // namespace assay::run
