#include "harness/store/baselines.h"

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::HasSubstr;
using ::testing::Not;

struct Baselines : ::testing::Test {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  std::string first = begin_run(store, example_start(std::string(64, 'a'), "first"));
  std::string second = begin_run(store, example_start(std::string(64, 'b'), "second"));
};

TEST_F(Baselines, ANameStandsForItsRunWhereverARunIsAskedFor) {
  EXPECT_EQ(set_baseline(store, "release", first), std::nullopt);
  EXPECT_EQ(baseline_run(store, "release"), first);
  EXPECT_EQ(resolve_run(store, "baseline:release"), first);
  const std::vector<Baseline> all = list_baselines(store);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "release");
  EXPECT_EQ(all[0].run, first);
  EXPECT_EQ(all[0].run_name, "first");
  EXPECT_EQ(all[0].status, "running");
  EXPECT_EQ(all[0].at.size(), 24u);
}

TEST_F(Baselines, SettingANameAgainReplacesItAndTellsTheRunBefore) {
  set_baseline(store, "release", first);
  EXPECT_EQ(set_baseline(store, "release", second), first);
  EXPECT_EQ(set_baseline(store, "release", second), second);
  EXPECT_EQ(resolve_run(store, "baseline:release"), second);
  EXPECT_EQ(list_baselines(store).size(), 1u);
}

TEST_F(Baselines, AnUnknownNameListsTheNamesAndTheNearest) {
  EXPECT_THAT(error_of([&] { resolve_run(store, "baseline:release"); }), HasSubstr("none is named yet"));
  set_baseline(store, "release", first);
  set_baseline(store, "nightly", second);
  const std::string message = error_of([&] { resolve_run(store, "baseline:relaese"); });
  EXPECT_THAT(message, HasSubstr("no baseline 'relaese'"));
  EXPECT_THAT(message, HasSubstr("did you mean 'release'?"));
  EXPECT_THAT(message, HasSubstr("there are nightly, release"));
  EXPECT_THAT(error_of([&] { resolve_run(store, "baseline:"); }), HasSubstr("no baseline ''"));
  EXPECT_THAT(error_of([&] { resolve_run(store, "baseline:zzzzzzzz"); }), Not(HasSubstr("did you mean")));
}

TEST_F(Baselines, ANameThatAPersonCouldNotTypeAgainIsRefused) {
  for (const std::string& name : {std::string(), std::string("two words"), std::string("line\nbreak"),
                                  std::string("esc\x1b[1m"), std::string(101, 'x')})
    EXPECT_THAT(error_of([&] { set_baseline(store, name, first); }), HasSubstr("cannot be a baseline's name")) << name;
  set_baseline(store, "caf\xc3\xa9-'\"%;", first);
  EXPECT_EQ(baseline_run(store, "caf\xc3\xa9-'\"%;"), first);
}

TEST_F(Baselines, ARunThatIsNotThereCannotBeNamed) {
  EXPECT_NE(error_of([&] { set_baseline(store, "release", "nothing"); }), "");
  EXPECT_TRUE(list_baselines(store).empty());
}

}  // namespace
}  // namespace assay::store::test
