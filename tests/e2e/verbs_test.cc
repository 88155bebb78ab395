// The verbs of the program, as a person types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::HasSubstr;
using testing::Not;

class VerbsE2e : public testing::Test {
 protected:
  ProcessResult assay(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), test::assay_program());
    ProcessOptions options;
    options.folder = folder_.path();
    return test::run_process(arguments, options);
  }

  // Evaluates the mock backend on a shipped task.
  ProcessResult run_mock(const std::string& more = "") const {
    return assay({"run", "--model", "mock:seed=3" + more, "--tasks", "general_knowledge", "--task-path",
                  std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks", "--store", "runs.db"});
  }

  test::TempFolder folder_;
};

TEST_F(VerbsE2e, HelpNamesEveryVerbAndEachVerbShowsItsUsageAndAnExample) {
  const ProcessResult help = assay({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* verb : {"run", "report", "list", "validate", "score", "model", "rescore", "baseline", "power", "sweep",
                           "compare", "data", "generate-data", "requests", "fetch", "import", "render"}) {
    EXPECT_THAT(help.out, HasSubstr(verb));
    const ProcessResult one = assay({verb, "--help"});
    EXPECT_EQ(one.exit_code, 0) << verb;
    EXPECT_THAT(one.out, HasSubstr("usage: assay " + std::string(verb)));
    EXPECT_THAT(one.out, HasSubstr("example:"));
  }
  EXPECT_EQ(assay({}).exit_code, 2);
}

TEST_F(VerbsE2e, ListShowsWhatTheCodeDefines) {
  const ProcessResult metrics = assay({"list", "metrics"});
  for (const char* name :
       {"exact_match", "token_f1", "acc", "acc_norm", "acc_bytes", "bleu", "chrf", "rouge_1", "rouge_lsum"})
    EXPECT_THAT(metrics.out, HasSubstr(name));
  EXPECT_THAT(assay({"list", "backends"}).out,
              testing::AllOf(HasSubstr("local"), HasSubstr("openai_chat"), HasSubstr("replay")));
  EXPECT_THAT(assay({"list", "architectures"}).out, HasSubstr("llama"));
  EXPECT_THAT(assay({"list", "raters"}).out, HasSubstr("rubric"));
  EXPECT_THAT(assay({"list", "filters"}).out, testing::AllOf(HasSubstr("multi_choice_regex"), HasSubstr("strip_think")));
  EXPECT_THAT(assay({"list", "synthetic"}).out, HasSubstr("needle"));
  EXPECT_THAT(assay({"list", "perturbations"}).out, HasSubstr("typos"));
  EXPECT_THAT(assay({"list", "formats"}).out, testing::AllOf(HasSubstr("jsonl"), HasSubstr("html")));
  EXPECT_THAT(assay({"list", "tasks", "--task-path", std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks"}).out,
              HasSubstr("english_french"));
  const Value rows = json::parse(assay({"list", "metrics", "--format", "json"}).out, "list");
  EXPECT_GT(rows.size(), 8u);
}

TEST_F(VerbsE2e, AStoredRunIsReportedAgainInEveryFormat) {
  const ProcessResult run = run_mock();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("72 requests sent, 0 answers from the store"));
  const ProcessResult terminal = assay({"report", "latest", "--store", "runs.db"});
  EXPECT_EQ(terminal.out, run.out);
  const ProcessResult as_json = assay({"report", "general_knowledge", "--store", "runs.db", "--format", "json"});
  const Value report = json::parse(as_json.out, "report");
  const Value& result = report.find("results")->as_array().at(0);
  for (const char* key : {"model", "task", "metric", "value", "low", "high", "level", "method", "scored", "unscored",
                          "failed", "truncated", "refused"})
    EXPECT_NE(result.find(key), nullptr) << key;
  for (const char* key : {"id", "name", "status", "models", "seed", "started", "finished", "git", "version"})
    EXPECT_NE(report.find("run")->find(key), nullptr) << key;
  for (const char* key : {"requests", "cached", "prompt_tokens", "completion_tokens", "cost", "wall_s"})
    EXPECT_NE(report.find("usage")->find(key), nullptr) << key;
  EXPECT_EQ(result.find("scored")->as_int(), 72);
  const ProcessResult html = assay({"report", "latest", "--store", "runs.db", "--format", "html", "--out", "r.html"});
  EXPECT_EQ(html.exit_code, 0) << html.err;
  // Nothing on the page is fetched: no address but the name of SVG's namespace, which is none to browsers.
  std::string page = test::read_file(folder_.path() + "/r.html");
  EXPECT_THAT(page, HasSubstr("acc_norm"));
  const std::string svg = "http://www.w3.org/2000/svg";
  if (const auto at = page.find(svg); at != std::string::npos) page.erase(at, svg.size());
  EXPECT_THAT(page, testing::AllOf(Not(HasSubstr("http://")), Not(HasSubstr("https://")), Not(HasSubstr(" src=")),
                                   HasSubstr("default-src 'none'")));
  const ProcessResult csv = assay({"report", "latest", "--store", "runs.db", "--format", "csv"});
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n') > 144, true) << "a row a sample and metric";
  EXPECT_THAT(assay({"list", "runs", "--store", "runs.db"}).out, HasSubstr("finished"));
}

TEST_F(VerbsE2e, TooManyFailedSamplesExitWithOneAndNoHeadlineNumber) {
  const ProcessResult run = run_mock(",fail_rate=0.5");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("too many samples failed"));
}

TEST_F(VerbsE2e, ValidateShowsTheFirstPromptAsItIsSent) {
  const ProcessResult run = assay({"validate", std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks/short_answers.yaml"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, testing::AllOf(HasSubstr("56 samples"), HasSubstr("[system]"), HasSubstr("[assistant]"),
                                      HasSubstr("target:")));
  const ProcessResult rubric = assay({"validate", std::string(ASSAY_SOURCE_DIR) + "/raters/rubrics/summary.yaml",
                                      std::string(ASSAY_SOURCE_DIR) + "/datasets/samples/summaries_test.jsonl"});
  EXPECT_THAT(rubric.out, testing::AllOf(HasSubstr("rater summary_quality"), HasSubstr("42 rows")));
}

TEST_F(VerbsE2e, TheQuickstartConfigurationIsValid) {
  const ProcessResult run = assay({"validate", std::string(ASSAY_SOURCE_DIR) + "/examples/quickstart.yaml", "--show", "0"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("4 tasks on 1 models"));
}

TEST_F(VerbsE2e, TheModelVerbsReadJsonLinesAndAnswerInOrder) {
  ASSAY_SHARED_OR_SKIP(model, "models/stories260K/stories260K-f32.gguf");
  const std::string input = folder_.write("in.jsonl", "{\"context\": \"Once upon a\", \"continuation\": \" time\"}\n"
                                                      "{\"context\": \"Once upon a\", \"continuation\": \" xylophone\"}\n");
  const ProcessResult scored = assay({"model", "loglikelihood", model, "--input", input});
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  const std::string first = scored.out.substr(0, scored.out.find('\n'));
  const Value likely = json::parse(first, "first");
  const Value unlikely = json::parse(scored.out.substr(first.size() + 1), "second");
  EXPECT_GT(likely.find("logprob")->as_double(), -0.5);
  EXPECT_LT(unlikely.find("logprob")->as_double(), -5.0);
  EXPECT_TRUE(likely.find("is_greedy")->as_bool());
  const ProcessResult logits = assay({"model", "logits", model, "--ids", "1,5,9", "--out", "l.f32"});
  EXPECT_THAT(logits.out, HasSubstr("[3,512]"));
  EXPECT_EQ(std::filesystem::file_size(folder_.path() + "/l.f32"), 3u * 512u * 4u);
  const std::string prompts = folder_.write("p.jsonl", "{\"prompt\": \"Once upon a time\"}\n");
  const ProcessResult text = assay({"model", "generate", model, "--input", prompts, "--max-tokens", "8"});
  EXPECT_THAT(text.out, testing::AllOf(HasSubstr(", there was a"), HasSubstr("\"finish_reason\":\"length\"")));
}

}  // namespace
}  // namespace assay
