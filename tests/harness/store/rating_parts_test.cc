#include "harness/store/rating_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

TEST(RatingParts, ComeBackAsTheyWere) {
  assay::test::TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  RunWriter writer(store, begin_example(store, 2));
  StoredScore score{"s0", {StatsRow{0.5}, 0.5, "why"}, 0, {}};
  score.parts.push_back({.criterion = "good", .unit = "claim 1", .epoch = 1, .order = "AB", .value = 3.0, .mass = 0.75,
                         .distribution = {{1, 0.25}, {3, 0.75}}, .reason = "r", .evidence = "e", .verbatim = false, .gate = "cap"});
  score.parts.push_back({.criterion = "short", .outcome = PartOutcome::kNotApplicable});
  writer.replace_ratings("m", "t", {"rater", "signature"}, std::vector<StoredScore>{score});
  const RatingKey key{writer.run(), "m", "t", "s0", "rater"};
  const std::vector<RatingPart> parts = read_rating_parts(store.database(), key);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].criterion, "good");
  EXPECT_EQ(parts[0].unit, "claim 1");
  EXPECT_EQ(parts[0].epoch, 1);
  EXPECT_EQ(parts[0].order, "AB");
  EXPECT_EQ(parts[0].outcome, PartOutcome::kRated);
  EXPECT_EQ(parts[0].value, 3.0);
  EXPECT_EQ(parts[0].mass, 0.75);
  EXPECT_THAT(parts[0].distribution, testing::ElementsAre(testing::Pair(1.0, 0.25), testing::Pair(3.0, 0.75)));
  EXPECT_EQ(parts[0].reason, "r");
  EXPECT_EQ(parts[0].evidence, "e");
  EXPECT_EQ(parts[0].verbatim, false);
  EXPECT_EQ(parts[0].gate, "cap");
  EXPECT_EQ(parts[1].outcome, PartOutcome::kNotApplicable);
  EXPECT_EQ(parts[1].value, std::nullopt);
  EXPECT_EQ(parts[1].verbatim, std::nullopt);
  score.parts.pop_back();
  writer.replace_ratings("m", "t", {"rater", "signature"}, std::vector<StoredScore>{score});
  EXPECT_EQ(read_rating_parts(store.database(), key).size(), 1u);
}

}  // namespace
}  // namespace assay::store::test
