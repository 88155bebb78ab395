// Scores of made-up answers to the tasks of tests/golden/prompts against those of lm-evaluation-harness 0.4.13: filters,
// metrics and aggregations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "datasets/registry.h"
#include "datasets/task_set.h"
#include "harness/core/json.h"
#include "harness/run/plan.h"
#include "harness/run/scoring.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"
#include "tests/harness/run/golden_answers.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

const std::string kFolder = std::string(ASSAY_SOURCE_DIR) + "/tests/golden/prompts";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "/cases")) {
    const Value golden = json::parse(test::read_file(entry.path().string()), entry.path().string());
    if (const Value* answers = golden.find("answers"); answers != nullptr && answers->size() > 0)
      names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// There `average: macro` of an F1 is read and passed over, digits are an index even where they are the text of a choice,
// and an empty text counts as one word; here it is unscored.
bool is_known_to_differ(const std::string& task, const std::string& key) {
  return (task == "choice_map" && key == "f1,none") || task == "choice_text_target" || task == "lines";
}

class LmEvalScores : public testing::TestWithParam<std::string> {};

TEST_P(LmEvalScores, AreEqual) {
  const std::string file = kFolder + "/cases/" + GetParam() + ".json";
  const Value golden = json::parse(test::read_file(file), file);
  const Value& options = *golden.find("options");
  RunConfig config;
  config.like_lm_eval = true;
  for (datasets::TaskSpec& spec : datasets::resolve_tasks(kFolder + "/" + golden.find("task_yaml")->as_string(), {kFolder}).tasks) {
    const Value* expected = golden.find("answers")->find(spec.name);
    if (expected == nullptr) continue;
    SCOPED_TRACE(spec.name);
    TaskEntry entry;
    if (const Value* shots = options.find("num_fewshot"); shots != nullptr && shots->is_int())
      entry.num_fewshot = static_cast<int>(shots->as_int());
    if (const Value* limit = options.find("limit"); limit != nullptr && limit->is_number())
      entry.limit = limit->is_int() ? limit->as_int() : static_cast<std::int64_t>(std::ceil(limit->as_double() * 7));  // of 7
    const OpenTask task = open_task_spec(std::move(spec), config, entry, datasets::builtin::all_readers(),
                                         metrics::builtin::all_metrics(), metrics::filters::all_filters());
    std::vector<ScoreTable> tables(task.metrics.size());
    std::vector<std::vector<std::optional<double>>> values(task.metrics.size());
    GoldenAnswers answers(*expected->find("responses"));
    for_each_sample(task, [&](const Sample& sample) {
      const std::vector<Response> responses = answers.of(plan(task, sample, {}));
      for (std::size_t m = 0; m < task.metrics.size(); ++m) {
        const std::optional<Scored> scored = score_sample(*task.metrics[m], sample, responses);
        if (task.spec.name == "lines" && scored && !scored->is_scored()) continue;
        if (!scored || !scored->is_scored()) {
          ADD_FAILURE() << task.metrics[m]->info().name << " of " << sample.id << ": "
                        << (scored ? std::get<Unscored>(scored->row).reason : "failed");
          continue;
        }
        values[m].push_back(scored->value);
        tables[m].add("m", sample.id, *scored);
      }
    });
    for (const auto& [key, aggregated] : expected->find("aggregated")->as_object()) {
      SCOPED_TRACE(key);
      if (is_known_to_differ(task.spec.name, key)) continue;
      const std::string name = key.ends_with(",none") ? key.substr(0, key.size() - 5) : key;
      const auto same = [&](const auto& metric) {
        return metric->info().name == name || (name == "brier_score" && metric->info().name == "brier");
      };
      const auto found = std::find_if(task.metrics.begin(), task.metrics.end(), same);
      if (found == task.metrics.end()) {
        ADD_FAILURE() << "there is no such metric";
        continue;
      }
      const auto m = static_cast<std::size_t>(found - task.metrics.begin());
      ASSERT_EQ(values[m].size(), task.set.size());
      const std::optional<double> value = (*found)->value(tables[m].rows());
      // Where there is nothing to correlate it says 0; here that is undefined.
      const bool undefined = !value && name == "mcc" && aggregated == Value(0);
      if (aggregated.is_number() && !undefined) {
        EXPECT_NEAR(value.value_or(-9e9), aggregated.as_double(), 1e-9 * std::max(1.0, std::abs(aggregated.as_double())));
      }
      const Value* each = expected->find("metrics")->find(key);
      for (std::size_t i = 0; each != nullptr && i < each->size(); ++i) {
        const Value& theirs = each->as_array()[i];
        if (!theirs.is_number() || !values[m][i] || (*found)->info().interval == IntervalMethod::kBootstrap) continue;
        EXPECT_NEAR(*values[m][i], theirs.as_double(), 1e-9) << "sample " << i;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, LmEvalScores, testing::ValuesIn(case_names()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace assay::run
