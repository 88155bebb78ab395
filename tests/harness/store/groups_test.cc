#include "harness/store/groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using testing::ElementsAre;

class StoredGroups : public testing::Test {
 protected:
  void SetUp() override { run_ = begin_example(store_, 3); }

  static RunFacts::Group group() {
    RunFacts::Group out{"g", "Group", "1.0", {{"t", false}, {"inner", true}}, {"t"}, {}};
    out.numbers.push_back({"acc", std::nullopt, true});
    out.numbers.push_back({"exact_match", std::vector<std::string>{"strict", "it's"}, false});
    return out;
  }

  static GroupRow row() {
    GroupRow out;
    out.model = "m";
    out.group = "g";
    out.metric = "acc";
    out.signature = "s";
    out.by_size = false;
    out.parts = {{"t", 1.0, 0.1 + 0.2}};
    out.without = {"u"};
    out.estimate.value = 0.1 + 0.2;
    out.estimate.low = 0.25;
    out.estimate.method = "stratified_t";
    out.estimate.standard_error = 0.01;
    out.estimate.scored = 3;
    out.estimate.failed = 1;
    out.estimate.seed = 18446744073709551615ULL;
    out.estimate.clusters = 4;
    out.higher_is_better = false;
    out.scale = 100.0;
    return out;
  }

  assay::test::TempFolder folder_;
  Store store_ = Store::open(folder_.path() + "/a.db");
  std::string run_;
};

TEST_F(StoredGroups, ComeBackAsTheyWere) {
  put_groups(store_, run_, std::vector<RunFacts::Group>{group(), {"inner", "", "", {{"t", false}}, {"t"}, {}}});
  const std::vector<RunFacts::Group> groups = StoredRun(store_, run_).facts().groups;
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0], group());
  EXPECT_EQ(groups[1].name, "inner");
}

TEST_F(StoredGroups, NumbersComeBackAsTheyWere) {
  put_groups(store_, run_, std::vector<RunFacts::Group>{group()});
  GroupRow undefined;
  undefined.model = "m";
  undefined.group = "g";
  undefined.metric = "aaa";
  undefined.estimate.no_interval = "why";
  replace_group_rows(store_, run_, "m", std::vector<GroupRow>{row(), undefined});
  const std::vector<GroupRow> rows = StoredRun(store_, run_).groups();
  ASSERT_EQ(rows.size(), 2u);
  const GroupRow& r = rows[0];
  EXPECT_EQ(r.metric, "acc");
  EXPECT_EQ(r.signature, "s");
  EXPECT_FALSE(r.by_size);
  ASSERT_EQ(r.parts.size(), 1u);
  EXPECT_EQ(r.parts[0].task, "t");
  EXPECT_EQ(*r.parts[0].value, 0.1 + 0.2);
  EXPECT_THAT(r.without, ElementsAre("u"));
  EXPECT_EQ(*r.estimate.value, 0.1 + 0.2);
  EXPECT_EQ(*r.estimate.low, 0.25);
  EXPECT_FALSE(r.estimate.high.has_value());
  EXPECT_EQ(r.estimate.method, "stratified_t");
  EXPECT_EQ(r.estimate.scored, 3);
  EXPECT_EQ(r.estimate.failed, 1);
  EXPECT_EQ(r.estimate.seed, 18446744073709551615ULL);
  EXPECT_EQ(r.estimate.clusters, 4);
  EXPECT_FALSE(r.higher_is_better);
  EXPECT_EQ(r.scale, 100.0);
  EXPECT_FALSE(rows[1].estimate.value.has_value());
  EXPECT_EQ(rows[1].estimate.no_interval, "why");
  EXPECT_EQ(store_.database().scalar("SELECT count(*) FROM v_group_estimates WHERE tasks = 't' AND left_out = 'u'"), 1);
}

TEST_F(StoredGroups, EqualGroupsKeepTheirNumbersAndOthersLoseThem) {
  put_groups(store_, run_, std::vector<RunFacts::Group>{group()});
  replace_group_rows(store_, run_, "m", std::vector<GroupRow>{row()});
  put_groups(store_, run_, std::vector<RunFacts::Group>{group()});
  EXPECT_EQ(StoredRun(store_, run_).groups().size(), 1u);
  const std::string digest = content_digest(store_, run_);
  replace_group_rows(store_, run_, "m", std::vector<GroupRow>{});
  EXPECT_NE(content_digest(store_, run_), digest);
  replace_group_rows(store_, run_, "m", std::vector<GroupRow>{row()});
  EXPECT_EQ(content_digest(store_, run_), digest);
  put_groups(store_, run_, {});
  EXPECT_TRUE(StoredRun(store_, run_).groups().empty());
  EXPECT_TRUE(StoredRun(store_, run_).facts().groups.empty());
}

TEST_F(StoredGroups, ScoresComeInTheOrderOfTheSamples) {
  {
    RunWriter writer(store_, run_);
    const std::vector<StoredScore> scores = {{"s2", {StatsRow{2.0}, 2.0, ""}}, {"s0", {StatsRow{0.0}, 0.0, ""}}};
    writer.replace_scores("m", "t", {"acc", ""}, scores);
  }
  std::vector<std::string> samples;
  for_each_ordered_score(store_, run_, "m", "t",
                         [&](const std::string& metric, const std::string& sample, const Scored& scored,
                             const std::optional<std::string>& cluster) {
                           EXPECT_EQ(metric, "acc");
                           EXPECT_TRUE(scored.is_scored());
                           EXPECT_FALSE(cluster.has_value());
                           samples.push_back(sample);
                         });
  EXPECT_THAT(samples, ElementsAre("s0", "s2"));
}

}  // namespace
}  // namespace assay::store::test
