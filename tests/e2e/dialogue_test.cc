// Dialogues of several turns, and models that think, as a person runs them.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>

#include "harness/core/json.h"
#include "harness/core/random.h"
#include "harness/store/database.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "tests/support/fake_server.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DialogueE2e : public testing::Test {
 protected:
  ProcessResult assay(std::vector<std::string> arguments, ProcessOptions options = {}) const {
    arguments.insert(arguments.begin(), test::assay_program());
    options.folder = folder_.path();
    return test::run_process(arguments, options);
  }

  void write_task(int samples, const std::string& metrics) const {
    std::string rows;
    for (int i = 0; i < samples; ++i)
      rows += fmt::format("{{\"id\": \"s{0}\", \"q\": \"Number {0}?\", \"a\": [\"1\", \"2\"]}}\n", i);
    folder_.write("rows.jsonl", rows);
    folder_.write("talk.yaml",
                  "task: talk\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                  "apply_chat_template: true\ndoc_to_text: q\nturns: ['You said {{answer}}. And then?']\ndoc_to_target: a\n"
                  "targets_by_turn: true\ngeneration_kwargs: {until: [\";\"]}\nmetric_list: [" + metrics + "]\n");
  }

  store::Store open(const std::string& store = "assay.db") const {
    return store::Store::open_for_reading(folder_.path() + "/" + store);
  }

  std::string digest(const std::string& store) const {
    const store::Store opened = open(store);
    return store::content_digest(opened, store::resolve_run(opened, "latest"));
  }

  std::int64_t count(const std::string& sql) const { return open().database().scalar(sql); }

  test::TempFolder folder_;
};

const std::string kBothTurns = "{metric: exact_match}, {metric: exact_match, turn: 1}, {metric: exact_match, turn: all}";

TEST_F(DialogueE2e, EachTurnIsAskedStoredScoredAndShown) {
  write_task(2, kBothTurns);
  folder_.write("answers.jsonl",
                "{\"id\": \"s0\", \"slot\": 0, \"text\": \"1\"}\n{\"id\": \"s0\", \"slot\": 1, \"text\": \"2\"}\n"
                "{\"id\": \"s1\", \"slot\": 0, \"text\": \"1\"}\n{\"id\": \"s1\", \"slot\": 1, \"text\": \"7\"}\n");
  folder_.write("rubric.yaml", "name: fine\nturn: 2\ncriteria:\n  - id: good\n    definition: It is good.\n"
                               "    scale: {min: 1, max: 3, anchors: {1: bad, 3: good}}\nreason: false\nmethod: generate\n");
  folder_.write("run.yaml",
                "name: talk\nmodels: {m: {backend: replay, path: answers.jsonl}, judge: {backend: mock, mode: fixed, answer: 'good: 2'}}\n"
                "model: m\ntasks: [talk.yaml]\nraters: [{rater: rubric.yaml, judge: judge}]\n");
  const ProcessResult done = assay({"run", "run.yaml", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const Value report = json::parse(done.out, "report");
  const Value::Array& results = report.find("results")->as_array();
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].find("metric")->as_string(), "exact_match");
  EXPECT_DOUBLE_EQ(results[0].find("value")->as_double(), 0.5);
  EXPECT_EQ(results[1].find("metric")->as_string(), "exact_match,turn-1");
  EXPECT_DOUBLE_EQ(results[1].find("value")->as_double(), 1.0);
  EXPECT_DOUBLE_EQ(results[2].find("value")->as_double(), 0.75);
  EXPECT_EQ(count("SELECT count(*) FROM v_responses WHERE role = 'answer' AND slot = 1 AND user_turn = 'You said 1. And then?'"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM v_responses WHERE role = 'fine' AND prompt LIKE '%<conversation>%Number 0?%[assistant]%1%'"), 1);

  const ProcessResult page = assay({"report", "latest", "--format", "html"});
  EXPECT_THAT(page.out, AllOf(HasSubstr("\"turns\":[{\"user\":\"Number 0?\""), HasSubstr("You said 1. And then?")));
  const ProcessResult again = assay({"rescore", "latest", "--dry-run"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("exact_match,turn-1"));
  const ProcessResult other = assay({"rescore", "latest", "--metrics", "num_chars:turn=2", "--dry-run"});
  EXPECT_THAT(other.out, HasSubstr("num_chars,turn-2")) << other.err;
  // Two runs of one task are compared turn by turn.
  const ProcessResult compared = assay({"compare", "latest", "latest"});
  EXPECT_THAT(compared.err, Not(HasSubstr("unknown metric")));
}

TEST_F(DialogueE2e, AFailedTurnIsAFailedSampleAndNeverAWrongOne) {
  write_task(2, kBothTurns);
  folder_.write("answers.jsonl",
                "{\"id\": \"s0\", \"slot\": 0, \"text\": \"1\"}\n{\"id\": \"s0\", \"slot\": 1, \"text\": \"2\"}\n"
                "{\"id\": \"s1\", \"slot\": 0, \"text\": \"1\"}\n");
  folder_.write("run.yaml", "name: talk\nmodels: {m: {backend: replay, path: answers.jsonl}}\ntasks: [talk.yaml]\nmax_failed: 0.9\n");
  const ProcessResult done = assay({"run", "run.yaml", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const Value report = json::parse(done.out, "report");
  for (const Value& row : report.find("results")->as_array()) {
    EXPECT_EQ(row.find("scored")->as_int(), 1);
    EXPECT_EQ(row.find("failed")->as_int(), 1);
    EXPECT_DOUBLE_EQ(row.find("value")->as_double(), 1.0);
  }
}

TEST_F(DialogueE2e, RequestsAndValidateShowTheFirstTurnAndSaySo) {
  write_task(2, kBothTurns);
  const ProcessResult requests = assay({"requests", "talk.yaml", "--limit", "1"});
  ASSERT_EQ(requests.exit_code, 0) << requests.err;
  const Value line = json::parse(requests.out, "line");
  EXPECT_EQ(line.find("turn")->as_int(), 1);
  EXPECT_EQ(line.find("later_turns")->as_string(), "depend on the answers");
  EXPECT_THAT(assay({"validate", "talk.yaml"}).out, HasSubstr("(generate, chat, turn 1: later turns depend on the answers)"));
}

TEST_F(DialogueE2e, TheShippedDialogueRuns) {
  const ProcessResult done = assay({"run", "--model", "mock:mode=hash", "--tasks", std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks/running_total.yaml"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("numeric_match,all-turns"));
  EXPECT_EQ(count("SELECT count(*) FROM v_responses WHERE slot = 2"), 40);
}

TEST_F(DialogueE2e, MtBenchRatesEachTurnAndShowsTheReferenceOfThat) {
  // Rows of ours under the names of the original's columns.
  folder_.write("data/HuggingFaceH4/mt_bench_prompts/data/train.jsonl",
                "{\"prompt_id\": 7, \"category\": \"math\", \"prompt\": [\"What is 2 + 5?\", \"Double it.\"], \"reference\": [\"seven\", \"fourteen\"]}\n"
                "{\"prompt_id\": 8, \"category\": \"writing\", \"prompt\": [\"Describe moss.\", \"Shorter.\"], \"reference\": []}\n");
  folder_.write("run.yaml", "name: mt\ntasks: ['" + std::string(ASSAY_SOURCE_DIR) +
                                "/datasets/tasks/mt_bench.yaml']\ndata_root: data\nmodel: m\nmodels:\n  m: {backend: mock, mode: fixed, answer: 'soft green'}\n"
                                "  judge: {backend: mock, mode: fixed, answer: 'quality: 10'}\n");
  const ProcessResult done = assay({"run", "run.yaml", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(count("SELECT count(*) FROM v_responses WHERE role = 'answer'"), 4);
  const auto asked = [&](const std::string& rater, const std::string& like) {
    return count("SELECT count(*) FROM v_responses WHERE kind = 'generate' AND role = '" + rater + "' AND prompt LIKE '" + like + "'");
  };
  EXPECT_EQ(asked("dialogue_turn_1", "%<task>%2 + 5%</task>%<reference>%seven%</reference>%"), 1);
  EXPECT_EQ(asked("dialogue_turn_2", "%2 + 5%soft green%</conversation>%<task>%Double it.%</task>%<reference>%fourteen%</reference>%"), 1);
  EXPECT_EQ(asked("dialogue_turn_1", "%<conversation>%"), 0);
  EXPECT_EQ(asked("dialogue_turn_2", "%Shorter.%<reference>%"), 0);
}

TEST_F(DialogueE2e, KilledAtRandomMomentsItEndsWithTheRowsOfARunThatWasNeverKilledSlow) {
  write_task(250, kBothTurns);
  folder_.write("run.yaml", "name: talk\nmodels: {m: {backend: mock, delay_ms: 1}}\ntasks: [{task: talk.yaml, epochs: 2}]\n");
  const auto run = [&](const std::string& store, ProcessOptions options) {
    return assay({"run", "run.yaml", "--store", store, "--format", "json"}, std::move(options));
  };
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult whole = run("whole.db", {});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
  RandomStream random(20'261'125);
  int killed = 0;
  for (int i = 0; i < 5; ++i) {
    ProcessOptions options;
    options.signal = SIGKILL;
    options.after_ms = static_cast<int>(20 + random.below(static_cast<std::uint64_t>(took / 4)));
    killed += run("killed.db", options).exit_code == 128 + SIGKILL ? 1 : 0;
  }
  EXPECT_GE(killed, 3) << "a run ended before it could be killed: nothing was shown";
  ASSERT_EQ(run("killed.db", {}).exit_code, 0);
  EXPECT_EQ(digest("killed.db"), digest("whole.db"));
}

TEST_F(DialogueE2e, ScoringAgainRefusesDialoguesThatMayHaveNoEnd) {
  write_task(300, "{metric: exact_match}");
  folder_.write("run.yaml", "name: talk\nmodels: {m: {backend: mock, delay_ms: 2}}\ntasks: [talk.yaml]\n");
  ProcessOptions options;
  options.signal = SIGINT;
  options.after_ms = 900;  // among the second turns
  ASSERT_EQ(assay({"run", "run.yaml"}, options).exit_code, 130);
  const ProcessResult refused = assay({"rescore", "latest"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("Start the run again to complete it"));
}

TEST_F(DialogueE2e, WhatARecordedModelThoughtIsStoredShownAndNotScored) {
  folder_.write("rows.jsonl", "{\"id\": \"1\", \"q\": \"1 + 1?\", \"a\": \"2\"}\n{\"id\": \"2\", \"q\": \"2 + 2?\", \"a\": \"4\"}\n"
                              "{\"id\": \"3\", \"q\": \"3 + 3?\", \"a\": \"6\"}\n");
  folder_.write("sums.yaml",
                "task: sums\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                "doc_to_text: q\ndoc_to_target: a\nmetric_list: [{metric: exact_match}]\n");
  folder_.write("answers.jsonl",
                "{\"id\": \"1\", \"text\": \"<think>one and one</think>\\n\\n2\"}\n"
                "{\"id\": \"2\", \"text\": \"4\", \"reasoning\": \"two and two\"}\n"
                "{\"id\": \"3\", \"text\": \"<think>three and\", \"finish\": \"length\"}\n");
  const std::string run = "name: sums\ntasks: [sums.yaml]\nmodels: {m: {backend: replay, path: answers.jsonl";
  folder_.write("run.yaml", run + "}}\n");
  const ProcessResult done = assay({"run", "run.yaml", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const Value row = json::parse(done.out, "report").find("results")->as_array()[0];
  EXPECT_NEAR(row.find("value")->as_double(), 2.0 / 3.0, 1e-12);
  EXPECT_EQ(row.find("truncated")->as_int(), 1);
  EXPECT_EQ(count("SELECT count(*) FROM v_responses WHERE reasoning = 'one and one' AND answer = '2'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM v_responses WHERE reasoning = 'three and' AND answer = '' AND finish = 'length'"), 1);
  EXPECT_THAT(assay({"report", "latest", "--format", "html"}).out, HasSubstr("\"reasoning\":\"two and two\""));
  folder_.write("run.yaml", run + ", thinking: off}}\n");
  ASSERT_EQ(assay({"run", "run.yaml", "--store", "off.db"}).exit_code, 0);
  EXPECT_EQ(open("off.db").database().scalar("SELECT count(*) FROM v_responses WHERE answer LIKE '<think>%'"), 2);
  folder_.write("run.yaml", run + ", thinking: sometimes}}\n");
  const ProcessResult refused = assay({"run", "run.yaml"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("expected auto, off, or the markers"));
}

TEST_F(DialogueE2e, AThinkingEndpointIsSentNoStopStringsAndItsHistoryHasNoThoughts) {
  write_task(1, kBothTurns);
  const test::FakeServer server([](const test::FakeRequest& request) {
    test::FakeReply reply;
    const bool second = request.body.find("And then?") != std::string::npos;
    reply.body = test::chat_reply(second ? "<think>a; b</think>\n2; and more" : "<think>c; d</think>\n1; and more");
    return reply;
  });
  folder_.write("run.yaml", "name: talk\ntasks: [talk.yaml]\nmodels: {m: {backend: openai_chat, model: x, base_url: '" + server.base_url() +
                                "', thinking: {start: <think>, end: </think>}}}\n");
  const ProcessResult done = assay({"run", "run.yaml", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const Value report = json::parse(done.out, "report");
  for (const Value& row : report.find("results")->as_array()) EXPECT_DOUBLE_EQ(row.find("value")->as_double(), 1.0);
  ASSERT_EQ(server.num_requests(), 2);
  for (const test::FakeRequest& request : server.received()) EXPECT_THAT(request.body, Not(HasSubstr("\"stop\"")));
  EXPECT_THAT(server.received().at(1).body, AllOf(HasSubstr("You said 1. And then?"), Not(HasSubstr("think"))));
}

}  // namespace
}  // namespace assay
