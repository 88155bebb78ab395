// Killed at any moment and started again, a run ends with the same rows as one that was never killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>

#include "harness/core/random.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::HasSubstr;

constexpr int kSamples = 600;

// A task of 600 samples on the mock backend, which takes a millisecond for each.
class ResumeE2e : public testing::Test {
 protected:
  void SetUp() override {
    std::string rows;
    for (int i = 0; i < kSamples; ++i)
      rows += "{\"id\": \"s" + std::to_string(i) + "\", \"q\": \"question " + std::to_string(i) + "\", \"a\": \"answer " +
              std::to_string(i % 10) + "\"}\n";
    folder_.write("rows.jsonl", rows);
    folder_.write("task.yaml",
                  "task: numbers\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                  "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nepochs: 2\n"
                  "metric_list: [{metric: exact_match}, {metric: bleu}]\n");
    folder_.write("rubric.yaml",
                  "name: fine\ncriteria:\n  - id: good\n    definition: It is good.\n"
                  "    scale: {min: 1, max: 3, anchors: {1: bad, 3: good}}\nreason: false\nmethod: generate\n");
    folder_.write("run.yaml",
                  "name: resume\nmodels: {m: {backend: mock, delay_ms: 1}, judge: {backend: mock, delay_ms: 1, mode: fixed, "
                  "answer: 'good: 2'}}\nmodel: m\ntasks: [task.yaml]\nraters: [{rater: rubric.yaml, judge: judge}]\n");
  }

  ProcessResult run(const std::string& store, ProcessOptions options = {}) const {
    options.folder = folder_.path();
    return test::run_process({test::assay_program(), "run", "run.yaml", "--store", store, "--format", "json"}, options);
  }

  std::string digest(const std::string& store) const {
    const store::Store opened = store::Store::open_for_reading(folder_.path() + "/" + store);
    return store::content_digest(opened, store::resolve_run(opened, "latest"));
  }

  test::TempFolder folder_;
};

TEST_F(ResumeE2e, KilledAtFiveRandomMomentsItEndsWithTheRowsOfARunThatWasNeverKilled) {
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult whole = run("whole.db");
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();

  RandomStream random(20'261'124);
  int killed = 0;
  for (int i = 0; i < 5; ++i) {
    ProcessOptions options;
    options.signal = SIGKILL;
    options.after_ms = static_cast<int>(20 + random.below(static_cast<std::uint64_t>(took / 4)));
    killed += run("killed.db", options).exit_code == 128 + SIGKILL ? 1 : 0;
  }
  EXPECT_EQ(killed, 5) << "a run ended before it could be killed: nothing was shown";
  const ProcessResult finished = run("killed.db");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(digest("killed.db"), digest("whole.db"));
}

TEST_F(ResumeE2e, AFinishedRunAsksNothing) {
  ASSERT_EQ(run("twice.db").exit_code, 0);
  const std::string before = digest("twice.db");
  const ProcessResult again = run("twice.db");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("0 requests sent, 2400 answers from the store"));
  EXPECT_EQ(digest("twice.db"), before);
}

TEST_F(ResumeE2e, CtrlCStopsCleanlySaysHowToGoOnAndExits130) {
  ProcessOptions options;
  options.signal = SIGINT;
  options.after_ms = 400;
  const ProcessResult stopped = run("stopped.db", options);
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_THAT(stopped.err, HasSubstr("the same command goes on from here"));
  ASSERT_EQ(run("stopped.db").exit_code, 0);
  ASSERT_EQ(run("whole.db").exit_code, 0);
  EXPECT_EQ(digest("stopped.db"), digest("whole.db"));
}

}  // namespace
}  // namespace assay
