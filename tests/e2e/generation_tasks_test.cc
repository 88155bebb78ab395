// assay requests over the tasks that we ship against the requests of lm-evaluation-harness 0.4.13's own tasks of these names,
// byte by byte: its YAML files and hooks over rows of ours (tests/golden/tasks_generative).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <utility>

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

class GenerationTasksE2eSlow : public testing::TestWithParam<std::string> {};

TEST_P(GenerationTasksE2eSlow, AskWhatLmEvalsTaskOfThatNameAsks) {
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

INSTANTIATE_TEST_SUITE_P(Golden, GenerationTasksE2eSlow, testing::ValuesIn(golden_cases()), [](const auto& parameter) {
  std::string name = parameter.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

std::vector<Value> requests_of(std::vector<std::string> arguments, const std::string& data_root = kGolden + "/data") {
  std::vector<std::string> command = {test::assay_program(), "requests", "--task-path", kTasks, "--data-root", data_root};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const test::ProcessResult result = test::run_process(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return request_lines(result.out);
}

// What a request asks, as a text or as the conversation's last message.
std::string question_of(const Value& line) { return json::dump(line); }

TEST(GenerationTasksE2e, ExamplesAreRowsOfTheData) {
  const std::vector<Value> cot = requests_of({"gsm8k_cot", "--limit", "1"});
  ASSERT_EQ(cot.size(), 1u);
  EXPECT_THAT(text_at(cot[0], "context"),
              testing::StartsWith("Q: A box holds 6 eggs. How many eggs are in 3 boxes?\nA: 3 boxes hold 3 * 6 = 18 eggs. The answer is 18.\n\nQ: "));
  EXPECT_THAT(text_at(cot[0], "context"), testing::HasSubstr("How many legs?\nA: 5 * 4 = 20 legs. The answer is 20.\n\n"));
  const std::vector<Value> minerva = requests_of({"minerva_math_algebra", "--limit", "1"});
  EXPECT_THAT(text_at(minerva[0], "context"),
              testing::HasSubstr("Thus $\\boxed{4}$.\nFinal Answer: The final answer is $4$. I hope it is correct.\n\nProblem:\n"));
  const std::vector<Value> bbh = requests_of({"bbh_fewshot_navigate", "--num-fewshot", "2", "--limit", "1"});
  EXPECT_THAT(text_at(bbh[0], "context"), testing::HasSubstr("Q: You walk on. Do you return?\nA: Yes\n\nQ: You stand. Do you?\nA: Yes\n\nQ: You walk 3"));
  const std::vector<Value> drop = requests_of({"drop_with_answers", "--num-fewshot", "4", "--limit", "1"});
  EXPECT_THAT(text_at(drop[0], "context"), testing::HasSubstr("Who met Carl? Ann, Ben O'Neil.\n\n"));
}

TEST(GenerationTasksE2e, PassagesToolsAndArticlesAreInTheQuestion) {
  const std::vector<Value> rag = requests_of({"rag_qa"});
  ASSERT_EQ(rag.size(), 2u);
  EXPECT_THAT(question_of(rag[0]), testing::HasSubstr(R"([1] The mill opens at nine.\n\n[2] It has two floors.\n\nQuestion: When does the mill open?)"));
  EXPECT_THAT(question_of(rag[1]), testing::HasSubstr(R"([1] Mill: Ada runs the mill.\n\n[2] It is old.\n\nQuestion: Who runs it?)"));
  EXPECT_EQ(answers_at(rag[0]), (std::set<std::string>{"nine", "at nine"}));
  const std::vector<Value> calls = requests_of({"tool_calls"});
  EXPECT_THAT(question_of(calls[0]), testing::HasSubstr("What is the weather in Bonn?"));
  EXPECT_EQ(answers_at(calls[1]), std::set<std::string>{"calls: []"});
  EXPECT_EQ(answers_at(requests_of({"summeval"})[0]).size(), 2u);
  EXPECT_THAT(question_of(requests_of({"xsum"})[0]), testing::HasSubstr("Summary in one sentence:"));
  EXPECT_EQ(answers_at(requests_of({"squad"})[0]), (std::set<std::string>{"1871", "in 1871"}));
}

TEST(GenerationTasksE2e, RunsWithFilteredAndRenamedMetricsAreComparedAndRescored) {
  const test::TempFolder folder;
  const std::string store = folder.path() + "/runs.db";
  for (const auto& [name, answer] : {std::pair{"a", "so #### 8"}, std::pair{"b", "The answer is 120."}}) {
    folder.write(std::string(name) + ".yaml",
                 "name: " + std::string(name) + "\nstore: " + store + "\nmodels: {m: {backend: mock, mode: fixed, answer: '" + answer +
                     "'}}\ntasks: [gsm8k, squadv2, humaneval]\ntask_path: ['" + kTasks + "']\ndata_root: ['" + kGolden + "/data']\n");
    const test::ProcessResult run =
        test::run_process({test::assay_program(), "run", folder.path() + "/" + name + ".yaml", "-q"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  const test::ProcessResult compared =
      test::run_process({test::assay_program(), "compare", "a", "b", "--store", store, "--format", "json"});
  ASSERT_EQ(compared.exit_code, 0) << compared.err;
  std::map<std::string, Value> differences;
  const Value result = json::parse(compared.out, "compare");
  for (const Value& one : result.find("results")->as_array())
    differences[one.find("metric")->as_string()] = *one.find("difference");
  EXPECT_DOUBLE_EQ(differences.at("parse_failure,strict-match").as_double(), 1.0);
  EXPECT_DOUBLE_EQ(differences.at("exact_match,strict-match").as_double(), -0.2);
  EXPECT_TRUE(differences.contains("HasAns_f1,abstains"));
  EXPECT_TRUE(differences.at("pass@1,create_test").is_null());
  const test::ProcessResult rescored = test::run_process({test::assay_program(), "rescore", "a", "--store", store});
  EXPECT_EQ(rescored.exit_code, 0) << rescored.err;
}

TEST(GenerationTasksE2e, NeedlesAreAskedForOverWhatGenerateDataWrites) {
  const test::TempFolder folder;
  std::filesystem::create_directories(folder.path() + "/needle");
  const test::ProcessResult made =
      test::run_process({test::assay_program(), "generate-data", "needle", "--n", "4", "--option", "length=[600, 900]", "--option",
                         "depth=[0, 1]", "--out", folder.path() + "/needle/test.jsonl"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::vector<Value> lines = requests_of({"needle"}, folder.path());
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_THAT(question_of(lines[0]), testing::HasSubstr("The text above holds the answer to this question."));
  EXPECT_EQ(answers_at(lines[0]).size(), 1u);
}

}  // namespace
}  // namespace assay
