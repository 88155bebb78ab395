#include "harness/run/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "harness/core/error.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::vector<SweepAxis> axes(const std::vector<std::string>& written) {
  std::vector<SweepAxis> out;
  for (const std::string& one : written) out.push_back(parse_axis(one));
  return out;
}

std::vector<std::string> names(const Sweep& sweep) {
  std::vector<std::string> out;
  for (const SweepPoint& point : sweep.points) out.push_back(point.name);
  return out;
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& e) {
    EXPECT_EQ(exit_code(e.kind()), 2);
    return e.message();
  }
  ADD_FAILURE() << "accepted";
  return "";
}

std::string axis_refusal(const std::string& written) {
  return refusal([&] { parse_axis(written); });
}

TEST(SweepAxis, ABareSamplingNameIsShortForItsPath) {
  const SweepAxis axis = parse_axis(" temperature = 0, 0.7 ,1");
  EXPECT_EQ(axis.name, "temperature");
  EXPECT_EQ(axis.path, "sampling.temperature");
  EXPECT_THAT(axis.values, ElementsAre("0", "0.7", "1"));
  EXPECT_EQ(parse_axis("tasks.0.num_fewshot=0,3").path, "tasks.0.num_fewshot");
  EXPECT_EQ(parse_axis("model=a,b").path, "model");
}

TEST(SweepAxis, CommasInsideBracketsAndQuotesBelongToTheValue) {
  EXPECT_THAT(parse_axis(R"(sampling.stop=["a", "b"],["c"])").values, ElementsAre(R"(["a", "b"])", R"(["c"])"));
  EXPECT_THAT(parse_axis("models.m.path='a,b',c").values, ElementsAre("'a,b'", "c"));
}

TEST(SweepAxis, AMistakeIsASentence) {
  EXPECT_THAT(axis_refusal("temprature=0,1"), HasSubstr("did you mean 'temperature'"));
  EXPECT_THAT(axis_refusal("sampling.topp=0,1"), HasSubstr("did you mean 'top_p'"));
  EXPECT_THAT(axis_refusal("model.m.path=a,b"), HasSubstr("did you mean 'models'"));
  EXPECT_THAT(axis_refusal("tasks=a,b"), HasSubstr("tasks.0.num_fewshot"));
  EXPECT_THAT(axis_refusal("temperature"), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(axis_refusal("=1,2"), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(axis_refusal("temperature="), HasSubstr("no values"));
  EXPECT_THAT(axis_refusal("temperature=0,,1"), HasSubstr("empty"));
  EXPECT_THAT(axis_refusal("temperature=0.7,0.70"), HasSubstr("0.70 comes twice"));
  EXPECT_THAT(axis_refusal("models..path=a"), HasSubstr("empty part"));
  EXPECT_THAT(axis_refusal("sampling.stop=[a,b"), HasSubstr("brackets"));
  EXPECT_THAT(axis_refusal("sampling.stop='a"), HasSubstr("quote"));
}

TEST(Sweep, TheGridIsTheProductWithTheDefaultFirst) {
  const Sweep sweep = make_sweep(axes({"temperature=0,1", "top_p=0.9,0.95,1"}), {});
  EXPECT_EQ(sweep.grid_size, 6U);
  EXPECT_THAT(names(sweep),
              ElementsAre("temperature=0 top_p=0.9", "temperature=0 top_p=0.95", "temperature=0 top_p=1",
                          "temperature=1 top_p=0.9", "temperature=1 top_p=0.95", "temperature=1 top_p=1"));
  EXPECT_THAT(sweep.overrides(sweep.points[4]),
              ElementsAre(Pair("sampling.temperature", "1"), Pair("sampling.top_p", "0.95")));
}

TEST(Sweep, AnotherDefaultCanBeNamed) {
  const Sweep sweep =
      make_sweep(axes({"temperature=0,1", "models.m.path=a b,c"}), {"models.m.path=c temperature=1.0", {}, 1});
  EXPECT_THAT(names(sweep), ElementsAre("temperature=1 models.m.path=c", "temperature=0 models.m.path=a b",
                                        "temperature=0 models.m.path=c", "temperature=1 models.m.path=a b"));
  EXPECT_EQ(make_sweep(axes({"temperature=0,1", "models.m.path=c,a b"}), {"models.m.path=a b", {}, 1}).points[0].name,
            "temperature=0 models.m.path=a b");
}

TEST(Sweep, ADefaultThatIsNoPointOfTheGridIsRefused) {
  const auto with = [](const std::string& written) {
    return refusal([&] { make_sweep(axes({"temperature=0,1"}), {written, {}, 1}); });
  };
  EXPECT_THAT(with("temperature=0.5"), HasSubstr("no point of the grid, which has 0, 1"));
  EXPECT_THAT(with("temprature=0"), HasSubstr("did you mean 'temperature'"));
  EXPECT_THAT(with("0"), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(with("temperature=0 temperature=1"), HasSubstr("twice"));
}

TEST(Sweep, ASettingIsVariedOnce) {
  EXPECT_THAT(refusal([] { make_sweep(axes({"temperature=0,1", "sampling.temperature=2"}), {}); }), HasSubstr("twice"));
  EXPECT_THAT(refusal([] { make_sweep(axes({"models.m={backend: mock}", "models.m.path=a"}), {}); }),
              HasSubstr("inside"));
  EXPECT_THAT(refusal([] { make_sweep({}, {}); }), HasSubstr("nothing to sweep"));
}

TEST(Sweep, ARandomDrawIsDistinctPointsOfTheGridWithTheDefaultAndComesAgain) {
  std::string values = "top_k=0";
  for (int i = 1; i < 200; ++i) values += "," + std::to_string(i);
  const std::vector<SweepAxis> wide = axes({values, "temperature=0,0.5,1", "seed=1,2,3,4,5,6,7,8,9,10"});
  const Sweep sweep = make_sweep(wide, {"", 50, 7});
  EXPECT_EQ(sweep.grid_size, 6000U);
  EXPECT_EQ(sweep.points.size(), 50U);
  EXPECT_EQ(sweep.points[0].name, "top_k=0 temperature=0 seed=1");
  const std::vector<std::string> drawn = names(sweep);
  EXPECT_EQ(std::set<std::string>(drawn.begin(), drawn.end()).size(), 50U);
  EXPECT_EQ(names(make_sweep(wide, {"", 50, 7})), drawn);
  EXPECT_NE(names(make_sweep(wide, {"", 50, 8})), drawn);
}

TEST(Sweep, EveryPointIsDrawnEquallyOften) {
  const std::vector<SweepAxis> grid = axes({"temperature=0,1,2,3", "seed=0,1,2"});
  std::map<std::string, int> times;
  for (std::uint64_t seed = 0; seed < 1100; ++seed)
    for (const SweepPoint& point : make_sweep(grid, {"", 4, seed}).points) ++times[point.name];
  EXPECT_EQ(times.size(), 12U);
  EXPECT_EQ(times.extract("temperature=0 seed=0").mapped(), 1100);              // the default
  for (const auto& [name, count] : times) EXPECT_NEAR(count, 300, 70) << name;  // five standard deviations
  EXPECT_EQ(names(make_sweep(grid, {"", 12, 3})).size(), 12U);
}

TEST(Sweep, TooManyPointsAreRefusedUnlessAFewAreDrawn) {
  std::string hundred = "=0";
  for (int i = 1; i < 101; ++i) hundred += "," + std::to_string(i);
  const std::vector<SweepAxis> grid = axes({"top_k" + hundred, "seed" + hundred});
  EXPECT_THAT(refusal([&] { make_sweep(grid, {}); }), HasSubstr("10201 points; at most 10000"));
  EXPECT_EQ(make_sweep(grid, {"", 5, 1}).points.size(), 5U);
  EXPECT_THAT(refusal([&] { make_sweep(grid, {"", 10'202, 1}); }), HasSubstr("expected 1 to 10201"));
  EXPECT_THAT(refusal([&] { make_sweep(grid, {"", 0, 1}); }), HasSubstr("--random 0"));
  std::vector<SweepAxis> endless;
  for (int i = 0; i < 9; ++i) endless.push_back(parse_axis("tasks." + std::to_string(i) + ".limit" + hundred));
  EXPECT_THAT(refusal([&] { make_sweep(endless, {"", 5, 1}); }), HasSubstr("more points than can be counted"));
}

}  // namespace
}  // namespace assay::run
