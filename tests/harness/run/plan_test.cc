#include "harness/run/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/registry.h"
#include "harness/core/registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

OpenTask open_shipped(const std::string& name, TaskEntry entry = {}) {
  RunConfig config;
  config.task_path = {std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks"};
  config.seed = 5;
  entry.task = name;
  return std::move(open_tasks(config, entry, datasets::builtin::all_readers(), metrics::builtin::all_metrics()).front());
}

TEST(Plan, AMultipleChoiceSampleIsOneLoglikelihoodOverItsChoices) {
  const OpenTask task = open_shipped("general_knowledge");
  const auto requests = plan(task, task.set.read(0, 1)[0], {});
  ASSERT_EQ(requests.size(), 1u);
  const auto& body = std::get<Loglikelihood>(requests[0].body);
  EXPECT_EQ(body.continuations.size(), 4u);
  EXPECT_EQ(body.continuations[0], " " + task.set.read(0, 1)[0].choices[0]);
  EXPECT_THAT(body.context.text, HasSubstr(task.set.read(0, 1)[0].input));
}

TEST(Plan, AMetricOfMutualInformationAlsoAsksForTheChoicesByThemselves) {
  OpenTask task = open_shipped("general_knowledge");
  const std::string before = task.fingerprint();
  task.metrics.push_back(make_metric(metrics::builtin::all_metrics(), "acc_mutual_info", "test"));
  task.metric_options.push_back("{}");
  task.epochs = 2;
  const auto requests = plan(task, task.set.read(0, 1)[0], {});
  ASSERT_EQ(requests.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(requests[i].id.slot, i < 2 ? 0 : 1);
    EXPECT_EQ(requests[i].id.epoch, static_cast<int>(i % 2));
  }
  const auto& unconditional = std::get<Loglikelihood>(requests[2].body);
  EXPECT_EQ(unconditional.context, Prompt{});
  EXPECT_EQ(unconditional.continuations, std::get<Loglikelihood>(requests[0].body).continuations);
  EXPECT_NE(task.fingerprint(), before);
}

TEST(Plan, OnlyChoicesAreAskedForWithoutContext) {
  OpenTask task = open_shipped("short_answers");
  task.metrics.push_back(make_metric(metrics::builtin::all_metrics(), "acc_mutual_info", "test"));
  task.metric_options.push_back("{}");
  EXPECT_EQ(plan(task, task.set.read(0, 1)[0], {}).size(), 1u);
}

TEST(Plan, NothingMoreIsAskedOnceThereAreAnswers) {
  const OpenTask task = open_shipped("short_answers");
  const std::vector<Response> answers(1);
  EXPECT_TRUE(plan(task, task.set.read(0, 1)[0], answers).empty());
}

TEST(Plan, AnEntryOfTheRunOverridesTheTask) {
  TaskEntry entry;
  entry.num_fewshot = 0;
  entry.limit = 3;
  entry.epochs = 2;
  entry.apply_chat_template = false;
  entry.sampling.temperature = 0.9;
  const OpenTask task = open_shipped("short_answers", entry);
  EXPECT_EQ(task.set.size(), 3u);
  const auto requests = plan(task, task.set.read(0, 1)[0], {});
  ASSERT_EQ(requests.size(), 2u);
  const auto& first = std::get<Generate>(requests[0].body);
  const auto& second = std::get<Generate>(requests[1].body);
  EXPECT_FALSE(first.prompt.is_chat());
  EXPECT_EQ(first.sampling.temperature, 0.9);
  EXPECT_EQ(first.prompt, second.prompt);
  EXPECT_NE(first.sampling.seed, second.sampling.seed);
}

TEST(Plan, ALimitChangesNoPrompt) {
  TaskEntry few;
  few.limit = 2;
  const OpenTask whole = open_shipped("english_french");
  const OpenTask part = open_shipped("english_french", few);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_EQ(canonical_body(plan(whole, whole.set.read_all()[i], {})[0]),
              canonical_body(plan(part, part.set.read_all()[i], {})[0]));
}

TEST(OpenTask, TheFingerprintFollowsWhatIsAskedAndScored) {
  const std::string base = open_shipped("english_french").fingerprint();
  EXPECT_EQ(base, open_shipped("english_french").fingerprint());
  TaskEntry shots;
  shots.num_fewshot = 2;
  EXPECT_NE(base, open_shipped("english_french", shots).fingerprint());
  TaskEntry fewer;
  fewer.limit = 10;
  EXPECT_NE(base, open_shipped("english_french", fewer).fingerprint());
}

}  // namespace
}  // namespace assay::run
