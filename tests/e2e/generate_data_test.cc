// Making and perturbing data, as a person types it, and robustness as a paired comparison.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;

class GenerateDataE2e : public testing::Test {
 protected:
  ProcessResult assay(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), test::assay_program());
    ProcessOptions options;
    options.folder = folder_.path();
    options.environment = {{"ASSAY_STORE", "runs.db"}};
    return test::run_process(arguments, options);
  }
  std::string file(const std::string& name) const { return test::read_file(folder_.path() + "/" + name); }
  bool is_there(const std::string& name) const { return std::filesystem::exists(folder_.path() + "/" + name); }

  test::TempFolder folder_;
};

TEST_F(GenerateDataE2e, ItemsGoToStandardOutputOrAFile) {
  const ProcessResult out =
      assay({"generate-data", "arithmetic", "--n", "5", "--option", "operators=+-", "--option", "digits=3"});
  EXPECT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(std::count(out.out.begin(), out.out.end(), '\n'), 5);
  const ProcessResult to_file = assay({"generate-data", "arithmetic", "--n", "9", "--option", "operators=+-",
                                       "--option", "digits=3", "--out", "a.jsonl"});
  EXPECT_EQ(to_file.exit_code, 0) << to_file.err;
  EXPECT_EQ(to_file.out, "");
  EXPECT_EQ(file("a.jsonl").substr(0, out.out.size()), out.out) << "the first five are the same";
  EXPECT_FALSE(is_there("a.jsonl.part"));
}

TEST_F(GenerateDataE2e, ListsOfOptionsAreWrittenInBrackets) {
  const ProcessResult out =
      assay({"generate-data", "needle", "--n", "4", "--option", "length=[500, 900]", "--option", "depth=[0, 1]"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  std::istringstream lines(out.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line, "line").find("length")->as_int(), 500);
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line, "line").find("length")->as_int(), 900);
}

TEST_F(GenerateDataE2e, TheListNamesKindsAndPerturbations) {
  EXPECT_THAT(assay({"generate-data", "--list"}).out,
              AllOf(HasSubstr("arithmetic"), HasSubstr("needle"), HasSubstr("template"), HasSubstr("typos"),
                    HasSubstr("choice_order"), HasSubstr("options of every perturbation of texts")));
}

TEST_F(GenerateDataE2e, WrongUsageIsRefusedAndLeavesNoFile) {
  const auto expect = [&](std::vector<std::string> arguments, const std::string& part) {
    arguments.insert(arguments.begin(), "generate-data");
    const ProcessResult result = assay(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(part));
  };
  folder_.write("rows.jsonl", "{\"question\": \"why\", \"answer\": \"x\"}\n");
  expect({}, "a kind is missing");
  expect({"arithmetics"}, "unknown kind of data 'arithmetics'; did you mean 'arithmetic'?");
  expect({"arithmetic", "--n", "0"}, "--n 0: expected 1 to 10000000");
  expect({"arithmetic", "--seed", "-1"}, "--seed -1");
  expect({"arithmetic", "--option", "digits"}, "expected NAME=VALUE");
  expect({"arithmetic", "--option", "digits=2", "--option", "digits=3"}, "given twice");
  expect({"arithmetic", "--option", "digits=[1, 2]"}, "--option: 'digits': expected a single value");
  expect({"arithmetic", "--with", "typos"}, "--with belongs to");
  expect({"arithmetic", "dates"}, "expected one KIND, not 2 names");
  expect({"perturb"}, "expected one FILE behind perturb");
  expect({"perturb", "rows.jsonl"}, "--with is missing");
  expect({"perturb", "rows.jsonl", "--with", "typos", "--n", "5"}, "--n belongs to");
  expect({"perturb", "rows.jsonl", "--with", "typos:rate=7"}, "--with typos:rate=7: 'rate': 7 is out of range");
  expect({"perturb", "rows.jsonl", "--with", "typos", "--out", "rows.jsonl"}, "is the file that is read");
  expect({"perturb", "rows.jsonl", "--with", "typos", "--out", "none/x.jsonl"}, "the folder none is not there");
  expect({"perturb", "rows.jsonl", "--with", "choice_order", "--out", "x.jsonl"}, "rows.jsonl:1: there is no column");
  expect({"arithmetic", "--n", "101", "--option", "operators=+", "--option", "digits=1", "--out", "x.jsonl"},
         "no further question");
  EXPECT_FALSE(is_there("x.jsonl"));
  EXPECT_FALSE(is_there("x.jsonl.part"));
}

TEST_F(GenerateDataE2e, RobustnessIsAPairedComparison) {
  ASSERT_EQ(assay({"generate-data", "list_operations", "--n", "60", "--out", "quiz.jsonl"}).exit_code, 0);
  const ProcessResult perturbed =
      assay({"generate-data", "perturb", "quiz.jsonl", "--with", "typos:rate=0.1", "--out", "typos.jsonl"});
  ASSERT_EQ(perturbed.exit_code, 0) << perturbed.err;
  for (const std::string name : {"quiz", "typos"}) {
    std::string answers;
    std::istringstream rows(file(name + ".jsonl"));
    int i = 0;
    for (std::string line; std::getline(rows, line); ++i) {
      const Value row = json::parse(line, "row");
      Value answer = Value::object();
      answer.set("id", row.find("id")->as_string());
      answer.set("text", name == "typos" && i % 3 == 0 ? "wrong" : row.find("answer")->as_string());
      answers += json::dump(answer) + "\n";
    }
    folder_.write(name + "_answers.jsonl", answers);
    folder_.write(name + ".yaml", "task: quiz\ndataset_path: json\ndataset_kwargs: {data_files: {test: " + name +
                                      ".jsonl}}\ntest_split: test\n"
                                      "output_type: generate_until\ndoc_to_text: question\ndoc_to_target: "
                                      "answer\nmetric_list: [{metric: exact_match}]\n");
    folder_.write(name + "_run.yaml", "name: " + name + "\nmodels: {m: {backend: replay, path: " + name +
                                          "_answers.jsonl, match: id}}\ntasks: [" + name + ".yaml]\n");
    const ProcessResult run = assay({"run", name + "_run.yaml", "-q"});
    ASSERT_EQ(run.exit_code, 0) << run.err << run.out;
  }
  const ProcessResult plain = assay({"compare", "quiz", "typos"});
  EXPECT_THAT(plain.out, HasSubstr("--across-questions"));
  const ProcessResult across = assay({"compare", "quiz", "typos", "--across-questions", "--format", "json"});
  ASSERT_EQ(across.exit_code, 0) << across.err;
  EXPECT_THAT(across.out, AllOf(HasSubstr("\"n\": 60"), HasSubstr("regressed")));
}

}  // namespace
}  // namespace assay
