#include "harness/run/dialogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

OpenTask open_demo(const test::TempFolder& folder, const std::string& more) {
  folder.write("rows.jsonl", "{\"id\": \"1\", \"q\": \"Why?\"}\n{\"id\": \"2\", \"q\": \"How?\"}\n");
  RunConfig config;
  config.seed = 5;
  TaskEntry entry;
  entry.task = folder.write("demo.yaml",
                            "task: demo\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\n"
                            "test_split: test\napply_chat_template: true\ndoc_to_text: q\n" + more);
  return std::move(open_tasks(config, entry, datasets::builtin::all_readers(), metrics::builtin::all_metrics()).front());
}

Response said(int slot, int epoch, const std::string& text) {
  Response response;
  response.id = {"1", slot, epoch};
  response.body = Completion{text, FinishReason::kStop, {}};
  response.user_turn = "turn " + std::to_string(slot + 1);
  return response;
}

std::string last_of(const Request& request) { return std::get<Generate>(request.body).prompt.messages.back().content; }

TEST(Dialogue, TurnKIsSlotKAndEachEpochFollowsItsOwnAnswers) {
  const test::TempFolder folder;
  const OpenTask task = open_demo(folder, "epochs: 2\nturns: ['Not {{answer}}?', 'Sure?']\n");
  const Sample sample = task.set.read(0, 1)[0];
  const auto first = plan(task, sample, {});
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].user_turn, "Why?");
  std::vector<Response> answers = {said(0, 0, "red"), said(0, 1, "blue")};
  const auto second = plan(task, sample, answers);
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[0].id, (RequestId{"1", 1, 0}));
  EXPECT_EQ(second[1].id, (RequestId{"1", 1, 1}));
  EXPECT_EQ(last_of(second[0]), "Not red?");
  EXPECT_EQ(last_of(second[1]), "Not blue?");
  EXPECT_EQ(second[1].user_turn, "Not blue?");
  answers.push_back(said(1, 0, "no"));
  answers.push_back(said(1, 1, "yes"));
  EXPECT_EQ(plan(task, sample, answers).at(1).id.slot, 2);
  answers.push_back(said(2, 0, "no"));
  answers.push_back(said(2, 1, "yes"));
  EXPECT_TRUE(plan(task, sample, answers).empty());
}

TEST(Dialogue, AFailedTurnEndsItsEpochAlone) {
  const test::TempFolder folder;
  const OpenTask task = open_demo(folder, "epochs: 2\nturns: ['Sure?']\n");
  std::vector<Response> answers = {said(0, 0, "red"), said(0, 1, "blue")};
  answers[0].body = Failure{FailureKind::kTimeout, "", 1};
  const auto requests = plan(task, task.set.read(0, 1)[0], answers);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].id.epoch, 1);
}

TEST(Dialogue, EachTurnDrawsFromAStreamOfItsOwn) {
  const test::TempFolder folder;
  const OpenTask task = open_demo(folder, "generation_kwargs: {temperature: 1.0}\nturns: ['Sure?']\n");
  const Sample sample = task.set.read(0, 1)[0];
  const std::vector<Response> answers = {said(0, 0, "red")};
  const auto seed = [](const Request& request) { return std::get<Generate>(request.body).sampling.seed; };
  EXPECT_NE(seed(plan(task, sample, {}).at(0)), seed(plan(task, sample, answers).at(0)));
}

TEST(Dialogue, TheScriptIsPartOfTheTasksIdentity) {
  const test::TempFolder folder;
  const std::string once = open_demo(folder, "").fingerprint();
  const std::string twice = open_demo(folder, "turns: ['Sure?']\n").fingerprint();
  EXPECT_NE(once, twice);
  EXPECT_NE(twice, open_demo(folder, "turns: ['Really?']\n").fingerprint());
  EXPECT_NE(twice, open_demo(folder, "turns: ['Sure?']\nmax_turns: 1\n").fingerprint());
}

TEST(Dialogue, TheAnswersOfATurnAreThoseOfTheEpochsThatHaveIt) {
  const std::vector<Response> all = {said(0, 0, "a"), said(1, 0, "b"), said(0, 1, "c")};
  EXPECT_TRUE(is_dialogue(all));
  EXPECT_EQ(num_turns(all), 2);
  const auto second = answers_of_turn(all, 1);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(std::get<Completion>(second[0].body).text, "b");
  EXPECT_EQ(second[0].id.slot, 0);
  const auto last = answers_of_turn(all, std::nullopt);
  ASSERT_EQ(last.size(), 2u);
  EXPECT_EQ(std::get<Completion>(last[0].body).text, "b");
  EXPECT_EQ(std::get<Completion>(last[1].body).text, "c");
}

TEST(Dialogue, ATemplateThatFailsNamesSampleAndTurn) {
  const test::TempFolder folder;
  const OpenTask task = open_demo(folder, "turns: ['{{ answers[3].x.y }}']\n");
  const std::vector<Response> answers = {said(0, 0, "red")};
  try {
    plan(task, task.set.read(0, 1)[0], answers);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(std::string(error.what()), testing::HasSubstr("while making turn 2 of the sample '1' of task 'demo'"));
  }
}

}  // namespace
}  // namespace assay::run
