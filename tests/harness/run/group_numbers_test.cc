#include "harness/run/group_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/json.h"
#include "harness/core/registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Number = RunFacts::Group::Number;

std::shared_ptr<const Metric> metric_of(const std::string& name) {
  return make_metric(metrics::builtin::all_metrics(), name.substr(0, name.find(',')), "test");
}

TaskTables::Column column(const std::string& name, const std::vector<double>& rows) {
  TaskTables::Column out{name, metric_of(name), {}};
  for (std::size_t i = 0; i < rows.size(); ++i) out.table.add(name, std::to_string(i), {StatsRow{rows[i]}, rows[i], ""});
  return out;
}

RunFacts::Group group(const std::vector<std::string>& tasks, std::vector<Number> numbers, const std::string& name = "g") {
  RunFacts::Group out;
  out.name = name;
  out.tasks = tasks;
  out.numbers = std::move(numbers);
  return out;
}

std::vector<GroupRow> rows_of(const RunFacts::Group& one, const std::vector<TaskTables>& tasks, double max_failed = 0.0) {
  return group_rows("m", std::vector<RunFacts::Group>{one}, tasks, 7, max_failed);
}

std::vector<double> half(int n) {
  std::vector<double> rows;
  for (int i = 0; i < n; ++i) rows.push_back(i % 2 == 0 ? 1.0 : 0.0);
  return rows;
}

// "exact_match,strict-match" is called so here, "acc,none" is called "acc".
std::string name_of_key(const std::string& key) { return key.ends_with(",none") ? key.substr(0, key.size() - 5) : key; }

TEST(GroupNumbers, ValuesAndErrorsEqualThoseOfLmEvaluationHarness) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/groups/groups.json")), "groups.json");
  std::vector<TaskTables> tasks;
  for (const Value::Member& task : golden.find("tasks")->as_object()) {
    TaskTables tables;
    tables.task = task.key;
    for (const Value::Member& rows : task.value.as_object()) {
      std::vector<double> values;
      for (const Value& value : rows.value.as_array()) values.push_back(value.as_double());
      tables.columns.push_back(column(name_of_key(rows.key), values));
    }
    tasks.push_back(std::move(tables));
  }
  int checked = 0;
  for (const Value& one : golden.find("groups")->as_array()) {
    std::vector<std::string> names;
    for (const Value& task : one.find("tasks")->as_array()) names.push_back(task.as_string());
    std::vector<Number> numbers;
    for (const Value& written : one.find("numbers")->as_array()) {
      Number number;
      number.metric = written.find("metric")->as_string();
      if (const Value* filters = written.find("filter_list")) {
        number.filters.emplace();
        if (filters->is_string())
          number.filters->push_back(filters->as_string());
        else
          for (const Value& filter : filters->as_array()) number.filters->push_back(filter.as_string());
      }
      if (const Value* by_size = written.find("weight_by_size")) number.by_size = by_size->as_bool();
      numbers.push_back(std::move(number));
    }
    const std::string name = one.find("group")->as_string();
    const std::vector<GroupRow> rows = rows_of(group(names, numbers, name), tasks);
    int found = 0;
    for (const Value::Member& result : one.find("results")->as_object()) {
      if (result.key.find("_stderr") != std::string::npos) continue;
      ++found;
      const std::string metric = name_of_key(result.key);
      SCOPED_TRACE(name + " " + metric);
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const GroupRow& r) { return r.metric == metric; });
      ASSERT_NE(row, rows.end());
      EXPECT_NEAR(*row->estimate.value, result.value.as_double(), 1e-15);
      std::string error_key = result.key;
      error_key.insert(error_key.find(','), "_stderr");
      const double error = one.find("results")->find(error_key)->as_double();
      // Of the plain mean the errors are the same. Of the weighted one the tool pools the variances of the tasks, which is the
      // same for tasks of one size.
      const bool same = !row->by_size || name == "pair", near = name == "micro" || name == "arithmetic";
      if (same || near) {
        EXPECT_NEAR(row->estimate.standard_error.value_or(0.0), error, same ? 1e-12 : 0.1 * error);
      }
      ++checked;
    }
    EXPECT_EQ(static_cast<std::size_t>(found), rows.size()) << name;
  }
  EXPECT_EQ(checked, 13);
}

TEST(GroupNumbers, TasksWithoutTheMetricAreLeftOutAndNamed) {
  const std::vector<TaskTables> tasks = {{"a", {column("acc", half(10))}}, {"b", {column("acc_norm", half(10))}}};
  const std::vector<GroupRow> rows = rows_of(group({"a", "b"}, {{.metric = "acc"}}), tasks);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(*rows[0].estimate.value, 0.5);
  ASSERT_EQ(rows[0].parts.size(), 1u);
  EXPECT_EQ(rows[0].parts[0].task, "a");
  EXPECT_EQ(rows[0].parts[0].weight, 1.0);
  EXPECT_THAT(rows[0].without, ElementsAre("b"));
}

TEST(GroupNumbers, AMetricThatNoTaskHasIsUndefinedAndSaysSo) {
  const std::vector<TaskTables> tasks = {{"a", {column("acc", half(10))}}};
  const std::vector<GroupRow> rows =
      rows_of(group({"a"}, {{.metric = "bleu"}, {.metric = "acc", .filters = std::vector<std::string>{"strict"}}}), tasks);
  ASSERT_EQ(rows.size(), 2u);
  for (const GroupRow& row : rows) {
    EXPECT_FALSE(row.estimate.value.has_value());
    EXPECT_EQ(row.estimate.no_interval, "no task of the group has this metric");
    EXPECT_THAT(row.without, ElementsAre("a"));
  }
  EXPECT_EQ(rows[1].metric, "acc,strict");
}

TEST(GroupNumbers, ATaskWithoutAValueMakesTheGroupUndefined) {
  TaskTables::Column empty = column("acc", {});
  empty.table.add("acc", "0", {Unscored{"nothing to compare"}, std::nullopt, ""});
  std::vector<TaskTables> tasks = {{"a", {column("acc", half(10))}}, {"b", {empty}}};
  GroupRow row = rows_of(group({"a", "b"}, {{.metric = "acc"}}), tasks).at(0);
  EXPECT_FALSE(row.estimate.value.has_value());
  EXPECT_EQ(row.estimate.no_interval, "b: no sample was scored");
  EXPECT_EQ(row.estimate.scored, 10);
  EXPECT_EQ(row.estimate.unscored, 1);
  row = rows_of(group({"a", "b", "c"}, {{.metric = "acc"}}), tasks).at(0);
  EXPECT_THAT(row.estimate.no_interval, HasSubstr("c has no results"));
}

TEST(GroupNumbers, TooManyFailedSamplesOfOneTaskLeaveNoNumber) {
  TaskTables::Column failing = column("acc", half(9));
  failing.table.add_failed();
  const std::vector<TaskTables> tasks = {{"a", {column("acc", half(100))}}, {"b", {failing}}};
  const GroupRow strict = rows_of(group({"a", "b"}, {{.metric = "acc"}}), tasks, 0.05).at(0);
  EXPECT_FALSE(strict.estimate.value.has_value());
  EXPECT_EQ(strict.estimate.no_interval, "b: 1 of 10 samples failed, more than 5 %: no headline number");
  EXPECT_EQ(strict.estimate.failed, 1);
  const GroupRow lenient = rows_of(group({"a", "b"}, {{.metric = "acc"}}), tasks, 0.2).at(0);
  EXPECT_NEAR(*lenient.estimate.value, (50.0 + 5.0) / 109, 1e-15);
  EXPECT_NEAR(lenient.parts[1].weight, 9.0 / 109, 1e-15);
}

TEST(GroupNumbers, WithoutFiltersEveryPipelineHasANumber) {
  const std::vector<TaskTables> tasks = {
      {"a", {column("exact_match,strict", half(10)), column("exact_match,flexible", half(10)),
             TaskTables::Column{"exact_match_more", metric_of("exact_match"), {}}}},
      {"b", {column("exact_match", half(10))}}};
  const RunFacts::Group one = group({"a", "b"}, {{.metric = "exact_match"}});
  EXPECT_THAT(metrics_of_number(one, one.numbers[0], tasks),
              ElementsAre("exact_match,flexible", "exact_match", "exact_match,strict"));
}

TEST(GroupNumbers, ACorpusMetricIsTheMeanOfItsTasksValues) {
  const std::shared_ptr<const Metric> bleu = metric_of("bleu");
  const std::string signature = "nrefs:1";
  std::vector<TaskTables> tasks;
  for (const char* name : {"a", "b"}) {
    TaskTables tables;
    tables.task = name;
    tables.columns.push_back({"bleu", bleu, {}, signature});
    for (int i = 0; i < (name[0] == 'a' ? 12 : 30); ++i) {
      Sample sample;
      sample.id = std::to_string(i);
      sample.targets = {"the cat number " + std::to_string(i) + " sat on the old mat"};
      Response response;
      response.body = Completion{"the cat number " + std::to_string(i) + (i % 3 == 0 ? " sat on the old mat" : " sat on a mat"),
                                 FinishReason::kStop,
                                 {}};
      tables.columns[0].table.add("bleu", sample.id, bleu->score(sample, std::vector<Response>{response}));
    }
    tasks.push_back(std::move(tables));
  }
  const double a = *bleu->value(tasks[0].columns[0].table.rows()), b = *bleu->value(tasks[1].columns[0].table.rows());
  const GroupRow macro = rows_of(group({"a", "b"}, {{.metric = "bleu", .by_size = false}}), tasks).at(0);
  EXPECT_NEAR(*macro.estimate.value, (a + b) / 2, 1e-12);
  EXPECT_EQ(macro.scale, 100.0);
  EXPECT_THAT(macro.estimate.method, HasSubstr("bootstrap"));
  EXPECT_LT(*macro.estimate.low, *macro.estimate.value);
  EXPECT_GT(*macro.estimate.high, *macro.estimate.value);
  EXPECT_EQ(macro.signature, "nrefs:1");
  tasks[1].columns[0].signature = "nrefs:2";
  EXPECT_EQ(rows_of(group({"a", "b"}, {{.metric = "bleu"}}), tasks).at(0).signature, "");
}

}  // namespace
}  // namespace assay::run
