#include "harness/run/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "datasets/registry.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

// Answers with the sample's number, and fails where it is told to. The model's options say which.
class ScriptedBackend : public Backend {
 public:
  explicit ScriptedBackend(std::int64_t fail_below) : fail_below_(fail_below) {
    info_.backend = "scripted";
    info_.model = "scripted";
    info_.fingerprint = "scripted 1";
    info_.can_chat = true;
  }
  const BackendInfo& info() const override { return info_; }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token) override {
    for (const Request& request : requests) {
      Response response;
      response.id = request.id;
      const auto& generate = std::get<Generate>(request.body);
      seen.insert(generate.prompt.text);
      seeds.insert(generate.sampling.seed);
      if (std::stoll(request.id.sample_id) < fail_below_) {
        response.body = Failure{FailureKind::kServerError, "scripted failure", 1};
      } else {
        const std::string finish = request.id.sample_id;
        response.body = Completion{finish, finish == "7" ? FinishReason::kLength : FinishReason::kStop, {}};
      }
      sink.put(std::move(response));
    }
  }
  static std::set<std::string> seen;
  static std::set<std::uint64_t> seeds;

 private:
  std::int64_t fail_below_;
  BackendInfo info_;
};

std::set<std::string> ScriptedBackend::seen;
std::set<std::uint64_t> ScriptedBackend::seeds;

const BackendDef kScripted{"scripted", "", "",
                           [](const Options& options, const BackendContext&) -> std::unique_ptr<Backend> {
                             return std::make_unique<ScriptedBackend>(options.integer("fail_below", 0));
                           }};
const BackendDef* const kBackends[] = {&kScripted};

class Runner : public testing::Test {
 protected:
  void SetUp() override {
    ScriptedBackend::seen.clear();
    ScriptedBackend::seeds.clear();
    std::string rows;
    for (int i = 0; i < 20; ++i)
      rows += "{\"id\": \"" + std::to_string(i) + "\", \"q\": \"q" + std::to_string(i) + "\", \"a\": \"" +
              std::to_string(i % 10) + "\"}\n";
    folder_.write("rows.jsonl", rows);
    folder_.write("numbers.yaml",
                  "task: numbers\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                  "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\n"
                  "metric_list: [{metric: exact_match}]\n");
  }

  OpenRun open(const std::string& more = "", const std::string& model = "") {
    RunConfig config = parse_run_config("name: r\nmodels: {m: {backend: scripted" + model + "}}\ntasks: [numbers]\n" +
                                            "task_path: .\n" + more,
                                        "run.yaml", folder_.path(), {}, [](const std::string&) { return std::nullopt; });
    return open_run(std::move(config),
                    {metrics::builtin::all_metrics(), {}, kBackends, datasets::builtin::all_readers(), {}});
  }

  RunOutcome perform(const OpenRun& run, const std::string& store) {
    store::Store opened = store::Store::open(folder_.path() + "/" + store);
    Listener listener;
    return perform_run(run, opened, "test", listener, never_);
  }

  ResultRow result(const std::string& store) {
    const store::Store opened = store::Store::open_for_reading(folder_.path() + "/" + store);
    const store::StoredRun run(opened, store::resolve_run(opened, "latest"));
    return run.results().at(0);
  }

  test::TempFolder folder_;
  const std::atomic<bool> never_{false};
};

TEST_F(Runner, AsksScoresAndEstimates) {
  const RunOutcome outcome = perform(open(), "a.db");
  EXPECT_EQ(outcome.asked, 20);
  EXPECT_FALSE(outcome.too_many_failed);
  const ResultRow row = result("a.db");
  EXPECT_EQ(row.estimate.scored, 20);
  EXPECT_DOUBLE_EQ(*row.estimate.value, 0.5);  // 0..9 are right, 10..19 are not
  EXPECT_EQ(row.estimate.method, "wilson");
  EXPECT_EQ(row.truncated, 1);
  EXPECT_EQ(ScriptedBackend::seen.size(), 20u);
}

TEST_F(Runner, TheSameContentContinuesTheSameRunAndOtherContentIsAnother) {
  const std::string first = perform(open(), "a.db").run;
  const RunOutcome again = perform(open(), "a.db");
  EXPECT_EQ(again.run, first);
  EXPECT_EQ(again.asked, 0);
  EXPECT_EQ(again.cached, 20);
  const RunOutcome other = perform(open("sampling: {max_tokens: 3}\n"), "a.db");
  EXPECT_NE(other.run, first);
  EXPECT_EQ(other.asked, 20);
}

TEST_F(Runner, TooManyFailuresLeaveNoHeadlineNumberAndAreAskedAgain) {
  const RunOutcome outcome = perform(open("", ", fail_below: 2"), "a.db");
  EXPECT_TRUE(outcome.too_many_failed);
  const ResultRow row = result("a.db");
  EXPECT_FALSE(row.estimate.value.has_value());
  EXPECT_EQ(row.estimate.failed, 2);
  EXPECT_THAT(row.estimate.no_interval, HasSubstr("2 of 20 samples failed"));
  const RunOutcome healed = perform(open(), "a.db");
  EXPECT_EQ(healed.asked, 2);
  EXPECT_DOUBLE_EQ(*result("a.db").estimate.value, 0.5);
}

TEST_F(Runner, AFewFailuresAreCountedApartAndNotAsWrong) {
  const RunOutcome outcome = perform(open("max_failed: 0.2\n", ", fail_below: 2"), "a.db");
  EXPECT_FALSE(outcome.too_many_failed);
  const ResultRow row = result("a.db");
  EXPECT_EQ(row.estimate.scored, 18);
  EXPECT_EQ(row.estimate.failed, 2);
  EXPECT_DOUBLE_EQ(*row.estimate.value, 8.0 / 18.0);
}

TEST_F(Runner, EpochsAreAskedWithStreamsOfTheirOwn) {
  perform(open("sampling: {temperature: 1.0}\n"), "one.db");
  const std::set<std::uint64_t> one = ScriptedBackend::seeds;
  EXPECT_EQ(one.size(), 20u);
  OpenRun run = open("sampling: {temperature: 1.0}\n");
  run.tasks[0].epochs = 3;
  const RunOutcome outcome = perform(run, "three.db");
  EXPECT_EQ(outcome.asked, 60);
  EXPECT_EQ(ScriptedBackend::seeds.size(), 60u);
  for (std::uint64_t seed : one) EXPECT_TRUE(ScriptedBackend::seeds.contains(seed)) << "the first epoch is the same stream";
}

TEST_F(Runner, AnInterruptStoresWhatThereIsAndMakesNoEstimates) {
  store::Store store = store::Store::open(folder_.path() + "/i.db");
  Listener listener;
  const std::atomic<bool> now{true};
  const OpenRun run = open();
  EXPECT_TRUE(perform_run(run, store, "test", listener, now).interrupted);
  const store::StoredRun stored(store, store::resolve_run(store, "latest"));
  EXPECT_EQ(stored.facts().status, "interrupted");
  EXPECT_TRUE(stored.results().empty());
}

TEST_F(Runner, AMistakeIsNamedWithItsPlaceBeforeAnythingIsAsked) {
  try {
    open("raters: [{rater: r.yaml, judge: m, tasks: [nmubers]}]\n");
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_THAT(e.message(), HasSubstr("did you mean 'numbers'"));
  }
  try {
    open("", ", tpyo: 1");
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_THAT(std::string(e.what()), HasSubstr("unknown key 'tpyo'"));
    EXPECT_THAT(std::string(e.what()), HasSubstr("while opening the model 'm'"));
  }
  EXPECT_TRUE(ScriptedBackend::seen.empty());
}

}  // namespace
}  // namespace assay::run
