#include "harness/core/json.h"

#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

Value report_of(const FakeRun& run) { return json::parse(write(builtin::json, run), "report"); }

TEST(JsonReport, HasTheShapeOfTheInterface) {
  const Value report = report_of(example_run());
  for (const char* key : {"id", "name", "status", "models", "seed", "started", "finished", "git", "version"})
    EXPECT_NE(report.find("run")->find(key), nullptr) << key;
  EXPECT_EQ(report.find("run")->find("seed")->as_int(), 1234);
  EXPECT_TRUE(report.find("run")->find("finished")->is_null());
  const Value& result = report.find("results")->as_array()[0];
  for (const char* key : {"model", "task", "metric", "value", "low", "high", "level", "method", "scored", "unscored",
                          "failed", "truncated", "refused"})
    EXPECT_NE(result.find(key), nullptr) << key;
  EXPECT_EQ(result.find("value")->as_double(), 1.0 / 3.0);
  EXPECT_EQ(result.find("truncated")->as_int(), 2);
  EXPECT_EQ(result.find("method")->as_string(), "wilson");
  const Value& rating = report.find("ratings")->as_array()[0];
  EXPECT_EQ(rating.find("status")->as_string(), "UNCALIBRATED");
  EXPECT_EQ(rating.find("judge_only")->as_double(), 0.625);
  EXPECT_TRUE(rating.find("human_only")->is_null());
  EXPECT_TRUE(rating.find("low")->is_null());
  const Value& usage = *report.find("usage");
  EXPECT_EQ(usage.find("requests")->as_int(), 10);
  EXPECT_EQ(usage.find("cached")->as_int(), 4);
  EXPECT_EQ(usage.find("cost")->as_double(), 0.5);
  EXPECT_EQ(usage.find("wall_s")->as_double(), 75.0);
}

TEST(JsonReport, GroupsHaveNumbersOfTheirOwn) {
  const Value report = report_of(grouped_run());
  EXPECT_EQ(report.find("results")->size(), 4U);
  ASSERT_EQ(report.find("groups")->size(), 2U);
  const Value& number = report.find("groups")->as_array()[0];
  for (const char* key : {"model", "group", "metric", "value", "low", "high", "level", "method", "scored", "unscored", "failed", "tasks",
                          "weighting"})
    EXPECT_NE(number.find(key), nullptr) << key;
  EXPECT_EQ(number.find("value")->as_double(), 0.25);
  EXPECT_EQ(number.find("weighting")->as_string(), "by_size");
  EXPECT_EQ(json::dump(*number.find("tasks")), "[\"gsm\",\"b\"]");
  EXPECT_EQ(json::dump(*number.find("without")), "[\"c\"]");
  EXPECT_EQ(number.find("parts")->as_array()[0].find("weight")->as_double(), 0.5);
  EXPECT_TRUE(report.find("groups")->as_array()[1].find("value")->is_null());
  const Value& outer = report.find("run")->find("groups")->as_array()[0];
  EXPECT_EQ(outer.find("alias")->as_string(), "Outer");
  EXPECT_TRUE(outer.find("members")->as_array()[1].find("is_group")->as_bool());
}

TEST(JsonReport, UndefinedIsNull) {
  FakeRun run = example_run();
  run.usage_value.cost = std::nullopt;
  const Value report = report_of(run);
  const Value& result = report.find("results")->as_array()[1];
  for (const char* key : {"value", "low", "high"}) EXPECT_TRUE(result.find(key)->is_null()) << key;
  EXPECT_TRUE(report.find("usage")->find("cost")->is_null());
}

}  // namespace
}  // namespace assay::reports::test
