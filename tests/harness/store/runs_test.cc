#include "harness/store/runs.h"

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::HasSubstr;

/// A content id that begins with `prefix`.
std::string content(std::string prefix) {
  prefix.resize(64, '0');
  return prefix;
}

TEST(Runs, ARunOfTheSameContentIsContinued) {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  EXPECT_EQ(find_run(store, std::string(64, 'a')), std::nullopt);
  const std::string run = begin_run(store, example_start());
  EXPECT_EQ(run, std::string(12, 'a'));
  end_run(store, run, RunStatus::kInterrupted, 1.5);
  EXPECT_EQ(StoredRun(store, run).facts().status, "interrupted");
  EXPECT_EQ(StoredRun(store, run).facts().finished, "");
  const std::string started = StoredRun(store, run).facts().started;
  EXPECT_EQ(find_run(store, std::string(64, 'a')), run);
  EXPECT_EQ(begin_run(store, example_start()), run);
  EXPECT_EQ(StoredRun(store, run).facts().status, "running");
  EXPECT_EQ(StoredRun(store, run).facts().started, started);
  end_run(store, run, RunStatus::kFinished, 2.0);
  EXPECT_EQ(StoredRun(store, run).usage().wall_s, 3.5);
  EXPECT_EQ(StoredRun(store, run).facts().finished.size(), 24u);
  EXPECT_EQ(list_runs(store).size(), 1u);
}

TEST(Runs, FactsComeBackAsGiven) {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  const StoredRun run(store, begin_example(store, 2));
  EXPECT_EQ(run.facts().seed, 18446744073709551615ULL);
  EXPECT_EQ(run.facts().config_yaml, "name: example\n");
  ASSERT_EQ(run.facts().models.size(), 2u);
  EXPECT_EQ(run.facts().models[1].fingerprint, "fp-j");
  EXPECT_EQ(run.facts().models[0].numerics, "reference (f32)");
  ASSERT_EQ(run.facts().tasks.size(), 1u);
  EXPECT_EQ(run.facts().tasks[0].data_sha256, "d00d");
  EXPECT_EQ(run.facts().tasks[0].samples, 2);
}

TEST(Runs, EqualBeginningsOfContentGetDifferentIds) {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  const std::string first = begin_run(store, example_start(content("aaaaaaaaaaaaaaab")));
  const std::string second = begin_run(store, example_start(content("aaaaaaaaaaaaaaac")));
  EXPECT_NE(first, second);
  EXPECT_EQ(resolve_run(store, first), first) << "an exact id wins over being a prefix";
}

TEST(Runs, ResolvesIdPrefixNameAndLatest) {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  EXPECT_THAT(error_of([&] { resolve_run(store, "latest"); }), HasSubstr("there is no run in"));
  const std::string a = begin_run(store, example_start(content("abc1"), "first"));
  const std::string b = begin_run(store, example_start(content("abd1"), "second"));
  const std::string c = begin_run(store, example_start(content("f001"), "first"));
  EXPECT_EQ(resolve_run(store, a), a);
  EXPECT_EQ(resolve_run(store, "abd"), b);
  EXPECT_EQ(resolve_run(store, "first"), c) << "of equal names the newest";
  EXPECT_EQ(resolve_run(store, "latest"), c);
  const std::string unclear = error_of([&] { resolve_run(store, "ab"); });
  EXPECT_THAT(unclear, HasSubstr("is not clear"));
  EXPECT_THAT(unclear, HasSubstr(a));
  EXPECT_THAT(unclear, HasSubstr(b));
  const std::string unknown = error_of([&] { resolve_run(store, "secnod"); });
  EXPECT_THAT(unknown, HasSubstr("no run 'secnod'"));
  EXPECT_THAT(unknown, HasSubstr("did you mean 'second'"));
  EXPECT_THAT(unknown, HasSubstr(c));
  EXPECT_THAT(error_of([&] { resolve_run(store, ""); }), HasSubstr("no run ''"));
  // Wildcards of SQL mean nothing here.
  EXPECT_THAT(error_of([&] { resolve_run(store, "a%"); }), HasSubstr("no run 'a%'"));
}

TEST(Runs, ListIsNewestFirstWithModelsAndTasks) {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  begin_example(store, 1, example_start(content("1"), "old"));
  store.database().execute("UPDATE runs SET started = '2020-01-01T00:00:00.000Z'");
  begin_run(store, example_start(content("2"), "new"));
  const std::vector<RunListing> runs = list_runs(store);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].name, "new");
  EXPECT_EQ(runs[0].tasks, "");
  EXPECT_EQ(runs[1].models, "m, judge");
  EXPECT_EQ(runs[1].tasks, "t");
}

}  // namespace
}  // namespace assay::store::test
