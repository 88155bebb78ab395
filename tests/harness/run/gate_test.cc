#include "harness/run/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

PairedResult change(const std::string& metric, double difference, double low, double high) {
  PairedResult result;
  result.task = "t";
  result.metric = metric;
  result.n = 100;
  result.difference = difference;
  result.low = low;
  result.high = high;
  return result;
}

ResultRow value_row(const std::string& metric, std::optional<double> value, std::int64_t failed = 0) {
  ResultRow row;
  row.task = "t";
  row.metric = metric;
  row.estimate.value = value;
  if (value) {
    row.estimate.low = *value - 0.1;
    row.estimate.high = *value + 0.1;
  }
  row.estimate.scored = value ? 100 - failed : 0;
  row.estimate.failed = failed;
  return row;
}

class Gate : public testing::Test {
 protected:
  GateResult outcome(const std::string& rule) {
    GateInputs inputs;
    inputs.results = rows;
    inputs.compared = [&](const std::string&, double asked) -> const Comparison& {
      level = asked;
      return comparison;
    };
    return judge(parse_gate(rule, "here"), inputs);
  }
  GateVerdict verdict(const std::string& rule) { return outcome(rule).verdict; }

  Comparison comparison;
  std::vector<ResultRow> rows;
  double level = 0.0;
};

TEST_F(Gate, ADropIsMetOnlyWhereTheIntervalExcludesIt) {
  comparison.results = {change("acc", -0.01, -0.03, 0.01)};
  EXPECT_EQ(verdict("t.acc drop < 0.05"), GateVerdict::kMet);
  EXPECT_EQ(verdict("t.acc drop < 0.02"), GateVerdict::kInconclusive) << "no significance is no proof of equality";
  comparison.results = {change("acc", -0.10, -0.15, -0.05)};
  EXPECT_EQ(verdict("t.acc drop < 0.02"), GateVerdict::kNotMet);
  EXPECT_EQ(verdict("t.acc drop < 0.2"), GateVerdict::kMet) << "a proven drop that is small enough";
}

TEST_F(Gate, WhereLowerIsBetterARiseIsTheDrop) {
  comparison.results = {change("wer", 0.10, 0.05, 0.15)};
  comparison.results[0].higher_is_better = false;
  EXPECT_EQ(verdict("t.wer drop < 0.02"), GateVerdict::kNotMet);
  comparison.results = {change("wer", -0.10, -0.15, -0.05)};
  comparison.results[0].higher_is_better = false;
  EXPECT_EQ(verdict("t.wer drop < 0.02"), GateVerdict::kMet);
}

TEST_F(Gate, APercentageIsAShareOfTheScale) {
  comparison.results = {change("bleu", -1.0, -1.5, -0.5)};
  comparison.results[0].scale = 100.0;
  EXPECT_EQ(verdict("t.bleu drop < 2%"), GateVerdict::kMet);
  EXPECT_EQ(verdict("t.bleu drop < 1"), GateVerdict::kNotMet);
}

TEST_F(Gate, AStarTakesTheWorstTask) {
  comparison.results = {change("acc", 0.0, -0.01, 0.01), change("acc", 0.0, -0.1, 0.1)};
  comparison.results[1].task = "u";
  EXPECT_EQ(verdict("t.acc drop < 0.02"), GateVerdict::kMet);
  EXPECT_EQ(verdict("*.acc drop < 0.02"), GateVerdict::kInconclusive);
  EXPECT_EQ(verdict("*.* drop < 0.2"), GateVerdict::kMet);
}

TEST_F(Gate, TheLevelOfTheRuleIsTheLevelOfTheInterval) {
  comparison.results = {change("acc", 0.0, -0.01, 0.01)};
  verdict("t.acc drop < 0.02");
  EXPECT_EQ(level, 0.95);
  verdict("t.acc drop < 0.02 vs main at 99%");
  EXPECT_EQ(level, 0.99);
}

TEST_F(Gate, TooManyFailedSamplesAreAnErrorAndNoRegression) {
  comparison.results = {change("acc", -0.5, -0.6, -0.4)};
  rows = {value_row("acc", std::nullopt, 40)};
  const GateResult result = outcome("t.acc drop < 0.02");
  EXPECT_EQ(result.verdict, GateVerdict::kError);
  EXPECT_THAT(result.detail, HasSubstr("40 of 40 samples failed"));
}

TEST_F(Gate, WhatIsNotComparableIsInconclusive) {
  comparison.not_comparable = {{"t", "acc", "scored in different ways", 0}};
  const GateResult result = outcome("t.acc drop < 0.02");
  EXPECT_EQ(result.verdict, GateVerdict::kInconclusive);
  EXPECT_THAT(result.detail, HasSubstr("scored in different ways"));
}

TEST_F(Gate, AValueIsHeldAgainstABoundOrWithALevelItsInterval) {
  rows = {value_row("acc", 0.8)};
  EXPECT_EQ(verdict("t.acc >= 0.75"), GateVerdict::kMet);
  EXPECT_EQ(verdict("t.acc>=0.85"), GateVerdict::kNotMet);
  EXPECT_EQ(verdict("t.acc >= 0.75 at 95%"), GateVerdict::kInconclusive);
  EXPECT_EQ(verdict("t.acc >= 65% at 95%"), GateVerdict::kMet);
  EXPECT_THROW(verdict("t.acc >= 0.65 at 99%"), Error) << "the stored interval is of 95 %";
}

TEST_F(Gate, FailuresAreCountedAsAShareOrANumber) {
  rows = {value_row("acc", 0.8, 2)};
  EXPECT_EQ(verdict("failed <= 2%"), GateVerdict::kMet);
  EXPECT_EQ(verdict("failed <= 1%"), GateVerdict::kNotMet);
  EXPECT_EQ(verdict("failed <= 2"), GateVerdict::kMet);
}

TEST_F(Gate, FlipsOfUnstableSamplesAreSetApart) {
  comparison.flips = {{"t", "acc", "1", 1.0, 0.0, false, "", "", ""},
                      {"t", "acc", "2", 0.75, 0.25, true, "", "", ""},
                      {"t", "acc", "3", 0.0, 1.0, false, "", "", ""}};
  EXPECT_EQ(verdict("flips(pass->fail) <= 1"), GateVerdict::kMet);
  EXPECT_EQ(verdict("flips(pass->fail) <= 0"), GateVerdict::kNotMet);
  EXPECT_THAT(outcome("flips(pass->fail) <= 1").detail, HasSubstr("1 unstable"));
  EXPECT_EQ(verdict("flips(fail->pass)<=0"), GateVerdict::kNotMet);
}

TEST_F(Gate, RulesThatCannotBeReadSayWhatIsWrong) {
  const auto message = [](const std::string& rule) {
    try {
      parse_gate(rule, "run.yaml:7");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      return error.message();
    }
    return std::string("accepted");
  };
  EXPECT_THAT(message("acc drop < 0.1"), testing::AllOf(HasSubstr("run.yaml:7"), HasSubstr("'acc' is not TASK.METRIC")));
  EXPECT_THAT(message("t.acc drop > 0.1"), HasSubstr("'>' where < or <= is expected"));
  EXPECT_THAT(message("t.acc drop < x"), HasSubstr("'x' is not a number"));
  EXPECT_THAT(message("t.acc drop <"), HasSubstr("a bound is missing"));
  EXPECT_THAT(message("t.acc drop < 0.1 against main"), HasSubstr("'against' is not understood"));
  EXPECT_THAT(message("t.acc drop < 0.1 at 20%"), HasSubstr("not between 50% and 100%"));
  EXPECT_THAT(message("t.acc drop < -0.1"), HasSubstr("below 0"));
  EXPECT_THAT(message("flips(up) <= 1"), HasSubstr("no kind of flips"));
  EXPECT_THAT(message(""), HasSubstr("missing"));
  EXPECT_THAT(message("t.acc >= 0.1 vs main"), HasSubstr("belongs to a drop"));
}

TEST_F(Gate, ARuleForWhatIsNotThereIsAnError) {
  comparison.results = {change("acc", 0.0, -0.01, 0.01)};
  rows = {value_row("acc", 0.8)};
  EXPECT_THROW(verdict("u.acc drop < 0.1"), Error);
  EXPECT_THROW(verdict("t.bleu >= 0.1"), Error);
}

TEST(GateExitCode, TellsRegressionFailureAndDoubtApart) {
  const auto code = [](std::vector<GateVerdict> verdicts, bool inconclusive_fails = true) {
    std::vector<GateResult> gates;
    for (const GateVerdict verdict : verdicts) gates.push_back({"", verdict, ""});
    return exit_code_of(gates, inconclusive_fails);
  };
  EXPECT_EQ(code({}), 0);
  EXPECT_EQ(code({GateVerdict::kMet}), 0);
  EXPECT_EQ(code({GateVerdict::kInconclusive, GateVerdict::kMet}), 4);
  EXPECT_EQ(code({GateVerdict::kInconclusive}, false), 0);
  EXPECT_EQ(code({GateVerdict::kInconclusive, GateVerdict::kError}), 3);
  EXPECT_EQ(code({GateVerdict::kError, GateVerdict::kNotMet}), 1);
}

}  // namespace
}  // namespace assay::run
