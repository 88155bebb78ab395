// Planning a comparison, as a person types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::HasSubstr;

class PowerE2e : public testing::Test {
 protected:
  ProcessResult assay(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), test::assay_program());
    ProcessOptions options;
    options.folder = folder_.path();
    options.environment = {{"ASSAY_STORE", "runs.db"}};
    return test::run_process(arguments, options);
  }

  Value json_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    const ProcessResult result = assay(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return json::parse(result.out, "power");
  }

  // A run of 100 samples of which `right` are right, those from `from` on.
  void evaluate(const std::string& name, int from, int right) {
    std::string rows, answers;
    for (int i = 0; i < 100; ++i) {
      const std::string id = "s" + std::to_string(i);
      rows += "{\"id\": \"" + id + "\", \"q\": \"question " + std::to_string(i) +
              "\", \"a\": \"right\", \"passage\": " + std::to_string(i / 5) + "}\n";
      answers +=
          "{\"id\": \"" + id + "\", \"text\": \"" + (i >= from && i < from + right ? "right" : "wrong") + "\"}\n";
    }
    folder_.write("rows.jsonl", rows);
    folder_.write("task.yaml",
                  "task: quiz\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                  "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\n"
                  "metric_list: [{metric: exact_match}, {metric: chrf}]\n");
    folder_.write(name + ".jsonl", answers);
    folder_.write(name + ".yaml", "name: " + name + "\nmodels: {m: {backend: replay, path: " + name +
                                      ".jsonl, match: id}}\ntasks: [task.yaml]\n");
    const ProcessResult run = assay({"run", name + ".yaml", "-q"});
    ASSERT_EQ(run.exit_code, 0) << run.err << run.out;
  }

  test::TempFolder folder_;
};

TEST_F(PowerE2e, ADifferenceNeedsSoManySamples) {
  const ProcessResult plain = assay({"power", "--metric-sd", "0.3333333333333333", "--difference", "0.03"});
  EXPECT_EQ(plain.exit_code, 0);
  EXPECT_THAT(plain.out, testing::AllOf(HasSubstr("969 samples find a difference of 0.03 with a probability of 80 %"),
                                        HasSubstr("standard deviation of 0.3333")));
  const std::vector<std::string> nested = {"power",       "--metric-sd",       "0.3333333333333333",
                                           "--within-sd", "0.408248290463863", "--difference",
                                           "-0.03",       "--epochs"};
  std::vector<std::string> once = nested, ten = nested;
  once.emplace_back("1");
  ten.emplace_back("10");
  EXPECT_EQ(json_of(once).find("n")->as_int(), 3876);
  EXPECT_EQ(json_of(ten).find("n")->as_int(), 1260);
}

TEST_F(PowerE2e, SoManySamplesSeeADifference) {
  const Value seen = json_of({"power", "--n", "164", "--metric-sd", "0.5"});
  EXPECT_EQ(seen.find("sought")->as_string(), "difference");
  EXPECT_NEAR(seen.find("difference")->as_double(), 0.10938352569105331, 1e-12);
  // One run's spread of 0.5 and a correlation of 0.5 make the same.
  const Value same = json_of({"power", "--n", "164", "--metric-sd", "0.5", "--correlation", "0.5"});
  EXPECT_NEAR(same.find("difference")->as_double(), 0.10938352569105331, 1e-12);
  const Value power = json_of({"power", "--n", "164", "--metric-sd", "0.5", "--difference", "0.10938352569105331"});
  EXPECT_EQ(power.find("sought")->as_string(), "power");
  EXPECT_NEAR(power.find("power")->as_double(), 0.8, 1e-4);
}

TEST_F(PowerE2e, ProportionsAreOfMcNemarsTest) {
  const Value pairs = json_of({"power", "--lost", "0.1", "--gained", "0.05"});
  EXPECT_EQ(pairs.find("n")->as_int(), 469);
  EXPECT_NEAR(pairs.find("n_exact")->as_double(), 468.5679794603193, 1e-6);
  EXPECT_EQ(pairs.find("test")->as_string(), "mcnemar");
  const Value strict = json_of({"power", "--lost", "0.1", "--gained", "0.05", "--alpha", "0.01", "--power", "0.9"});
  EXPECT_GT(strict.find("n")->as_int(), 800);
  EXPECT_NEAR(json_of({"power", "--lost", "0.1", "--gained", "0.05", "--n", "469"}).find("power")->as_double(), 0.8,
              1e-3);
}

TEST_F(PowerE2e, ClustersAskForMore) {
  const Value clustered =
      json_of({"power", "--metric-sd", "0.4", "--difference", "0.03", "--clusters-size", "5", "--icc", "0.5"});
  const Value alone = json_of({"power", "--metric-sd", "0.4", "--difference", "0.03"});
  EXPECT_NEAR(clustered.find("n_exact")->as_double(), 3.0 * alone.find("n_exact")->as_double(), 1e-6);
  EXPECT_EQ(clustered.find("clusters")->as_int(), (clustered.find("n")->as_int() + 4) / 5);
}

TEST_F(PowerE2e, AStoredRunHasItsOwnSpreadAndWhatIsAssumedIsSaid) {
  evaluate("base", 0, 80);
  const ProcessResult text = assay({"power", "base", "--metric", "exact_match", "--difference", "0.05"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, testing::AllOf(HasSubstr("exact_match of quiz (m)"), HasSubstr("correlate by 0.5"),
                                       HasSubstr("one run cannot tell")));
  const Value report = json_of({"power", "base"});
  const auto& results = report.find("results")->as_array();
  ASSERT_EQ(results.size(), 2U);
  // The standard deviation of 80 ones and 20 zeros; two runs that correlate by a half differ by as much.
  const double sd = std::sqrt(0.16 * 100 / 99);
  EXPECT_NEAR(results[0].find("sd_of_differences")->as_double(), sd, 1e-9);
  EXPECT_NEAR(results[0].find("difference")->as_double(), 2.8015852 * sd / 10, 1e-6);
  EXPECT_EQ(results[0].find("n")->as_int(), 100);
  EXPECT_FALSE(results[1].find("difference")->is_null());  // a corpus metric by its bootstrap error
  EXPECT_NEAR(json_of({"power", "base", "--correlation", "0", "--metric", "exact_match"})
                  .find("results")
                  ->as_array()[0]
                  .find("sd_of_differences")
                  ->as_double(),
              sd * std::sqrt(2.0), 1e-9);
}

TEST_F(PowerE2e, ClustersOfAStoredRunAreInItsSpread) {
  evaluate("base", 0, 80);
  const double alone =
      json_of({"power", "base", "-m", "exact_match"}).find("results")->as_array()[0].find("difference")->as_double();
  folder_.write("task.yaml", test::read_file(folder_.path() + "/task.yaml") + "clusters: passage\n");
  ASSERT_EQ(assay({"run", "base.yaml", "-q"}).exit_code, 0);
  const Value result = json_of({"power", "base", "-m", "exact_match"}).find("results")->as_array()[0];
  // Twenty passages of five that are all right or all wrong: five samples are worth one.
  EXPECT_EQ(result.find("clusters")->as_int(), 20);
  EXPECT_NEAR(result.find("difference")->as_double() / alone, std::sqrt(5.0 * 99 / 100 * 20 / 19), 1e-6);
  const Value more = json_of({"power", "base", "-m", "exact_match", "--n", "200"}).find("results")->as_array()[0];
  EXPECT_EQ(more.find("clusters")->as_int(), 40);
}

TEST_F(PowerE2e, TwoStoredRunsShowTheirDifferences) {
  evaluate("base", 0, 80);
  evaluate("next", 10, 80);
  const Value report = json_of({"power", "base", "next", "--task", "quiz", "--metric", "exact_match"});
  const auto& results = report.find("results")->as_array();
  ASSERT_EQ(results.size(), 1U);
  // Ten lost, ten gained.
  EXPECT_NEAR(results[0].find("sd_of_differences")->as_double(), std::sqrt(0.2 * 100 / 99), 1e-9);
  const ProcessResult same = assay({"power", "base", "base"});
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("no plan: both sides are the same answers"));
}

TEST_F(PowerE2e, WhatIsWrongIsASentenceAndExitsWithTwo) {
  evaluate("base", 0, 80);
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "how much do the samples vary"},
      {{"--metric-sd", "0.4"}, "give --difference"},
      {{"--metric-sd", "-1", "--n", "5"}, "--metric-sd -1: expected a standard deviation above 0"},
      {{"--metric-sd", "nan", "--n", "5"}, "--metric-sd nan"},
      {{"--metric-sd", "inf", "--n", "5"}, "--metric-sd inf"},
      {{"--metric-sd", "0.4", "--n", "1"}, "--n 1: expected 2"},
      {{"--metric-sd", "0.4", "--difference", "0"}, "a number that is not 0"},
      {{"--metric-sd", "0.4", "--difference", "1e-90"}, "no number of samples shows it"},
      {{"--metric-sd", "0.4", "--n", "5", "--alpha", "0"}, "--alpha 0"},
      {{"--metric-sd", "0.4", "--n", "5", "--power", "1"}, "--power 1"},
      {{"--metric-sd", "0.4", "--n", "5", "--power", "0.01"}, "above --alpha"},
      {{"--metric-sd", "0.4", "--n", "5", "--difference", "1", "--power", "0.9"}, "leave out the one that is sought"},
      {{"--metric-sd", "0.4", "--n", "5", "--epochs", "4"}, "--within-sd is missing"},
      {{"--metric-sd", "0.4", "--n", "5", "--icc", "0.4"}, "--clusters-size is missing"},
      {{"--metric-sd", "0.4", "--n", "5", "--icc", "1.4", "--clusters-size", "4"}, "--icc 1.4"},
      {{"--metric-sd", "0.4", "--n", "5", "--lost", "0.1", "--gained", "0.2"}, "do not go together"},
      {{"--lost", "0.1"}, "--gained is missing"},
      {{"--lost", "0.1", "--gained", "0.1"}, "there is no difference to find"},
      {{"--lost", "0.6", "--gained", "0.5"}, "more than all samples"},
      {{"--metric-sd", "0.4", "--n", "5", "--task", "quiz"}, "chooses from a stored run"},
      {{"base", "--metric-sd", "0.4"}, "the run has its own spread"},
      {{"base", "--metric", "acc"}, "there are chrf, exact_match"},
      {{"base", "--task", "quzi"}, "there are quiz"},
      {{"base", "--difference", "0.1"}, "different scales"},
      {{"base", "base", "--correlation", "0.2"}, "their differences are observed"},
      {{"base", "base", "base"}, "expected one run or two"},
      {{"nothing"}, "nothing"},
      {{"base", "--format", "html"}, "expected terminal or json"},
  };
  for (const auto& [arguments, expected] : cases) {
    std::vector<std::string> words = {"power"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const ProcessResult result = assay(words);
    EXPECT_EQ(result.exit_code, 2) << expected;
    EXPECT_THAT(result.err, HasSubstr(expected));
    EXPECT_EQ(result.out, "") << expected;
  }
  // Epochs that were not observed leave the metric without a plan, and say so.
  EXPECT_THAT(assay({"power", "base", "--epochs", "4"}).out, HasSubstr("give --within-sd"));
}

}  // namespace
}  // namespace assay
