#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/report.h"
#include "harness/store/store.h"

namespace assay::store {

/// Sets the groups of a run, in the order of reports; those it had are replaced, with their numbers, where they
/// differ. Requires: the tasks
/// that they name are those of the run.
void put_groups(Store& store, const std::string& run, std::span<const RunFacts::Group> groups);

/// The groups of a run, in their order.
std::vector<RunFacts::Group> stored_groups(const Store& store, const std::string& run);

/// Replaces all numbers of groups of a model, as a whole or not at all.
void replace_group_rows(Store& store, const std::string& run, const std::string& model, std::span<const GroupRow> rows);

/// The numbers of groups, by model, group in the order of the run, metric in the order of the group.
std::vector<GroupRow> stored_group_rows(Database& database, const std::string& run);

/// The scores of a task in the order of its samples, with the cluster of each; details are left out. Failed samples have
/// none. Memory does not grow with their number.
void for_each_ordered_score(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                            const std::function<void(const std::string& metric, const std::string& sample, const Scored& scored,
                                                     const std::optional<std::string>& cluster)>& score);

/// How many samples of a task failed, for each metric that it has a number of.
std::map<std::string, std::int64_t> failed_counts(const Store& store, const std::string& run, const std::string& model,
                                                  const std::string& task);

}  // namespace assay::store
