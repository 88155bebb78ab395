// The shipped tasks over rows of our own against what lm-evaluation-harness 0.4.13's own tasks of those names ask, byte by byte.
// The expected requests are in tests/golden/tasks_lm_eval, with their maker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shipped_task_data.h"

namespace assay {
namespace {

const std::string kTasks = std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks";

std::vector<Value> json_lines(const std::string& text) {
  std::vector<Value> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line, "requests"));
  return lines;
}

const std::string& text_at(const Value& list, std::size_t i) {
  return list.as_array()[list.size() == 1 ? 0 : i].as_string();
}

// The answer as lm-evaluation-harness may have it: an index or the text of a choice.
void expect_target(const Value& ours, const Value& expected) {
  const Value& target = *ours.find("target");
  const Value* choices = ours.find("choices");
  if (expected.is_string() && target.is_int() && choices != nullptr)
    EXPECT_EQ(choices->as_array().at(static_cast<std::size_t>(target.as_int())).as_string(), expected.as_string());
  else if (expected.is_string() && target.is_string())
    EXPECT_EQ(target.as_string(), expected.as_string());
  else
    EXPECT_EQ(json::dump(target), json::dump(expected));
}

class ShippedTasksE2e : public testing::TestWithParam<std::string> {};

TEST_P(ShippedTasksE2e, AskWhatLmEvalsOwnTasksAsk) {
  const Value golden = test::shipped_task_golden(GetParam());
  test::TempFolder folder;
  test::write_shipped_task_data(golden, folder);
  int compared = 0;
  for (const Value& item : golden.find("tasks")->as_array()) {
    const std::string& name = item.find("task")->as_string();
    SCOPED_TRACE(name + " with examples: " + json::dump(*item.find("num_fewshot")));
    std::vector<std::string> command = {test::assay_program(), "requests", name, "--compat", "lm-eval", "--task-path", kTasks,
                                        "--data-root", folder.path()};
    if (const Value& shots = *item.find("num_fewshot"); shots.is_int())
      command.insert(command.end(), {"--num-fewshot", json::dump(shots)});
    const test::ProcessResult result = test::run_process(command);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const std::vector<Value> found = json_lines(result.out);
    std::size_t at = 0;
    for (const Value& sample : item.find("requests")->as_array()) {
      const Value& contexts = *sample.find("contexts");
      const Value* continuations = sample.find("continuations");
      const std::size_t count = std::max(contexts.size(), continuations == nullptr ? 1 : continuations->size());
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_LT(at, found.size());
        const Value& ours = found[at++];
        EXPECT_EQ(ours.find("type")->as_string(), sample.find("type")->as_string());
        EXPECT_EQ(ours.find("context")->as_string(), text_at(contexts, i));
        if (continuations != nullptr) {
          EXPECT_EQ(ours.find("continuation")->as_string(), text_at(*continuations, i));
        }
        if (const Value* stop = sample.find("stop")) {
          EXPECT_EQ(json::dump(*ours.find("stop")), json::dump(*stop));
          EXPECT_EQ(json::dump(*ours.find("sampling")), json::dump(*sample.find("sampling")));
        }
        // There mc2 has no right choice but a metric of its own.
        if (name != "truthfulqa_mc2") expect_target(ours, *sample.find("target"));
        ++compared;
      }
    }
    EXPECT_EQ(at, found.size());
  }
  EXPECT_GT(compared, 10);
}

INSTANTIATE_TEST_SUITE_P(Golden, ShippedTasksE2e, testing::ValuesIn(test::shipped_task_families()),
                         [](const auto& parameter) { return parameter.param; });

TEST(ShippedTaskDataE2e, IsNamedWhereItIsMissing) {
  test::TempFolder folder;
  test::ProcessOptions options;
  options.environment = {{"HF_HOME", folder.path()}, {"ASSAY_CACHE", folder.path()}, {"HF_HUB_CACHE", folder.path()}, {"HF_DATASETS_CACHE", folder.path()}};
  const test::ProcessResult result = test::run_process({test::assay_program(), "requests", "hellaswag", "--task-path", kTasks}, options);
  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.err, testing::HasSubstr("Rowan/hellaswag"));
}

}  // namespace
}  // namespace assay
