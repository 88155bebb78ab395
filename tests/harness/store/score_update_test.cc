#include "harness/store/score_update.h"

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::HasSubstr;

struct ScoreUpdates : ::testing::Test {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  std::string run = begin_example(store, 3);

  void SetUp() override {
    RunWriter writer(store, run);
    writer.replace_scores("m", "t", {"f1", "v:1", "{\"a\":1}"},
                          std::vector<StoredScore>{{"s0", scored(0.1), 0}, {"s1", scored(0.2), 0}});
    writer.replace_scores("m", "t", {"other", "", "{}"}, std::vector<StoredScore>{{"s0", scored(0.9), 0}});
  }
  std::optional<Scored> score(const std::string& metric, const std::string& sample) {
    for (MetricScore& one : stored_scores(store, run, "m", "t", sample))
      if (one.metric == metric) return std::move(one.scored);
    return std::nullopt;
  }
  static ResultRow row(double value) {
    ResultRow out;
    out.model = "m";
    out.task = "t";
    out.metric = "f1";
    out.signature = "v:2";
    out.estimate.value = value;
    out.estimate.scored = 2;
    return out;
  }
};

TEST_F(ScoreUpdates, WhatIsPutReplacesAddsAndRemovesAndTheRestStays) {
  ScoreUpdate update(store, run, "m", "t");
  update.put("f1", "s0", Scored{StatsRow{0.1 + 0.2, 1.0}, 0.1 + 0.2, "new"});
  update.put("f1", "s1", std::nullopt);
  update.put("f1", "s2", Scored{Unscored{"why"}, std::nullopt, ""});
  EXPECT_EQ(score("f1", "s0")->value, 0.1) << "nothing is in place before it is applied";
  update.apply(std::vector<Scorer>{{"f1", "v:2", "{\"a\":2}"}}, std::vector<ResultRow>{row(0.5)});
  EXPECT_EQ(std::get<StatsRow>(score("f1", "s0")->row), (StatsRow{0.1 + 0.2, 1.0}));
  EXPECT_EQ(score("f1", "s0")->value, 0.1 + 0.2);
  EXPECT_EQ(score("f1", "s0")->detail, "new");
  EXPECT_FALSE(score("f1", "s1").has_value());
  EXPECT_EQ(std::get<Unscored>(score("f1", "s2")->row).reason, "why");
  EXPECT_EQ(score("other", "s0")->value, 0.9);
  const std::vector<Scorer> metrics = stored_metrics(store, run, "m", "t");
  ASSERT_EQ(metrics.size(), 2u);
  const Scorer& f1 = metrics[0].name == "f1" ? metrics[0] : metrics[1];
  EXPECT_EQ(f1.signature, "v:2");
  EXPECT_EQ(f1.options, "{\"a\":2}");
  ASSERT_EQ(StoredRun(store, run).results().size(), 1u);
  EXPECT_EQ(StoredRun(store, run).results()[0].estimate.value, 0.5);
}

TEST_F(ScoreUpdates, WithoutApplyNothingChanges) {
  const std::string before = content_digest(store, run);
  {
    ScoreUpdate update(store, run, "m", "t");
    update.put("f1", "s0", scored(1.0));
  }
  EXPECT_EQ(content_digest(store, run), before);
  ScoreUpdate update(store, run, "m", "t");
  update.apply(std::vector<Scorer>{}, std::vector<ResultRow>{});
  EXPECT_EQ(score("f1", "s0")->value, 0.1) << "what an abandoned one gathered is gone";
}

TEST_F(ScoreUpdates, OthersCanWriteUntilItIsApplied) {
  ScoreUpdate update(store, run, "m", "t");
  update.put("f1", "s0", scored(1.0));
  {
    Store other = Store::open_existing(store.path());
    RunWriter writer(other, run);
    const Request request = generate_request("s2");
    writer.put_response({"m", "t"}, request, key_of(request), completion("late"));
  }
  update.apply(std::vector<Scorer>{}, std::vector<ResultRow>{});
  EXPECT_EQ(score("f1", "s0")->value, 1.0);
}

TEST_F(ScoreUpdates, TwoAtOnceDoNotMixTheirScores) {
  ScoreUpdate update(store, run, "m", "t");
  update.put("f1", "s0", scored(1.0));
  {
    Store other = Store::open_existing(store.path());
    ScoreUpdate theirs(other, run, "m", "t");
    theirs.put("f1", "s1", scored(0.7));
    theirs.apply(std::vector<Scorer>{{"f1", "v:3", "{}"}}, std::vector<ResultRow>{});
  }
  EXPECT_THAT(error_of([&] {
                update.apply(std::vector<Scorer>{{"f1", "v:2", "{}"}}, std::vector<ResultRow>{});
              }),
              HasSubstr("meanwhile"));
  EXPECT_EQ(score("f1", "s0")->value, 0.1);
  EXPECT_EQ(score("f1", "s1")->value, 0.7);
}

TEST_F(ScoreUpdates, AScoreOfASampleThatIsNotThereLeavesEverythingAsItWas) {
  const std::string before = content_digest(store, run);
  ScoreUpdate update(store, run, "m", "t");
  update.put("f1", "s0", scored(1.0));
  update.put("f1", "nobody", scored(1.0));
  EXPECT_NE(error_of([&] { update.apply(std::vector<Scorer>{{"f1", "v:2", "{}"}}, std::vector<ResultRow>{}); }), "");
  EXPECT_EQ(content_digest(store, run), before);
}

TEST_F(ScoreUpdates, MetricsComeInTheOrderOfReports) {
  RunWriter writer(store, run);
  ResultRow other = row(0.9);
  other.metric = "other";
  writer.put_estimate(other);
  writer.put_estimate(row(0.2));
  const std::vector<Scorer> metrics = stored_metrics(store, run, "m", "t");
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0].name, "other");
}

}  // namespace
}  // namespace assay::store::test
