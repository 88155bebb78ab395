// assay requests against what lm-evaluation-harness 0.4.13 builds from the same task files, byte by byte. The expected
// requests are in tests/golden/prompts/cases, with their maker.
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

using test::ProcessResult;
using testing::HasSubstr;

const std::string kFolder = std::string(ASSAY_SOURCE_DIR) + "/tests/golden/prompts";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "/cases")) names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Value> lines_of(const std::string& text) {
  std::vector<Value> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line, "requests"));
  return lines;
}

std::string text_of(const Value& line, std::string_view key) {
  const Value* value = line.find(key);
  return value == nullptr || value->is_null() ? "" : value->as_string();
}

// The datasets library makes a time of a text that looks like a date, and so midnight comes into its prompts. Here a text
// stays what it is.
std::string without_midnight(std::string text) {
  constexpr std::string_view kMidnight = " 00:00:00";
  for (std::size_t at = text.find(kMidnight); at != std::string::npos; at = text.find(kMidnight))
    text.erase(at, kMidnight.size());
  return text;
}

// An answer as the text of a choice, or as it is.
std::set<std::string> targets_of(const Value& line) {
  const Value* target = line.find("target");
  const Value* choices = line.find("choices");
  std::set<std::string> out;
  const auto add = [&](const Value& value) {
    if (value.is_int() && choices != nullptr && value.as_int() >= 0 &&
        value.as_int() < static_cast<std::int64_t>(choices->size()))
      out.insert(json::dump(choices->as_array()[static_cast<std::size_t>(value.as_int())]));
    else
      out.insert(value.is_string() ? json::dump(value) : "\"" + json::dump(value) + "\"");
  };
  if (target != nullptr && target->is_array())
    for (const Value& value : target->as_array()) add(value);
  else if (target != nullptr)
    add(*target);
  return out;
}

// A model's folder with nothing but a chat template.
std::string template_folder(const test::TempFolder& folder, const std::string& text) {
  Value config = Value::object();
  config.set("bos_token", "<s>");
  config.set("eos_token", "</s>");
  config.set("chat_template", text);
  folder.write("tokenizer_config.json", json::dump(config));
  folder.write("tokenizer.json",
               R"({"model": {"type": "BPE", "vocab": {"<s>": 0, "</s>": 1, "a": 2}, "merges": []},
                   "added_tokens": [{"id": 0, "content": "<s>", "special": true}, {"id": 1, "content": "</s>", "special": true}]})");
  return folder.path();
}

class RequestsE2e : public testing::TestWithParam<std::string> {};

TEST_P(RequestsE2e, AreThoseOfLmEval) {
  const std::string file = kFolder + "/cases/" + GetParam() + ".json";
  const Value golden = json::parse(test::read_file(file), file);
  const Value& options = *golden.find("options");
  test::TempFolder folder;
  std::vector<std::string> command = {test::assay_program(), "requests",
                                      kFolder + "/" + golden.find("task_yaml")->as_string(), "--compat", "lm-eval"};
  const auto add = [&](std::string_view key, const std::string& option) {
    const Value* value = options.find(key);
    if (value == nullptr || value->is_null()) return;
    command.push_back(option);
    command.push_back(value->is_string() ? value->as_string() : json::dump(*value));
  };
  add("num_fewshot", "--num-fewshot");
  add("limit", "--limit");
  add("system", "--system");
  add("gen_kwargs", "--gen-kwargs");
  if (const Value* text = options.find("chat_template"); text != nullptr && !text->is_null()) {
    command.insert(command.end(), {"--chat-template", template_folder(folder, text->as_string())});
    add("fewshot_as_multiturn", "--fewshot-as-multiturn");
  }
  const ProcessResult result = test::run_process(command);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const std::vector<Value> found = lines_of(result.out);
  const Value::Array& expected = golden.find("requests")->as_array();
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    SCOPED_TRACE(i);
    const Value &ours = found[i], &theirs = expected[i];
    EXPECT_EQ(text_of(ours, "type"), text_of(theirs, "type"));
    EXPECT_EQ(text_of(ours, "context"), without_midnight(text_of(theirs, "context")));
    EXPECT_EQ(text_of(ours, "continuation"), text_of(theirs, "continuation"));
    if (const Value* stop = theirs.find("stop")) {
      EXPECT_EQ(json::dump(*ours.find("stop")), json::dump(*stop));
    }
    EXPECT_EQ(targets_of(ours), targets_of(theirs));
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, RequestsE2e, testing::ValuesIn(case_names()),
                         [](const auto& parameter) { return parameter.param; });

TEST(RequestsVerbE2e, ALimitChangesNoPromptOfOurOwnDraw) {
  const auto run = [](std::vector<std::string> more) {
    std::vector<std::string> command = {test::assay_program(), "requests",
                                        std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks/general_knowledge.yaml"};
    command.insert(command.end(), more.begin(), more.end());
    const ProcessResult result = test::run_process(command);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  };
  const std::string all = run({}), few = run({"--limit", "3"});
  EXPECT_TRUE(all.starts_with(few));
  EXPECT_LT(few.size(), all.size());
}

TEST(RequestsVerbE2e, NamesWhatIsWrong) {
  const auto error = [](std::vector<std::string> more) {
    std::vector<std::string> command = {test::assay_program(), "requests"};
    command.insert(command.end(), more.begin(), more.end());
    const ProcessResult result = test::run_process(command);
    EXPECT_EQ(result.exit_code, 2);
    return result.err;
  };
  EXPECT_THAT(error({}), HasSubstr("task is missing"));
  EXPECT_THAT(error({"general_knowlege", "--task-path", std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks"}),
              HasSubstr("did you mean 'general_knowledge'?"));
  EXPECT_THAT(error({"x.yaml", "--compat", "helm"}), HasSubstr("expected lm-eval"));
  EXPECT_THAT(error({"x.yaml", "--limit", "-1"}), HasSubstr("expected more than 0"));
}

}  // namespace
}  // namespace assay
