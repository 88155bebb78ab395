// assay requests over the tasks that we ship against the requests of lm-evaluation-harness 0.4.13's own tasks of these names,
// byte by byte: its YAML files and hooks over rows of ours (tests/golden/tasks_generative).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

const std::string kGolden = std::string(ASSAY_SOURCE_DIR) + "/tests/golden/tasks_generative";
const std::string kTasks = std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks";

std::vector<std::string> golden_cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden + "/cases")) names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Value> request_lines(const std::string& text) {
  std::vector<Value> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line, "requests"));
  return lines;
}

std::string text_at(const Value& line, std::string_view key) {
  const Value* value = line.find(key);
  return value == nullptr || value->is_null() ? "" : value->as_string();
}

// Every accepted answer as text.
std::set<std::string> answers_at(const Value& line) {
  std::set<std::string> out;
  const Value* target = line.find("target");
  const auto add = [&](const Value& value) { out.insert(value.is_string() ? value.as_string() : json::dump(value)); };
  if (target != nullptr && target->is_array()) {
    for (const Value& value : target->as_array()) add(value);
  } else if (target != nullptr) {
    add(*target);
  }
  return out;
}

// Tasks whose target here is what their metric compares, where the other tool has what a few-shot example would show: spans
// of DROP, the accepted answers of SQuAD, and of Minerva the answer as it is written, not in one spelling.
bool has_own_target(const std::string& task) {
  return task.starts_with("drop") || task == "squadv2" || task.starts_with("minerva_math");
}

class ShippedTasksE2eSlow : public testing::TestWithParam<std::string> {};

TEST_P(ShippedTasksE2eSlow, AskWhatLmEvalsTaskOfThatNameAsks) {
  const std::string file = kGolden + "/cases/" + GetParam() + ".json";
  const Value golden = json::parse(test::read_file(file), file);
  std::vector<std::string> command = {test::assay_program(), "requests", golden.find("task")->as_string(), "--task-path", kTasks,
                                      "--data-root", kGolden + "/data", "--compat", "lm-eval"};
  if (const Value* shots = golden.find("options")->find("num_fewshot"); shots->is_int())
    command.insert(command.end(), {"--num-fewshot", json::dump(*shots)});
  const test::ProcessResult result = test::run_process(command);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const std::vector<Value> found = request_lines(result.out);
  const Value::Array& expected = golden.find("requests")->as_array();
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    SCOPED_TRACE(i);
    const Value &ours = found[i], &theirs = expected[i];
    EXPECT_EQ(text_at(ours, "type"), text_at(theirs, "type"));
    EXPECT_EQ(text_at(ours, "context"), text_at(theirs, "context"));
    EXPECT_EQ(text_at(ours, "continuation"), text_at(theirs, "continuation"));
    if (const Value* stop = theirs.find("stop")) {
      EXPECT_EQ(json::dump(*ours.find("stop")), json::dump(*stop));
    }
    if (const Value* sampling = theirs.find("sampling"))
      for (const auto& [key, value] : sampling->as_object()) {
        const Value* own = ours.find("sampling")->find(key);
        ASSERT_NE(own, nullptr) << key;
        EXPECT_DOUBLE_EQ(own->as_double(), value.as_double()) << key;
      }
    if (!has_own_target(text_at(theirs, "task")) && text_at(theirs, "type") != "loglikelihood_rolling") {
      EXPECT_EQ(answers_at(ours), answers_at(theirs));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, ShippedTasksE2eSlow, testing::ValuesIn(golden_cases()), [](const auto& parameter) {
  std::string name = parameter.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace assay
