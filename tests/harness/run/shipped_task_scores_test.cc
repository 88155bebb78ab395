// Scores of made-up answers to the shipped tasks against those of lm-evaluation-harness 0.4.13's own tasks of those names.
#include <gtest/gtest.h>

#include <algorithm>

#include "datasets/registry.h"
#include "datasets/task_loader.h"
#include "datasets/task_search.h"
#include "harness/core/json.h"
#include "harness/run/plan.h"
#include "harness/run/scoring.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"
#include "tests/harness/run/made_up_answers.h"
#include "tests/support/shipped_task_data.h"

namespace assay::run {
namespace {

class ShippedTaskScores : public testing::TestWithParam<std::string> {};

TEST_P(ShippedTaskScores, EqualThoseOfLmEvalsOwnTasks) {
  const Value golden = test::shipped_task_golden(GetParam());
  test::TempFolder folder;
  test::write_shipped_task_data(golden, folder);
  RunConfig config;
  config.like_lm_eval = true;
  config.data_places.data_roots = {folder.path()};
  int compared = 0;
  for (const Value& item : golden.find("tasks")->as_array()) {
    const std::string& name = item.find("task")->as_string();
    SCOPED_TRACE(name);
    TaskEntry entry;
    if (const Value& shots = *item.find("num_fewshot"); shots.is_int()) entry.num_fewshot = static_cast<int>(shots.as_int());
    const OpenTask task =
        open_task_spec(datasets::find_task(name, {std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks"}), config, entry,
                       datasets::builtin::all_readers(), metrics::builtin::all_metrics(), metrics::filters::all_filters());
    const Value& expected = *item.find("answers");
    MadeUpAnswers answers(*expected.find("responses"));
    std::vector<ScoreTable> tables(task.metrics.size());
    std::vector<std::vector<double>> values(task.metrics.size());
    for_each_sample(task, [&](const Sample& sample) {
      const std::vector<Response> responses = answers.of(plan(task, sample, {}));
      for (std::size_t m = 0; m < task.metrics.size(); ++m) {
        const std::optional<Scored> scored = score_sample(*task.metrics[m], sample, responses);
        ASSERT_TRUE(scored && scored->is_scored()) << task.metrics[m]->info().name << " of " << sample.id;
        values[m].push_back(scored->value.value());
        tables[m].add("m", sample.id, *scored);
      }
    });
    for (const auto& [key, aggregated] : expected.find("aggregated")->as_object()) {
      SCOPED_TRACE(key);
      std::string metric = key.ends_with(",none") ? key.substr(0, key.size() - 5) : key;
      if (name == "truthfulqa_mc2" && metric == "acc") metric = "target_probability";
      const auto found = std::find_if(task.metrics.begin(), task.metrics.end(),
                                      [&](const auto& one) { return one->info().name == metric; });
      ASSERT_NE(found, task.metrics.end()) << metric;
      const auto m = static_cast<std::size_t>(found - task.metrics.begin());
      EXPECT_NEAR((*found)->value(tables[m].rows()).value_or(-9e9), aggregated.as_double(), 1e-9);
      const Value& each = *expected.find("metrics")->find(key);
      ASSERT_EQ(values[m].size(), each.size());
      for (std::size_t i = 0; i < each.size(); ++i) EXPECT_NEAR(values[m][i], each.as_array()[i].as_double(), 1e-9) << "sample " << i;
      ++compared;
    }
  }
  EXPECT_GT(compared, 0);
}

INSTANTIATE_TEST_SUITE_P(Golden, ShippedTaskScores, testing::ValuesIn(test::shipped_task_families()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace assay::run
