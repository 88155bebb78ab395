#include "harness/run/task_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/task_loader.h"
#include "harness/core/error.h"
#include "metrics/registry.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

constexpr const char* kTask =
    "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: none.jsonl}}\ntest_split: test\n"
    "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list:\n";

std::vector<TaskMetric> of_file(const std::string& list) {
  return make_task_metrics(datasets::parse_task(kTask + list, "t.yaml", ""), metrics::builtin::all_metrics());
}

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& e) {
    return e.message();
  }
  return "";
}

TEST(TaskMetrics, AMetricIsMadeAgainFromItsStoredOptions) {
  const std::vector<TaskMetric> first = of_file(
      "  - {metric: exact_match, aggregation: mean, higher_is_better: true, ignore_case: yes, regexes_to_ignore: "
      "['\\d+', \",\", "
      "'\"x\": {y}']}\n"
      "  - {metric: bleu, tokenize: intl, lowercase: true, smooth_method: floor, smooth_value: 0.25}\n"
      "  - {metric: token_f1}\n");
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[2].options, "{}");
  EXPECT_EQ(first[0].options.find("aggregation"), std::string::npos);
  for (const TaskMetric& metric : first) {
    const TaskMetric again =
        make_stored_metric(std::string(metric.metric->info().name), metric.options, metrics::builtin::all_metrics());
    EXPECT_EQ(again.metric->signature(), metric.metric->signature());
    EXPECT_EQ(again.options, metric.options);
  }
}

TEST(TaskMetrics, WhatIsWrittenOnACommandLineIsKeptToo) {
  const std::vector<std::string> written = {"bleu:tokenize=intl,lowercase=true", "exact_match:regexes_to_ignore=\\,",
                                            "chrf:word_order=2"};
  const std::vector<TaskMetric> metrics = make_written_metrics(written, "--metrics", metrics::builtin::all_metrics());
  ASSERT_EQ(metrics.size(), 3u);
  for (const TaskMetric& metric : metrics)
    EXPECT_EQ(
        make_stored_metric(std::string(metric.metric->info().name), metric.options, metrics::builtin::all_metrics())
            .metric->signature(),
        metric.metric->signature());
  EXPECT_EQ(metrics[1].options, R"({"regexes_to_ignore":","})");
}

TEST(TaskMetrics, AMistakeIsNamedWithItsPlace) {
  EXPECT_THAT(error_of([] { of_file("  - {metric: token_f1}\n  - {metric: token_f1}\n"); }),
              testing::AllOf(HasSubstr("t.yaml:10"), HasSubstr("listed twice")));
  const auto written = [](std::vector<std::string> list) {
    make_written_metrics(list, "--metrics", metrics::builtin::all_metrics());
  };
  EXPECT_THAT(error_of([&] { written({"bleu", "bleu:tokenize=intl"}); }), HasSubstr("listed twice"));
  EXPECT_THAT(error_of([&] { written({"blue"}); }),
              testing::AllOf(HasSubstr("--metrics"), HasSubstr("did you mean 'bleu'")));
  EXPECT_THAT(error_of([&] { written({"bleu:tokenise=intl"}); }), HasSubstr("tokenise"));
  EXPECT_THAT(error_of([] { make_stored_metric("bleu", "{\"tokenize\": 7", metrics::builtin::all_metrics()); }),
              HasSubstr("the stored options of bleu"));
}

}  // namespace
}  // namespace assay::run
