#include "harness/run/filtered_metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/task_loader.h"
#include "harness/run/task_metrics.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

std::vector<TaskMetric> metrics_of(const std::string& filters, bool first_answer_only = false) {
  const std::string task = "task: t\ndataset_kwargs: {data_files: x.jsonl}\ndoc_to_text: q\ndoc_to_target: a\n";
  return make_task_metrics(datasets::parse_task(task + filters, "t.yaml", ""), metrics::builtin::all_metrics(),
                           metrics::filters::all_filters(), first_answer_only);
}

std::vector<Response> answers(const std::vector<std::string>& texts) {
  std::vector<Response> out;
  for (const std::string& text : texts) {
    out.emplace_back();
    out.back().id = {"s", 0, static_cast<int>(out.size()) - 1};
    out.back().body = Completion{text, FinishReason::kStop, {}};
  }
  return out;
}

const std::string kTwo =
    "filter_list:\n"
    "  - {name: strict, filter: [{function: regex, regex_pattern: '#### (\\d+)'}, {function: take_first}]}\n"
    "  - {name: vote, filter: [{function: regex, regex_pattern: '(\\d+)'}, {function: majority_vote}, {function: "
    "take_first}]}\n";

TEST(FilteredMetric, EachMetricIsThereForEachPipeline) {
  const std::vector<TaskMetric> metrics = metrics_of(kTwo);
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0].metric->info().name, "exact_match,strict");
  EXPECT_EQ(metrics[1].metric->info().name, "exact_match,vote");
  EXPECT_THAT(metrics[0].metric->signature(), HasSubstr("filter:regex{"));
  EXPECT_EQ(metrics_of("").front().metric->info().name, "exact_match");
}

TEST(FilteredMetric, ScoresWhatTheFiltersLeave) {
  const std::vector<TaskMetric> metrics = metrics_of(kTwo);
  Sample sample;
  sample.targets = {"7"};
  EXPECT_EQ(metrics[0].metric->score(sample, answers({"so #### 7"})).value, 1.0);
  const Scored nothing = metrics[0].metric->score(sample, answers({"it is 7"}));
  EXPECT_EQ(nothing.value, 0.0);
  EXPECT_THAT(nothing.detail, HasSubstr("1 of 1 answers: the filter found nothing"));
  EXPECT_EQ(metrics[1].metric->score(sample, answers({"3", "7", "7."})).value, 1.0);
}

TEST(FilteredMetric, KeepsWhatWasExtracted) {
  const std::vector<TaskMetric> metrics = metrics_of(kTwo);
  Sample sample;
  sample.targets = {"7"};
  EXPECT_EQ(metrics[0].metric->score(sample, answers({"so #### 7"})).extracted, "7");
  EXPECT_EQ(metrics[0].metric->score(sample, answers({"it is 7"})).extracted, "[invalid]");
  const std::vector<TaskMetric> all = metrics_of("filter_list: [{name: all, filter: [{function: lowercase}]}]\n");
  EXPECT_EQ(all[0].metric->score(sample, answers({"A", "B"})).extracted, R"(["a","b"])");
  EXPECT_EQ(metrics_of("")[0].metric->score(sample, answers({"7"})).extracted, std::nullopt);
}

TEST(FilteredMetric, WithoutFiltersOnlyTheFirstAnswerCountsWhereThatIsAskedFor) {
  Sample sample;
  sample.targets = {"7"};
  EXPECT_EQ(metrics_of("")[0].metric->score(sample, answers({"7", "8"})).value, 0.5);
  const std::vector<TaskMetric> first = metrics_of("", true);
  EXPECT_EQ(first[0].metric->info().name, "exact_match");
  EXPECT_EQ(first[0].metric->score(sample, answers({"7", "8"})).value, 1.0);
  EXPECT_EQ(first[0].metric->score(sample, answers({"7", "8"})).extracted, std::nullopt);
  const TaskMetric again = make_stored_metric("exact_match", first[0].options, metrics::builtin::all_metrics(),
                                              metrics::filters::all_filters());
  EXPECT_EQ(again.metric->score(sample, answers({"7", "8"})).value, 1.0);
}

TEST(FilteredMetric, IsMadeAgainFromWhatAStoreKeeps) {
  const std::vector<TaskMetric> metrics = metrics_of(kTwo);
  const TaskMetric again = make_stored_metric("exact_match,vote", metrics[1].options, metrics::builtin::all_metrics(),
                                              metrics::filters::all_filters());
  EXPECT_EQ(again.metric->info().name, "exact_match,vote");
  EXPECT_EQ(again.metric->signature(), metrics[1].metric->signature());
}

TEST(FilteredMetric, ParseFailuresAreCountedForEachPipeline) {
  const std::vector<TaskMetric> metrics = metrics_of("metric_list: [{metric: parse_failure}]\n" + kTwo);
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0].metric->info().name, "parse_failure,strict");
  EXPECT_EQ(metrics[0].metric->info().interval, IntervalMethod::kWilson);
  EXPECT_EQ(metrics[0].metric->score({}, answers({"it is 7"})).value, 1.0);
  EXPECT_EQ(metrics[0].metric->score({}, answers({"#### 7"})).value, 0.0);
  const TaskMetric again = make_stored_metric("parse_failure,strict", metrics[0].options, metrics::builtin::all_metrics(),
                                              metrics::filters::all_filters());
  EXPECT_EQ(again.metric->score({}, answers({"it is 7"})).value, 1.0);
  // The winner of the vote was found, though one answer had nothing.
  EXPECT_EQ(metrics[1].metric->score({}, answers({"7", "none", "7"})).value, 0.0);
  EXPECT_EQ(metrics_of("metric_list: [{metric: parse_failure}]\n")[0].metric->score({}, answers({"none"})).value, 0.0);
}

TEST(FilteredMetric, ItsRowsAreReadBackWithoutItsFilters) {
  const std::vector<TaskMetric> metrics = metrics_of(kTwo);
  const auto again = make_value_metric("exact_match,vote", metrics[1].options, "store", metrics::builtin::all_metrics());
  const std::vector<double> rows = {1.0, 0.0};
  EXPECT_EQ(again->value({rows, 1, {}}), 0.5);
}

}  // namespace
}  // namespace assay::run
