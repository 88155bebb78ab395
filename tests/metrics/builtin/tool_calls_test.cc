#include <gtest/gtest.h>

#include "tests/metrics/fields.h"

namespace assay::test {
namespace {

constexpr std::string_view kRow =
    R"({"expected_calls": [{"name": "search", "arguments": {"q": "rome", "n": 5}}, {"name": "open", "arguments": {"id": 1}}]})";
const std::string kSearch = R"({"name": "search", "arguments": {"n": 5.0, "q": "rome"}})";
const std::string kOpen = R"({"name": "open", "arguments": {"id": 1}})";
const std::string kClose = R"({"name": "close"})";

double call_value(const std::string& metric, const std::string& answer) {
  return row_value(*metric_of("tool_call_" + metric), answer, kRow);
}

TEST(ToolCalls, ExactMatchWantsTheSameCallsInOrder) {
  EXPECT_EQ(call_value("exact_match", "[" + kSearch + "," + kOpen + "]"), 1.0);
  EXPECT_EQ(call_value("exact_match", "[" + kOpen + "," + kSearch + "]"), 0.0);
  EXPECT_EQ(call_value("exact_match", "[" + kSearch + "," + kClose + "," + kOpen + "]"), 0.0);
  EXPECT_EQ(call_value("exact_match", "[" + kSearch + "]"), 0.0);
}

TEST(ToolCalls, InOrderMatchAllowsOtherCallsBetween) {
  EXPECT_EQ(call_value("in_order_match", "[" + kClose + "," + kSearch + "," + kClose + "," + kOpen + "]"), 1.0);
  EXPECT_EQ(call_value("in_order_match", "[" + kOpen + "," + kSearch + "]"), 0.0);
  EXPECT_EQ(call_value("any_order_match", "[" + kOpen + "," + kClose + "," + kSearch + "]"), 1.0);
  EXPECT_EQ(call_value("any_order_match", "[" + kSearch + "," + kSearch + "]"), 0.0);
}

TEST(ToolCalls, PrecisionAndRecallPairEachCallOnce) {
  const std::string answer = "[" + kSearch + "," + kSearch + "," + kClose + "," + kOpen + "]";
  EXPECT_EQ(call_value("precision", answer), 0.5);
  EXPECT_EQ(call_value("recall", answer), 1.0);
  EXPECT_EQ(call_value("recall", "[" + kSearch + "," + kSearch + "]"), 0.5);
  EXPECT_EQ(call_value("precision", "[]"), 0.0);
}

TEST(ToolCalls, NameMatchLooksAtNamesOnly) {
  EXPECT_EQ(call_value("name_match", R"([{"name": "search"}, {"name": "open", "arguments": {"id": 7}}])"), 1.0);
  EXPECT_EQ(call_value("name_match", R"([{"name": "open"}, {"name": "search"}])"), 0.0);
  EXPECT_THROW(metric_of("tool_call_name_match:arguments=exact"), Error);
}

TEST(ToolCalls, ArgumentsMayBeASubsetOrIgnored) {
  const std::string more = R"([{"name": "search", "arguments": {"q": "rome", "n": 5, "lang": "en"}}, )" + kOpen + "]";
  EXPECT_EQ(call_value("exact_match", more), 0.0);
  EXPECT_EQ(call_value("exact_match:arguments=subset", more), 1.0);
  const std::string other = R"([{"name": "search", "arguments": {"q": "paris"}}, )" + kOpen + "]";
  EXPECT_EQ(call_value("exact_match:arguments=subset", other), 0.0);
  EXPECT_EQ(call_value("exact_match:arguments=ignore", other), 1.0);
}

TEST(ToolCalls, ReferencesAreExpectedCallsWhereTheRowHasNone) {
  const auto metric = metric_of("tool_call_exact_match");
  EXPECT_EQ(text_value(*metric, kOpen, {"[" + kSearch + "]", kOpen}), 1.0);
  EXPECT_EQ(row_value(*metric_of("tool_call_exact_match:expected_field=calls"), kOpen, R"({"calls": "[\"open\"]"})"), 1.0);
  EXPECT_EQ(unscored_reason(score_text(*metric, kOpen, {})), "no reference, and no field 'expected_calls'");
  EXPECT_NE(unscored_reason(score_text(*metric, kOpen, {"open the door"})), "");
  EXPECT_EQ(unscored_reason(score_text(*metric, kOpen, {"[{}]"})), "expected calls: a call has no name");
}

TEST(ToolCalls, NothingExpectedIsMetByAnAnswerWithoutCalls) {
  constexpr std::string_view kNone = R"({"expected_calls": []})";
  for (const std::string name : {"exact_match", "in_order_match", "any_order_match", "precision", "name_match"})
    EXPECT_EQ(row_value(*metric_of("tool_call_" + name), "I know it by heart.", kNone), 1.0) << name;
  EXPECT_EQ(row_value(*metric_of("tool_call_exact_match"), kOpen, kNone), 0.0);
  EXPECT_EQ(row_value(*metric_of("tool_call_precision"), kOpen, kNone), 0.0);
  for (const std::string& answer : {std::string("I know it."), kOpen})
    EXPECT_EQ(unscored_reason(score_row(*metric_of("tool_call_recall"), {answer}, kNone)), "no call is expected");
}

TEST(ToolCalls, CallsThatCannotBeReadScoreZeroAndSayWhy) {
  const Scored scored =
      score_row(*metric_of("tool_call_in_order_match"), {"[{\"name\": \"open\""}, R"({"expected_calls": []})");
  EXPECT_EQ(scored.value, 0.0);
  EXPECT_NE(scored.detail.find("not valid JSON"), std::string::npos);
}

TEST(ToolCalls, DetailNamesTheCalls) {
  EXPECT_EQ(score_row(*metric_of("tool_call_precision"), {kClose}, kRow).detail, "called close; expected search, open");
}

TEST(ToolCalls, TooManyPairsAreUnscored) {
  std::string many = "[\"a\"";
  for (int i = 0; i < 1000; ++i) many += ",\"a\"";
  many += "]";
  EXPECT_EQ(unscored_reason(score_text(*metric_of("tool_call_recall"), many, {many})),
            "1001 calls for 1001 expected ones are too many to compare");
}

TEST(ToolCalls, RowIsTheMeanOfTheEpochs) {
  const Scored scored = score_row(*metric_of("tool_call_recall"), {"[" + kSearch + "," + kOpen + "]", "nothing"}, kRow);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

TEST(Trajectory, IsAFieldOfTheRowOrTheAnswer) {
  constexpr std::string_view kBoth = R"({"trajectory": [{"tool_name": "a", "tool_input": {"x": 1}}, {"tool_name": "b"}],
      "reference_trajectory": [{"tool_name": "a", "tool_input": {"x": 1}}, {"tool_name": "c"}]})";
  EXPECT_EQ(row_value(*metric_of("trajectory_exact_match"), "", kBoth), 0.0);
  EXPECT_EQ(row_value(*metric_of("trajectory_precision"), "", kBoth), 0.5);
  EXPECT_EQ(row_value(*metric_of("trajectory_recall"), "", kBoth), 0.5);
  const Scored once = score_row(*metric_of("trajectory_recall"), {"", ""}, kBoth);
  EXPECT_EQ(std::get<StatsRow>(once.row), (StatsRow{0.5, 1.0, 0.0}));
  EXPECT_EQ(text_value(*metric_of("trajectory_in_order_match"), R"(["a", "z", "b"])", {R"(["a", "b"])"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("trajectory_any_order_match"), R"(["b", "a"])", {R"(["a", "b"])"}), 1.0);
  EXPECT_EQ(row_value(*metric_of("trajectory_exact_match:trajectory_field=t,reference_field=r"), "",
                      R"({"t": ["a"], "r": ["a"]})"),
            1.0);
}

TEST(Trajectory, AStepThatIsButANameIsComparedByName) {
  EXPECT_EQ(row_value(*metric_of("trajectory_exact_match"), R"([{"name": "a", "arguments": {"x": 1}}])",
                      R"({"reference_trajectory": ["a"]})"), 1.0);
}

TEST(Trajectory, BrokenFieldsAreUnscored) {
  EXPECT_EQ(unscored_reason(
                score_row(*metric_of("trajectory_recall"), {"[]"}, R"({"trajectory": 5, "reference_trajectory": ["a"]})")),
            "field 'trajectory': the calls are integer; expected a list or an object");
}

TEST(Trajectory, SingleToolUseNeedsNoReference) {
  const auto metric = metric_of("trajectory_single_tool_use:tool=b");
  EXPECT_EQ(row_value(*metric, R"(["a", "b"])", "{}"), 1.0);
  EXPECT_EQ(row_value(*metric, "", R"({"trajectory": ["a"]})"), 0.0);
  const auto of_row = metric_of("trajectory_single_tool_use");
  EXPECT_EQ(row_value(*of_row, R"(["a"])", R"({"tool": "a"})"), 1.0);
  EXPECT_EQ(unscored_reason(score_row(*of_row, {R"(["a"])"}, "{}")), "neither the option nor the field 'tool' names a tool");
  EXPECT_THROW(metric_of("trajectory_single_tool_use:arguments=exact"), Error);
}

TEST(Trajectory, SignatureHoldsWhatChangesTheNumber) {
  EXPECT_EQ(metric_of("trajectory_recall:arguments=subset")->signature(),
            "extract:none|trajectory_field:trajectory|reference_field:reference_trajectory|arguments:subset");
  EXPECT_EQ(metric_of("tool_call_name_match")->signature(), "extract:none|expected_field:expected_calls|arguments:ignore");
  EXPECT_EQ(metric_of("trajectory_single_tool_use:tool=b")->signature(), "extract:none|trajectory_field:trajectory|tool:b");
}

}  // namespace
}  // namespace assay::test
