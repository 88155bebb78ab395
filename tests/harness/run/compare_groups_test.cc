#include "harness/run/compare_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "datasets/registry.h"
#include "harness/run/gate.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Sides of two tasks, "a" of 100 samples and "b" of 50, that get so many right.
class GroupCompare : public testing::Test {
 protected:
  TaskScores task(const std::string& name, int n, int right, const std::string& metric = "exact_match") {
    std::string rows;
    for (int i = 0; i < n; ++i)
      rows += "{\"id\": \"" + std::to_string(i) + "\", \"prediction\": \"" + (i < right ? "the right words here" : "the wrong words now") +
              "\", \"references\": [\"the right words here\"]}\n";
    const std::string file = folder_.write(std::to_string(++files_) + ".jsonl", rows);
    for (const ReaderDef* def : datasets::builtin::all_readers())
      if (def->name == "jsonl") {
        const std::vector<std::string> metrics = {metric};
        return prediction_scores(*def->open(file, {}), name, metrics, metrics::builtin::all_metrics(), "").tasks.at(0);
      }
    return {};
  }

  ScoreSet side(int right_a, int right_b, const std::string& metric = "exact_match", bool by_size = true) {
    ScoreSet set;
    set.tasks.push_back(task("a", 100, right_a, metric));
    set.tasks.push_back(task("b", 50, right_b, metric));
    RunFacts::Group group;
    group.name = "g";
    group.tasks = {"a", "b"};
    group.numbers = {{.metric = metric, .filters = {}, .by_size = by_size}};
    set.groups = {group};
    return set;
  }

  static const PairedResult& group_of(const Comparison& comparison) {
    for (const PairedResult& result : comparison.results)
      if (result.is_group) return result;
    throw std::runtime_error("no group was compared");
  }

  test::TempFolder folder_;
  int files_ = 0;
};

TEST_F(GroupCompare, ADifferenceIsTheWeightedMeanOfThePairedOnesOfItsTasks) {
  const Comparison micro = compare(side(80, 25), side(60, 30), {});
  const PairedResult& r = group_of(micro);
  EXPECT_EQ(r.task, "g");
  EXPECT_EQ(r.n, 150);
  EXPECT_THAT(r.tasks, ElementsAre("a", "b"));
  EXPECT_NEAR(*r.base, 105.0 / 150, 1e-12);
  EXPECT_NEAR(*r.candidate, 90.0 / 150, 1e-12);
  EXPECT_NEAR(*r.difference, -0.1, 1e-12);
  const double a = (0.2 - 0.04) / 99, b = (0.1 - 0.01) / 49;
  EXPECT_NEAR(*r.standard_error, std::sqrt(a * 4 + b) / 3, 1e-12);
  EXPECT_EQ(r.test, "stratified_paired_t");
  EXPECT_EQ(r.lost, 20);
  EXPECT_EQ(r.gained, 5);
  EXPECT_EQ(r.verdict, Verdict::kRegressed);
  EXPECT_GT(*r.mde, 0.0);
  const Comparison macro = compare(side(80, 25, "exact_match", false), side(60, 30, "exact_match", false), {});
  EXPECT_NEAR(*group_of(macro).difference, -0.05, 1e-12);
  EXPECT_NEAR(*group_of(macro).standard_error, std::sqrt(a + b) / 2, 1e-12);
}

TEST_F(GroupCompare, WithoutADifferentPairTheIntervalIsNarrowAndNotEmpty) {
  const Comparison comparison = compare(side(80, 25), side(80, 25), {});
  const PairedResult& r = group_of(comparison);
  EXPECT_EQ(*r.difference, 0.0);
  EXPECT_EQ(r.method, "stratified_tango");
  EXPECT_GT(*r.high, 0.0);
  EXPECT_LT(*r.high, 0.04);
}

TEST_F(GroupCompare, TheSameAnswersDifferByExactlyNothing) {
  ScoreSet one = side(80, 25);
  for (TaskScores& task : one.tasks)
    for (auto& sample : task.samples) sample.keys = "k" + sample.id;
  const Comparison comparison = compare(one, one, {});
  EXPECT_EQ(group_of(comparison).high, 0.0);
  EXPECT_EQ(group_of(comparison).verdict, Verdict::kEquivalent);
}

TEST_F(GroupCompare, ValuesOfACorpusAreSwappedAndDrawnInsideEachTask) {
  CompareOptions options;
  options.replicates = 500;
  const Comparison comparison = compare(side(80, 25, "bleu"), side(40, 25, "bleu"), options);
  const PairedResult& r = group_of(comparison);
  EXPECT_EQ(r.test, "stratified_randomization");
  EXPECT_LT(*r.p, 0.01);
  EXPECT_THAT(r.method, HasSubstr("paired_stratified_"));
  EXPECT_LT(*r.high, 0.0);
  EXPECT_NEAR(*r.difference, 2.0 / 3 * (*comparison.results[0].candidate - *comparison.results[0].base), 1e-9);
}

TEST_F(GroupCompare, WhatCannotBeComparedIsNamed) {
  ScoreSet other = side(80, 25);
  other.groups[0].tasks = {"a"};
  EXPECT_THAT(compare(side(80, 25), other, {}).not_comparable.at(0).reason, HasSubstr("other tasks"));
  EXPECT_THAT(compare(side(80, 25), side(80, 25, "exact_match", false), {}).not_comparable.at(0).reason, HasSubstr("different ways"));
  ScoreSet renamed = side(80, 25);
  renamed.groups[0].name = "h";
  const Comparison comparison = compare(side(80, 25), renamed, {});
  ASSERT_EQ(comparison.not_comparable.size(), 2u);
  EXPECT_EQ(comparison.not_comparable[0].reason, "only the base has this group");
  EXPECT_EQ(comparison.not_comparable[1].task, "h");
  ScoreSet short_of_one = side(80, 25);
  short_of_one.tasks.pop_back();
  const Comparison partly = compare(side(80, 25), short_of_one, {});
  EXPECT_THAT(partly.not_comparable.back().reason, HasSubstr("its task b cannot be compared"));
}

TEST_F(GroupCompare, RulesNameAGroupAndAStarDoesNotMeanIt) {
  const Comparison comparison = compare(side(80, 25), side(60, 25), {});
  GateInputs inputs;
  inputs.compared = [&](const std::string&, double) -> const Comparison& { return comparison; };
  GroupRow row;
  row.group = "g";
  row.metric = "exact_match";
  row.estimate.value = 0.57;
  inputs.groups = {row};
  const auto judged = [&](const std::string& rule) { return judge(parse_gate(rule, "here"), inputs); };
  EXPECT_EQ(judged("g.exact_match drop < 0.05").verdict, GateVerdict::kNotMet);
  EXPECT_EQ(judged("g.exact_match drop < 0.5").verdict, GateVerdict::kMet);
  EXPECT_EQ(judged("g.exact_match >= 0.5").verdict, GateVerdict::kMet);
  EXPECT_EQ(judged("g.exact_match >= 0.6").verdict, GateVerdict::kNotMet);
  EXPECT_THAT(judged("*.exact_match drop < 0.5").detail, testing::Not(HasSubstr("g.exact_match")));
  row.estimate.value.reset();
  row.estimate.failed = 3;
  row.estimate.scored = 7;
  inputs.groups = {row};
  EXPECT_EQ(judged("g.exact_match >= 0.5").verdict, GateVerdict::kError);
  EXPECT_EQ(judged("g.exact_match drop < 0.5").verdict, GateVerdict::kError);
}

}  // namespace
}  // namespace assay::run
