#include "harness/run/listed_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "datasets/task_loader.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/run/scoring.h"
#include "harness/run/task_metrics.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kHead =
    "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: none.jsonl}}\ntest_split: test\n"
    "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list:\n";

std::vector<TaskMetric> metrics_listed(const std::string& list) {
  return make_task_metrics(datasets::parse_task(kHead + list, "t.yaml", ""), metrics::builtin::all_metrics());
}

std::string listing_error(const std::string& list) {
  try {
    metrics_listed(list);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

struct Scoreable {
  Sample sample;
  Response response;
};

// The samples of a part of the golden file.
std::vector<Scoreable> samples_of(const Value& golden, const std::string& part) {
  std::vector<Scoreable> out;
  for (const Value& one : golden.find(part)->as_array()) {
    Scoreable item;
    item.sample.id = std::to_string(out.size());
    item.response.id = {item.sample.id, 0, 0};
    const auto add_choices = [&](const std::vector<double>& scores, std::int64_t right) {
      Loglikelihoods body;
      for (std::size_t i = 0; i < scores.size(); ++i) {
        item.sample.choices.push_back(std::to_string(i));
        body.continuations.push_back({scores[i], 1, 1, false});
      }
      item.sample.target_choices = {static_cast<int>(right)};
      item.sample.targets = {item.sample.choices[static_cast<std::size_t>(right)]};
      item.response.body = body;
    };
    if (part == "choices") {
      std::vector<double> scores;
      for (const Value& score : one.find("scores")->as_array()) scores.push_back(score.as_double());
      add_choices(scores, one.find("right")->as_int());
    } else if (part == "two_choices") {
      add_choices(one.find("chosen")->as_int() == 0 ? std::vector{-1.0, -2.0} : std::vector{-2.0, -1.0}, one.find("right")->as_int());
    } else if (part == "texts") {
      item.sample.targets = {one.find("reference")->as_string()};
      item.response.body = Completion{one.find("answer")->as_string(), FinishReason::kStop, {}};
    } else {
      const bool is_word = one.is_number();
      item.sample.targets = {is_word ? "word" : one.find("text")->as_string()};
      item.response.body = Loglikelihoods{{{is_word ? one.as_double() : one.find("logprob")->as_double(), 1, 1, false}}};
    }
    out.push_back(std::move(item));
  }
  return out;
}

TEST(ListedMetrics, EveryAggregationOfLmEvalGivesItsNumber) {
  const std::string file = test::test_data("golden/aggregations/aggregations.json");
  const Value golden = json::parse(test::read_file(file), file);
  int compared = 0;
  for (const auto& [part, by_metric] : golden.find("expected")->as_object()) {
    const std::vector<Scoreable> samples = samples_of(golden, part);
    for (const auto& [metric, by_aggregation] : by_metric.as_object()) {
      for (const auto& [aggregation, expected] : by_aggregation.as_object()) {
        SCOPED_TRACE(part + " " + metric + " " + aggregation);
        const std::vector<TaskMetric> made =
            metrics_listed("  - {metric: '" + metric + "', aggregation: '" + aggregation + "'}\n");
        ASSERT_EQ(made.size(), 1u);
        // Results are called as the metric is listed.
        EXPECT_EQ(made[0].metric->info().name, metric == "brier_score" ? "brier" : metric);
        const TaskMetric again =
            make_stored_metric(std::string(made[0].metric->info().name), made[0].options, metrics::builtin::all_metrics());
        EXPECT_EQ(again.metric->signature(), made[0].metric->signature());
        for (const Metric* one : {made[0].metric.get(), again.metric.get()}) {
          ScoreTable table;
          for (const Scoreable& item : samples) {
            const std::vector<Response> responses = {item.response};
            const Scored scored = one->score(item.sample, responses);
            ASSERT_TRUE(scored.is_scored()) << std::get<Unscored>(scored.row).reason;
            table.add("m", item.sample.id, scored);
          }
          EXPECT_NEAR(one->value(table.rows()).value_or(-9e9), expected.as_double(), 1e-9);
        }
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 28);
}

TEST(ListedMetrics, AnAggregationThatIsNoneIsNamedWithItsLine) {
  EXPECT_THAT(listing_error("  - {metric: exact_match, aggregation: mode}\n"), AllOf(HasSubstr("t.yaml:9"), HasSubstr("mode")));
  EXPECT_THAT(listing_error("  - metric: exact_match\n    aggregation: f1\n"),
              AllOf(HasSubstr("t.yaml:10"), HasSubstr("a number a sample")));
  EXPECT_THAT(listing_error("  - {metric: bleu, aggregation: mean}\n"), HasSubstr("pairs of texts"));
  EXPECT_THAT(listing_error("  - {metric: f1, aggregation: mean}\n"), HasSubstr("pairs of labels"));
  EXPECT_THAT(listing_error("  - {metric: word_perplexity, aggregation: perplexity}\n"), HasSubstr("weighted_perplexity"));
  EXPECT_THAT(listing_error("  - {metric: ece, aggregation: mean}\n"), HasSubstr("leave the key 'aggregation' out"));
  EXPECT_THAT(listing_error("  - {metric: bypass}\n"), HasSubstr("scores nothing"));
}

TEST(ListedMetrics, AnOptionThatContradictsTheAggregationIsRefused) {
  EXPECT_THAT(listing_error("  - {metric: f1, average: micro, aggregation: macro_f1}\n"), HasSubstr("contradicts 'macro_f1'"));
  EXPECT_EQ(listing_error("  - {metric: f1, average: macro, aggregation: macro_f1}\n"), "");
  EXPECT_THAT(listing_error("  - {metric: chrf++, word_order: 1}\n"), HasSubstr("contradicts 'chrf++'"));
}

TEST(ListedMetrics, BypassHasNoNumber) {
  const std::vector<TaskMetric> made = metrics_listed("  - {metric: exact_match, aggregation: bypass}\n");
  const std::vector<double> rows = {1.0, 0.0};
  EXPECT_EQ(made[0].metric->value({rows, 1, {}}), std::nullopt);
}

TEST(ListedMetrics, TheMedianIsTheUpperOneAndCountsWeights) {
  const std::vector<TaskMetric> made = metrics_listed("  - {metric: token_f1, aggregation: median}\n");
  const Metric& metric = *made[0].metric;
  EXPECT_FALSE(metric.value_is_of_sums());
  const std::vector<double> rows = {0.4, 0.1, 0.9, 0.2};
  EXPECT_EQ(metric.value({rows, 1, {}}), 0.4);
  const std::vector<double> weights = {0.0, 3.0, 1.0, 1.0};
  EXPECT_EQ(metric.value({rows, 1, weights}), 0.1);
  EXPECT_EQ(metric.value({{}, 1, {}}), std::nullopt);
  EXPECT_THAT(metric.signature(), HasSubstr("aggregation:median"));
}

TEST(ListedMetrics, APerplexityOfScoresIsBetterWhereItIsLower) {
  EXPECT_FALSE(metrics_listed("  - {metric: acc, aggregation: perplexity}\n")[0].metric->info().higher_is_better);
  EXPECT_TRUE(metrics_listed("  - {metric: perplexity, aggregation: mean}\n")[0].metric->info().higher_is_better);
}

TEST(ListedMetrics, AMetricCanBeThereTwiceUnderNamesOfItsOwn) {
  const std::vector<TaskMetric> made =
      metrics_listed("  - {metric: squad_v2_f1, name: f1}\n  - {metric: squad_v2_f1, name: HasAns_f1, subset: has_answer}\n");
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[1].metric->info().name, "HasAns_f1");
  const auto again = make_value_metric("HasAns_f1,none", made[1].options, "store", metrics::builtin::all_metrics());
  EXPECT_EQ(again->info().name, "HasAns_f1");
  EXPECT_EQ(again->signature(), "version:2.0|subset:has_answer");
  EXPECT_THAT(listing_error("  - {metric: bleu, name: 'a,b'}\n"), HasSubstr("without comma"));
  EXPECT_THAT(listing_error("  - {metric: bleu, name: x}\n  - {metric: ter, name: x}\n"), HasSubstr("listed twice"));
}

TEST(ListedMetrics, AListOfKGivesAMetricEach) {
  const std::vector<TaskMetric> made =
      metrics_listed("  - {metric: pass_at_k, k: [1, 10], ignore_case: true}\n  - {metric: maj_at_k, k: [8]}\n"
                     "  - {metric: pass_hat_k, k: [2]}\n  - {metric: code_pass_at_k, name: code, k: [1]}\n");
  ASSERT_EQ(made.size(), 5u);
  EXPECT_EQ(made[0].metric->info().name, "pass@1");
  EXPECT_EQ(made[1].metric->info().name, "pass@10");
  EXPECT_THAT(made[1].metric->signature(), HasSubstr("k:10"));
  EXPECT_EQ(made[2].metric->info().name, "maj@8");
  EXPECT_EQ(made[3].metric->info().name, "pass^2");
  EXPECT_EQ(made[4].metric->info().name, "code@1");
  const TaskMetric again = make_stored_metric("pass@10", made[1].options, metrics::builtin::all_metrics());
  EXPECT_EQ(again.metric->signature(), made[1].metric->signature());
  EXPECT_THAT(listing_error("  - {metric: pass_at_k, k: []}\n"), HasSubstr("expected one number or more"));
  EXPECT_THAT(listing_error("  - {metric: pass_at_k, k: [1, 0]}\n"), AllOf(HasSubstr("t.yaml:9"), HasSubstr("not '0'")));
  EXPECT_EQ(metrics_listed("  - {metric: pass_at_k, k: 3}\n")[0].metric->info().name, "pass_at_k");
}

TEST(ListedMetrics, NamesOfLmEvalAreKnown) {
  EXPECT_EQ(metrics_listed("  - {metric: rougeL, use_stemmer: true}\n")[0].metric->info().name, "rougeL");
  EXPECT_EQ(metrics_listed("  - {metric: chrf}\n  - {metric: chrf++}\n")[1].metric->info().name, "chrf++");
  EXPECT_THAT(metrics_listed("  - {metric: chrf++}\n")[0].metric->signature(), HasSubstr("nw:2"));
}

}  // namespace
}  // namespace assay::run
