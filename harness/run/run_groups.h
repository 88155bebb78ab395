#pragma once

#include <span>
#include <string>
#include <vector>

#include "datasets/task_set.h"
#include "harness/core/hash.h"
#include "harness/core/report.h"
#include "harness/run/plan.h"

namespace assay::run {

/// Adds the groups of one entry of a run to those of the entries before it, each name once.
/// Throws: Error(kConfig) with `where` for two groups of one name that differ.
void add_groups(std::vector<RunFacts::Group>& groups, std::span<const datasets::GroupSpec> more, const std::string& where);

/// Whether the task is in one of these groups.
bool is_in_a_group(std::span<const RunFacts::Group> groups, const std::string& task);

/// A task that two entries of a run list is one task where a group brings it (`by_group`) and both ask the same.
/// Throws: Error(kConfig) with `where` otherwise.
void check_listed_again(const OpenTask& first, const OpenTask& again, bool by_group, const std::string& where);

/// Adds what decides the numbers of groups to a run's identity; nothing where there are none.
void add_groups_to_identity(Sha256& hash, std::span<const RunFacts::Group> groups);

}  // namespace assay::run
