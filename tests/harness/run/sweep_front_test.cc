#include "harness/run/sweep_front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace assay::run {
namespace {

using testing::ElementsAre;

TEST(Front, WhatAnotherBeatsIsNotOnIt) {
  const std::vector<FrontPoint> points{
      {{0.8}, 100.0, 1.0, {}}, {{0.7}, 50.0, 1.0, {}}, {{0.7}, 60.0, 1.0, {}}, {{0.9}, 300.0, 1.0, {}}};
  EXPECT_THAT(front(points), ElementsAre(true, true, false, true));
}

TEST(Front, EqualPointsAreBothOnIt) {
  EXPECT_THAT(front(std::vector<FrontPoint>{{{0.5}, 10.0, 1.0, 2.0}, {{0.5}, 10.0, 1.0, 2.0}}),
              ElementsAre(true, true));
}

TEST(Front, EachOfTokensLatencyAndCostCanKeepAPointOnIt) {
  const FrontPoint best{{0.9}, 10.0, 1.0, 1.0};
  EXPECT_THAT(front(std::vector<FrontPoint>{best, {{0.1}, 9.0, 2.0, 2.0}}), ElementsAre(true, true));
  EXPECT_THAT(front(std::vector<FrontPoint>{best, {{0.1}, 20.0, 0.5, 2.0}}), ElementsAre(true, true));
  EXPECT_THAT(front(std::vector<FrontPoint>{best, {{0.1}, 20.0, 2.0, 0.5}}), ElementsAre(true, true));
  EXPECT_THAT(front(std::vector<FrontPoint>{best, {{0.1}, 20.0, 2.0, 1.0}}), ElementsAre(true, false));
}

TEST(Front, EveryQualityCounts) {
  EXPECT_THAT(
      front(std::vector<FrontPoint>{{{0.9, 0.1}, 1.0, {}, {}}, {{0.1, 0.9}, 1.0, {}, {}}, {{0.1, 0.1}, 1.0, {}, {}}}),
      ElementsAre(true, true, false));
}

TEST(Front, LatenciesThatHardlyDifferAreEqual) {
  EXPECT_THAT(front(std::vector<FrontPoint>{{{0.9}, 1.0, 1.03, {}}, {{0.8}, 1.0, 1.0, {}}}), ElementsAre(true, false));
  EXPECT_THAT(front(std::vector<FrontPoint>{{{0.9}, 1.0, 1.2, {}}, {{0.8}, 1.0, 1.0, {}}}), ElementsAre(true, true));
}

TEST(Front, WhatIsUnknownIsNotComparedAndWithoutAValueThereIsNoPlace) {
  EXPECT_THAT(front(std::vector<FrontPoint>{{{0.9}, 1.0, {}, {}}, {{0.8}, 1.0, 0.1, 0.1}}), ElementsAre(true, false));
  EXPECT_THAT(front(std::vector<FrontPoint>{
                  {{std::nullopt}, 1.0, 1.0, {}}, {{0.0}, 9.0, 9.0, {}}, {{std::nan("")}, 0.0, 0.0, {}}}),
              ElementsAre(false, true, false));
  EXPECT_TRUE(front({}).empty());
}

}  // namespace
}  // namespace assay::run
