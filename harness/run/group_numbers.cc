#include "harness/run/group_numbers.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/store/groups.h"
#include "harness/store/stored_run.h"
#include "harness/store/stored_scores.h"
#include "metrics/stats/stratified.h"

namespace assay::run {
namespace {

constexpr std::string_view kNoFilter = "none";

// "exact_match" of the pipeline "none", else "exact_match,strict-match": as FilteredMetric names itself.
std::string result_name(const std::string& metric, const std::string& filter) {
  return filter == kNoFilter ? metric : metric + "," + filter;
}

const TaskTables* find_tables(std::span<const TaskTables> tasks, const std::string& task) {
  for (const TaskTables& tables : tasks)
    if (tables.task == task) return &tables;
  return nullptr;
}

bool has_too_many_failed(const ScoreTable& table, double max_failed) {
  const std::int64_t total = table.scored() + table.unscored() + table.failed();
  return total > 0 && static_cast<double>(table.failed()) > max_failed * static_cast<double>(total);
}

// One number of one group.
class GroupNumber {
 public:
  GroupNumber(const std::string& model, const RunFacts::Group& group, const RunFacts::Group::Number& number,
              const std::string& metric) {
    row_.model = model;
    row_.group = group.name;
    row_.metric = metric;
    row_.by_size = number.by_size;
  }

  GroupRow make(const RunFacts::Group& group, std::span<const TaskTables> tasks, std::uint64_t seed, double max_failed) {
    row_.estimate.seed = seed;
    for (const std::string& task : group.tasks) add_task(task, find_tables(tasks, task), max_failed);
    if (columns_.empty()) {
      undefined("no task of the group has this metric");
    } else {
      set_facts();
      estimate(seed);
    }
    return std::move(row_);
  }

 private:
  void undefined(std::string reason) {
    if (row_.estimate.no_interval.empty()) row_.estimate.no_interval = std::move(reason);
  }

  void add_task(const std::string& task, const TaskTables* tables, double max_failed) {
    const TaskTables::Column* column = tables == nullptr ? nullptr : tables->find(row_.metric);
    if (tables == nullptr) {
      undefined(fmt::format("{} has no results", task));
    } else if (column == nullptr) {
      row_.without.push_back(task);
    } else {
      columns_.push_back(column);
      row_.parts.push_back({task, 0.0, std::nullopt});
      const ScoreTable& table = column->table;
      failed_ += table.failed();
      unscored_ += table.unscored();
      if (has_too_many_failed(table, max_failed))
        undefined(fmt::format("{}: {} of {} samples failed, more than {:g} %: no headline number", task, table.failed(),
                              table.scored() + table.unscored() + table.failed(), 100.0 * max_failed));
      else if (table.scored() > 0)
        row_.parts.back().value = metrics::value_of(*column->made).finite(table.rows());
    }
  }

  void set_facts() {
    const Metric& first = *columns_.front()->made;
    row_.higher_is_better = first.info().higher_is_better;
    row_.scale = first.info().scale;
    row_.signature = columns_.front()->signature;
    for (const TaskTables::Column* column : columns_)
      if (column->signature != row_.signature) row_.signature.clear();
  }

  void estimate(std::uint64_t seed) {
    std::vector<metrics::Stratum> strata;
    std::vector<double> sizes;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const ScoreTable& table = columns_[i]->table;
      sizes.push_back(static_cast<double>(table.scored()));
      strata.push_back({row_.parts[i].task, table.rows(), table.clusters(), metrics::value_of(*columns_[i]->made)});
    }
    if (!row_.by_size || std::any_of(sizes.begin(), sizes.end(), [](double size) { return size > 0.0; })) {
      const std::vector<double> weights = metrics::stratum_weights(sizes, row_.by_size);
      for (std::size_t i = 0; i < weights.size(); ++i) row_.parts[i].weight = weights[i];
    }
    Estimate& out = row_.estimate;
    const std::string reason = out.no_interval;
    if (reason.empty()) {
      metrics::EstimateOptions options;
      options.seed = seed;
      out = metrics::make_stratified_estimate(columns_.front()->made->info(), strata, row_.by_size, options);
    } else {
      for (const double size : sizes) out.scored += static_cast<std::int64_t>(size);
    }
    out.unscored = unscored_;
    out.failed = failed_;
  }

  GroupRow row_;
  std::vector<const TaskTables::Column*> columns_;
  std::int64_t failed_ = 0, unscored_ = 0;
};

}  // namespace

const TaskTables::Column* TaskTables::find(std::string_view metric) const {
  for (const Column& column : columns)
    if (column.metric == metric) return &column;
  return nullptr;
}

std::vector<std::string> metrics_of_number(const RunFacts::Group& group, const RunFacts::Group::Number& number,
                                           std::span<const TaskTables> tasks) {
  std::vector<std::string> names;
  if (number.filters) {
    for (const std::string& filter : *number.filters) names.push_back(result_name(number.metric, filter));
    return names;
  }
  std::set<std::string> filters;
  for (const std::string& task : group.tasks)
    if (const TaskTables* tables = find_tables(tasks, task))
      for (const TaskTables::Column& column : tables->columns) {
        if (column.metric == number.metric) filters.emplace(kNoFilter);
        if (column.metric.starts_with(number.metric + ",")) filters.insert(column.metric.substr(number.metric.size() + 1));
      }
  for (const std::string& filter : filters) names.push_back(result_name(number.metric, filter));
  if (names.empty()) names.push_back(number.metric);  // so that its lack is said
  return names;
}

std::vector<GroupRow> group_rows(const std::string& model, std::span<const RunFacts::Group> groups,
                                 std::span<const TaskTables> tasks, std::uint64_t seed, double max_failed) {
  std::vector<GroupRow> rows;
  for (const RunFacts::Group& group : groups) {
    std::vector<std::string> order;
    std::map<std::string, const RunFacts::Group::Number*> last;
    for (const RunFacts::Group::Number& number : group.numbers)
      for (const std::string& metric : metrics_of_number(group, number, tasks))
        if (last.insert_or_assign(metric, &number).second) order.push_back(metric);
    for (const std::string& metric : order)
      rows.push_back(GroupNumber(model, group, *last.at(metric), metric).make(group, tasks, seed, max_failed));
  }
  return rows;
}

std::vector<TaskTables> stored_tables(const store::Store& store, const std::string& run, const std::string& model,
                                      std::span<const RunFacts::Group> groups, const MetricSource& metrics) {
  std::set<std::string> wanted;
  for (const RunFacts::Group& group : groups)
    if (!group.numbers.empty()) wanted.insert(group.tasks.begin(), group.tasks.end());
  std::vector<TaskTables> out;
  for (const std::string& task : wanted) {
    TaskTables tables;
    tables.task = task;
    for (const store::Scorer& scorer : store::stored_scorers(store, run, model, task))
      if (std::shared_ptr<const Metric> made = metrics(task, scorer)) tables.columns.push_back({scorer.name, std::move(made), {}, scorer.signature});
    if (tables.columns.empty()) continue;
    const auto find = [&](const std::string& metric) -> ScoreTable* {
      for (TaskTables::Column& column : tables.columns)
        if (column.metric == metric) return &column.table;
      return nullptr;
    };
    store::for_each_ordered_score(store, run, model, task,
                                  [&](const std::string& metric, const std::string& sample, const Scored& scored,
                                      const std::optional<std::string>& cluster) {
                                    if (ScoreTable* table = find(metric)) table->add(metric, sample, scored, cluster);
                                  });
    for (const auto& [metric, failed] : store::failed_counts(store, run, model, task))
      if (ScoreTable* table = find(metric))
        for (std::int64_t i = 0; i < failed; ++i) table->add_failed();
    out.push_back(std::move(tables));
  }
  return out;
}

}  // namespace assay::run
