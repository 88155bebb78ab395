// assay import: functions in the shapes that lm-evaluation-harness's tasks have, imported, ask what that tool asks with the Python.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessResult;
using testing::HasSubstr;

const std::string kShapes = std::string(ASSAY_SOURCE_DIR) + "/tests/golden/import";

ProcessResult run_assay(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), test::assay_program());
  test::ProcessOptions options;
  options.folder = kShapes;
  return test::run_process(arguments, options);
}

Value golden_import() {
  const std::string file = kShapes + "/import.json";
  return json::parse(test::read_file(file), file);
}

std::vector<std::string> shape_names() {
  std::vector<std::string> names;
  const Value golden = golden_import();
  for (const Value::Member& task : golden.find("tasks")->as_object()) names.push_back(task.key);
  return names;
}

// An index of a choice and its text are the same answer.
std::string answer_of(const Value& line) {
  const Value* target = line.find("target");
  const Value* choices = line.find("choices");
  if (target->is_int() && choices != nullptr) return choices->as_array().at(static_cast<std::size_t>(target->as_int())).as_string();
  return target->is_string() ? target->as_string() : json::dump(*target);
}

class ImportE2e : public testing::TestWithParam<std::string> {};

TEST_P(ImportE2e, AsksWhatTheFunctionsAsk) {
  test::TempFolder folder;
  const ProcessResult imported = run_assay({"import", "lm-eval-task", kShapes + "/" + GetParam() + ".yaml", "--out", folder.path()});
  ASSERT_EQ(imported.exit_code, 0) << imported.out << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("done: "));
  const std::string file = folder.path() + "/" + GetParam() + ".yaml";
  const ProcessResult result = run_assay({"requests", file, "--compat", "lm-eval"});
  ASSERT_EQ(result.exit_code, 0) << result.err << test::read_file(file);
  const Value golden = golden_import();
  const Value::Array& expected = golden.find("tasks")->find(GetParam())->as_array();
  std::stringstream lines(result.out);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    ASSERT_LT(count, expected.size());
    const Value ours = json::parse(line, "requests");
    const Value& theirs = expected[count];
    for (const std::string_view key : {"type", "context", "continuation"}) {
      if (const Value* text = theirs.find(key)) {
        EXPECT_EQ(ours.find(key)->as_string(), text->as_string()) << test::read_file(file);
      }
    }
    EXPECT_EQ(answer_of(ours), answer_of(theirs)) << test::read_file(file);
  }
  EXPECT_EQ(count, expected.size());
}

INSTANTIATE_TEST_SUITE_P(Shapes, ImportE2e, testing::ValuesIn(shape_names()), [](const auto& parameter) { return parameter.param; });

TEST(ImportVerbE2e, NamesWhatIsLeftWithFileAndLine) {
  const auto import = [](const std::string& name) {
    const ProcessResult result = run_assay({"import", "lm-eval-task", kShapes + "/left/" + name + ".yaml"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out, HasSubstr("# LEFT: "));
    return result.err;
  };
  EXPECT_THAT(import("scored"), HasSubstr("process_results (left.scored): functions of this kind are not read"));
  EXPECT_THAT(import("shuffled"), HasSubstr("left.py:11: an order by chance is not taken over"));
  EXPECT_THAT(import("tried"), HasSubstr("left.py:18: 'try' is not understood"));
}

TEST(ImportVerbE2e, TakesAFolderAndCounts) {
  test::TempFolder folder;
  const ProcessResult result = run_assay({"import", "lm-eval-task", kShapes, "--out", folder.path()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("18 of 21 tasks and groups are complete, 3 are not, 0 cannot be read"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/left/tried.yaml"));
  EXPECT_THAT(run_assay({"import", "lm-eval-task", kShapes}).err, HasSubstr("name with --out"));
}

TEST(ImportVerbE2e, RefusesWhatItDoesNotKnow) {
  const ProcessResult result = run_assay({"import", "promptfoo", "x.yaml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("expected lm-eval-task"));
  EXPECT_THAT(run_assay({"import", "lm-eval-task", "nothing.yaml"}).err, HasSubstr("cannot be opened"));
}

}  // namespace
}  // namespace assay
