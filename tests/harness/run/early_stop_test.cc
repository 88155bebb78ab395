#include "harness/run/early_stop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "datasets/registry.h"
#include "harness/core/random.h"
#include "harness/run/score_set.h"
#include "harness/run/sweep_results.h"
#include "harness/store/stored_run.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

using Values = std::vector<std::vector<std::optional<double>>>;

// Right answers by chance, one stream a setting.
std::vector<std::optional<double>> coins(std::size_t n, double chance, std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<std::optional<double>> out;
  for (std::size_t i = 0; i < n; ++i) out.emplace_back(random.uniform() < chance ? 1.0 : 0.0);
  return out;
}

TEST(Excluded, AMuchWorseSettingIsAndAnEqualOneIsNot) {
  const Values values{coins(128, 0.8, 1), coins(128, 0.2, 2), coins(128, 0.78, 3)};
  const std::vector<Exclusion> found = excluded(values, {1.0, 0.95, 3});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].setting, 1U);
  EXPECT_NE(found[0].against, 1U);
  EXPECT_LT(found[0].high, 0.0);
  EXPECT_LE(found[0].low, found[0].difference);
  EXPECT_NEAR(found[0].difference, -0.6, 0.15);
}

TEST(Excluded, MoreSettingsAskForMore) {
  std::size_t few = 0, many = 0;
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    const Values values{coins(96, 0.7, 2 * seed), coins(96, 0.35, 2 * seed + 1)};
    few += excluded(values, {1.0, 0.95, 2}).size();
    many += excluded(values, {1.0, 0.95, 5000}).size();
  }
  EXPECT_GT(few, many);
}

TEST(ExcludedSlow, TheBestOfEqualSettingsIsHardlyEverDropped) {
  // Ten settings, looked at in every round; the first is a little better. At a level of 0.95 at most 5 % of the sweeps
  // may lose it, here at most 5 of 100.
  int lost = 0;
  for (std::uint64_t sweep = 0; sweep < 100; ++sweep) {
    Values all;
    for (std::uint64_t i = 0; i < 10; ++i)
      all.push_back(coins(256, i == 0 ? 0.52 : 0.5, stream_seed(7, "coins", "", 10 * sweep + i)));
    bool dropped = false;
    for (const std::size_t round : {32U, 64U, 128U, 256U}) {
      Values values = all;
      for (auto& one : values) one.resize(round);
      for (const Exclusion& one : excluded(values, {1.0, 0.95, 10})) dropped |= one.setting == 0;
    }
    lost += dropped ? 1 : 0;
  }
  EXPECT_LE(lost, 5);
}

TEST(Excluded, SamplesWithoutAValueOnASideAreLeftOut) {
  Values values{coins(128, 1.0, 1), coins(128, 0.0, 2), {}};
  values[2].resize(128);
  for (std::size_t i = 0; i < 128; i += 2) values[1][i].reset();
  const std::vector<Exclusion> found = excluded(values, {1.0, 0.95, 3});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].setting, 1U);
  EXPECT_TRUE(excluded(Values{{}, {}}, {1.0, 0.95, 2}).empty());
  values[1].assign(128, std::nullopt);
  EXPECT_TRUE(excluded(values, {1.0, 0.95, 3}).empty());
}

TEST(RandomOrder, IsByIdWhateverTheOrderOfTheFile) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < 50; ++i) ids.push_back("s" + std::to_string(i));
  const std::vector<std::size_t> order = random_order(ids, "t", 1);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), 50U);
  const std::vector<std::string> reversed(ids.rbegin(), ids.rend());
  const std::vector<std::size_t> other = random_order(reversed, "t", 1);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(ids[order[i]], reversed[other[i]]);
  EXPECT_NE(random_order(ids, "t", 2), order);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
}

// Right with a chance of `skill` percent less 60 times the temperature, by a hash of the sample.
class ChanceBackend : public Backend {
 public:
  explicit ChanceBackend(std::int64_t skill) : skill_(skill) {
    info_.backend = "chance";
    info_.model = "chance";
    info_.fingerprint = "chance " + std::to_string(skill);
  }
  const BackendInfo& info() const override { return info_; }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token) override {
    for (const Request& request : requests) {
      const double temperature = std::get<Generate>(request.body).sampling.temperature;
      RandomStream random(
          stream_seed(9, "chance", request.id.sample_id, static_cast<std::uint64_t>(100.0 * temperature)));
      Response response;
      response.id = request.id;
      response.body =
          Completion{100.0 * random.uniform() < static_cast<double>(skill_) - 60.0 * temperature ? "yes" : "no",
                     FinishReason::kStop,
                     {}};
      response.usage = {5, 2, std::nullopt};
      sink.put(std::move(response));
    }
  }

 private:
  std::int64_t skill_;
  BackendInfo info_;
};

const BackendDef kChance{"chance", "", "",
                         [](const Options& options, const BackendContext&) -> std::unique_ptr<Backend> {
                           return std::make_unique<ChanceBackend>(options.integer("skill", 90));
                         }};
const BackendDef* const kBackends[] = {&kChance};

class EarlySweep : public testing::Test {
 protected:
  void SetUp() override {
    std::string rows;
    for (int i = 0; i < 400; ++i)
      rows += "{\"id\": \"" + std::to_string(i) + "\", \"q\": \"q" + std::to_string(i) + "\", \"a\": \"yes\"}\n";
    folder_.write("rows.jsonl", rows);
    folder_.write(
        "task.yaml",
        "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
        "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: [{metric: exact_match}]\n");
    sweep_ = make_sweep({parse_axis("temperature=0.3,0,0.9,1")}, {});
    for (const SweepPoint& point : sweep_.points) {
      configs_.push_back(parse_run_config("name: r\nmodels: {m: {backend: chance}}\ntasks: [task.yaml]\n", "run.yaml",
                                          folder_.path(), sweep_.overrides(point),
                                          [](const std::string&) { return std::nullopt; }));
      configs_.back().name = "r [" + point.name + "]";
    }
  }

  EarlySweepOutcome perform(const std::string& file, const std::atomic<bool>& interrupted = kNever) {
    store::Store store = store::Store::open(folder_.path() + "/" + file);
    Listener listener;
    return perform_early_sweep(sweep_, configs_, registry_, store, "test", listener, interrupted,
                               {"t", "exact_match", 5, 0.95});
  }

  static const std::atomic<bool> kNever;
  test::TempFolder folder_;
  Sweep sweep_;
  std::vector<RunConfig> configs_;
  const Registry registry_{metrics::builtin::all_metrics(), {}, kBackends, datasets::builtin::all_readers(), {}};
};

const std::atomic<bool> EarlySweep::kNever{false};

TEST_F(EarlySweep, WorseSettingsAreDroppedAndAskedNoFurther) {
  const EarlySweepOutcome outcome = perform("a.db");
  EXPECT_FALSE(outcome.dropped[0]) << "the default never is";
  EXPECT_FALSE(outcome.dropped[1]) << "the best";
  ASSERT_TRUE(outcome.dropped[2] && outcome.dropped[3]);
  EXPECT_EQ(outcome.dropped[3]->against, "temperature=0");
  EXPECT_LT(outcome.dropped[3]->samples, 400);
  EXPECT_LT(outcome.dropped[3]->high, 0.0);
  EXPECT_NEAR(outcome.dropped[3]->level, 1.0 - 0.05 / 3.0, 1e-12);
  EXPECT_EQ(outcome.sweep.asked, 800 + outcome.dropped[2]->samples + outcome.dropped[3]->samples);
  EXPECT_EQ(outcome.sweep.cached, 0);
}

TEST_F(EarlySweep, ADroppedRunHoldsItsSamplesAndTheReportSaysWhy) {
  const EarlySweepOutcome outcome = perform("a.db");
  const store::Store store = store::Store::open_for_reading(folder_.path() + "/a.db");
  const store::StoredRun dropped(store, outcome.sweep.runs[3]), whole(store, outcome.sweep.runs[1]);
  EXPECT_EQ(dropped.facts().status, "interrupted");
  EXPECT_EQ(dropped.results().at(0).estimate.scored, outcome.dropped[3]->samples);
  EXPECT_EQ(dropped.results().at(0).estimate.failed, 0);
  EXPECT_EQ(whole.facts().status, "finished");
  const ScoreSet scores = stored_scores(store, outcome.sweep.runs[3], registry_.metrics);
  EXPECT_EQ(static_cast<std::int64_t>(scores.tasks[0].samples.size()), outcome.dropped[3]->samples)
      << "what was not asked has not failed";

  SweepReportOptions options;
  options.dropped = outcome.dropped;
  const SweepReport report = report_sweep(store, sweep_, outcome.sweep.runs, registry_.metrics, options);
  EXPECT_TRUE(report.stopped_early);
  EXPECT_TRUE(report.settings[3].dropped);
  EXPECT_FALSE(report.settings[3].on_front);
  EXPECT_TRUE(report.settings[1].on_front);
  EXPECT_EQ(report.settings[3].scores[0].against_default->n, outcome.dropped[3]->samples);
  EXPECT_EQ(report.settings[3].scores[0].against_default->failed_candidate, 0);
}

TEST_F(EarlySweep, StartedAgainItDropsTheSameAndAsksNothing) {
  const EarlySweepOutcome first = perform("a.db");
  const EarlySweepOutcome again = perform("a.db");
  EXPECT_EQ(again.sweep.asked, 0);
  EXPECT_EQ(again.sweep.cached, first.sweep.asked);
  EXPECT_EQ(again.sweep.runs, first.sweep.runs);
  for (std::size_t i = 0; i < first.dropped.size(); ++i) {
    ASSERT_EQ(first.dropped[i].has_value(), again.dropped[i].has_value());
    EXPECT_EQ(first.dropped[i] ? first.dropped[i]->samples : 0, again.dropped[i] ? again.dropped[i]->samples : 0);
  }
  const std::atomic<bool> now{true};
  EXPECT_TRUE(perform("b.db", now).sweep.interrupted);
}

TEST_F(EarlySweep, SeveralModelsASettingAreRefused) {
  for (RunConfig& config : configs_) config.evaluated = {"m", "m"};
  try {
    perform("a.db");
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_THAT(e.message(), HasSubstr("evaluates 2 models"));
  }
}

}  // namespace
}  // namespace assay::run
