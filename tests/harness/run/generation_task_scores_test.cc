// Scores of made-up answers to the tasks that we ship, against those that lm-evaluation-harness 0.4.13's own tasks of these
// names give them: filters, metrics and aggregations over rows of ours (tests/golden/tasks_generative).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "datasets/registry.h"
#include "datasets/task_set.h"
#include "harness/core/filter_pipeline.h"
#include "harness/core/json.h"
#include "harness/run/plan.h"
#include "harness/run/scoring.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"
#include "tests/harness/run/made_up_answers.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

const std::string kGolden = std::string(ASSAY_SOURCE_DIR) + "/tests/golden/tasks_generative";
const std::string kTasks = std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks";

std::vector<std::string> answered_cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden + "/cases")) {
    const Value golden = json::parse(test::read_file(entry.path().string()), entry.path().string());
    if (golden.find("answers")->size() > 0) names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// What lm-evaluation-harness reports and we do not, or under another name: docs/shipped-tasks.md says why.
bool is_left_out(const std::string& metric) { return metric == "math_verify" || metric == "summary_length"; }

// SQuAD's script reports percentages.
double scale_of(const std::string& task) { return task == "squadv2" ? 0.01 : 1.0; }

// The code of mbpp_instruct is cut out in another way on purpose.
bool has_own_filter(const std::string& task) { return task.ends_with("_instruct") && task.starts_with("mbpp"); }

void expect_filtered(const OpenTask& task, const Value& expected, const std::vector<std::vector<std::string>>& texts,
                     const std::vector<Sample>& samples) {
  if (!task.spec.filters.has("filter_list") || has_own_filter(task.spec.name)) return;
  for (const FilterPipeline& pipeline : read_filter_list(task.spec.filters, metrics::filters::all_filters())) {
    SCOPED_TRACE(pipeline.name());
    const Value* theirs = expected.find(pipeline.name());
    if (theirs == nullptr) continue;  // a pipeline of our own
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const std::vector<FilteredAnswer> ours = pipeline.apply(texts[i], samples[i]);
      const Value& one = theirs->as_array().at(i);
      EXPECT_EQ(ours.at(0).text, one.is_array() ? one.as_array().at(0).as_string() : one.as_string()) << "sample " << i;
    }
  }
}

class GenerationTaskScores : public testing::TestWithParam<std::string> {};

TEST_P(GenerationTaskScores, EqualThoseOfLmEval) {
  const std::string file = kGolden + "/cases/" + GetParam() + ".json";
  const Value golden = json::parse(test::read_file(file), file);
  RunConfig config;
  config.like_lm_eval = true;
  config.data_places.data_roots = {kGolden + "/data"};
  for (datasets::TaskSpec& spec : datasets::resolve_tasks(golden.find("task")->as_string(), {kTasks}).tasks) {
    const Value* expected = golden.find("answers")->find(spec.name);
    if (expected == nullptr) continue;
    SCOPED_TRACE(spec.name);
    TaskEntry entry;
    if (const Value* shots = golden.find("options")->find("num_fewshot"); shots->is_int())
      entry.num_fewshot = static_cast<int>(shots->as_int());
    const OpenTask task = open_task_spec(std::move(spec), config, entry, datasets::builtin::all_readers(),
                                         metrics::builtin::all_metrics(), metrics::filters::all_filters());
    std::vector<ScoreTable> tables(task.metrics.size());
    std::vector<std::vector<std::optional<double>>> values(task.metrics.size());
    std::vector<std::vector<std::string>> texts;
    std::vector<Sample> samples;
    MadeUpAnswers answers(*expected->find("responses"));
    for_each_sample(task, [&](const Sample& sample) {
      const std::vector<Response> responses = answers.of(plan(task, sample, {}));
      samples.push_back(sample);
      texts.emplace_back();
      for (const Response& response : responses)
        if (const auto* completion = std::get_if<Completion>(&response.body)) texts.back().push_back(completion->text);
      for (std::size_t m = 0; m < task.metrics.size(); ++m) {
        const std::optional<Scored> scored = score_sample(*task.metrics[m], sample, responses);
        ASSERT_TRUE(scored.has_value());
        values[m].push_back(scored->is_scored() ? scored->value : std::nullopt);
        if (scored->is_scored()) tables[m].add("m", sample.id, *scored);
      }
    });
    if (const Value* filtered = expected->find("filtered")) expect_filtered(task, *filtered, texts, samples);
    for (const auto& [key, aggregated] : expected->find("aggregated")->as_object()) {
      SCOPED_TRACE(key);
      const std::string metric = key.substr(0, key.find(','));
      if (is_left_out(metric)) continue;
      const auto named = [&](const std::string& name) {
        return std::find_if(task.metrics.begin(), task.metrics.end(), [&](const auto& one) { return one->info().name == name; });
      };
      const auto found = named(key.ends_with(",none") ? metric : key);
      ASSERT_NE(found, task.metrics.end()) << "there is no such metric";
      const auto m = static_cast<std::size_t>(found - task.metrics.begin());
      const std::optional<double> value = (*found)->value(tables[m].rows());
      ASSERT_TRUE(aggregated.is_number()) << json::dump(aggregated);
      EXPECT_NEAR(value.value_or(-9e9), scale_of(task.spec.name) * aggregated.as_double(), 1e-9);
      const Value* each = expected->find("metrics")->find(key);
      for (std::size_t i = 0; each != nullptr && i < each->size(); ++i)
        if ((*found)->info().interval != IntervalMethod::kBootstrap) {
          EXPECT_NEAR(values[m].at(i).value_or(-9e9), each->as_array()[i].as_double(), 1e-9) << "sample " << i;
        }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, GenerationTaskScores, testing::ValuesIn(answered_cases()), [](const auto& parameter) {
  std::string name = parameter.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace assay::run
