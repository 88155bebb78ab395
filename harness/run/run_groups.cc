#include "harness/run/run_groups.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/run/listed_metrics.h"

namespace assay::run {
namespace {

RunFacts::Group facts_of(const datasets::GroupSpec& spec) {
  RunFacts::Group group;
  group.name = spec.name;
  group.alias = spec.alias;
  group.version = spec.version;
  for (const datasets::GroupSpec::Member& member : spec.members) group.members.push_back({member.name, member.is_group});
  group.tasks = spec.tasks;
  for (const datasets::GroupMetric& metric : spec.metrics)
    group.numbers.push_back({std::string(name_in_results(metric.metric)), metric.filters, metric.weight_by_size});
  return group;
}

}  // namespace

void add_groups(std::vector<RunFacts::Group>& groups, std::span<const datasets::GroupSpec> more, const std::string& where) {
  for (const datasets::GroupSpec& spec : more) {
    RunFacts::Group group = facts_of(spec);
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const RunFacts::Group& g) { return g.name == group.name; });
    if (known == groups.end())
      groups.push_back(std::move(group));
    else if (known->tasks != group.tasks || known->numbers != group.numbers)
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: two groups of the run are called '{}' and differ in their tasks or metrics; give one another "
                              "name",
                              where, group.name));
  }
}

bool is_in_a_group(std::span<const RunFacts::Group> groups, const std::string& task) {
  return std::any_of(groups.begin(), groups.end(), [&](const RunFacts::Group& group) {
    return std::find(group.tasks.begin(), group.tasks.end(), task) != group.tasks.end();
  });
}

void check_listed_again(const OpenTask& first, const OpenTask& again, bool by_group, const std::string& where) {
  if (!by_group) throw Error(ErrorKind::kConfig, fmt::format("{}: the task '{}' is listed twice", where, again.spec.name));
  if (first.fingerprint() == again.fingerprint()) return;
  throw Error(ErrorKind::kConfig,
              fmt::format("{}: the task '{}' is in the run already, with other settings; a run has a task once", where,
                          again.spec.name));
}

void add_groups_to_identity(Sha256& hash, std::span<const RunFacts::Group> groups) {
  if (groups.empty()) return;
  hash.field("groups");
  for (const RunFacts::Group& group : groups) {
    hash.field(group.name).field(std::to_string(group.tasks.size()));
    for (const std::string& task : group.tasks) hash.field(task);
    for (const RunFacts::Group::Number& number : group.numbers) {
      hash.field(number.metric).field(number.by_size ? "by_size" : "equal").field(number.filters ? "filters" : "");
      if (number.filters)
        for (const std::string& filter : *number.filters) hash.field(filter);
    }
  }
}

}  // namespace assay::run
