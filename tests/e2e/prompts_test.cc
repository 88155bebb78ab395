// assay render, validate, prompt variants and prompts made to fit, as a person uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;

class PromptsE2e : public testing::Test {
 protected:
  ProcessResult assay(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.begin(), test::assay_program());
    return test::run_process(arguments,
                             {.folder = folder_.path(), .environment = {}, .input = input, .signal = {}, .after_ms = 0});
  }
  std::string write(const std::string& name, const std::string& text) const { return folder_.write(name, text); }

  test::TempFolder folder_;
};

TEST_F(PromptsE2e, RenderPrintsExactlyTheTextOfATaskTemplate) {
  write("t.jinja", "Q: {{ question }}\n{% if hint %}\nHint\n{% endif %}\n");
  write("c.json", "{\"question\": \"2 < 3 \\u00e9?\", \"hint\": true}");
  const ProcessResult task = assay({"render", "t.jinja", "--context", "c.json"});
  EXPECT_EQ(task.exit_code, 0) << task.err;
  EXPECT_EQ(task.out, "Q: 2 < 3 \xC3\xA9?\n\nHint\n\n");
  EXPECT_EQ(task.err, "");
  const ProcessResult chat = assay({"render", "t.jinja", "--context", "c.json", "--chat"});
  EXPECT_EQ(chat.out, "Q: 2 < 3 \xC3\xA9?\nHint\n");
  EXPECT_EQ(assay({"render", "-", "--context", "c.json"}, "{{ question | length }}").out, "8");
  EXPECT_EQ(assay({"render", "-"}, "plain").out, "plain");
}

TEST_F(PromptsE2e, RenderTellsTaskAndChatApart) {
  write("c.json", "{\"x\": {\"b\": \"<\\u00e9>\", \"a\": 1}}");
  EXPECT_EQ(assay({"render", "-", "--context", "c.json"}, "{{ x | tojson }}").out,
            "{\"a\": 1, \"b\": \"\\u003c\\u00e9\\u003e\"}");
  EXPECT_EQ(assay({"render", "-", "--context", "c.json", "--chat"}, "{{ x | tojson }}").out,
            "{\"b\": \"<\xC3\xA9>\", \"a\": 1}");
  EXPECT_EQ(assay({"render", "-", "--chat"}, "[{{ nothing }}]").out, "[]");
  EXPECT_EQ(
      assay({"render", "-", "--chat"}, "{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}")
          .out,
      "01");
  EXPECT_EQ(assay({"render", "-", "--chat"}, "{{ strftime_now('%Y') | length }}").out, "4");
}

TEST_F(PromptsE2e, RenderErrorsNameTheTemplatesLine) {
  write("bad.jinja", "one\ntwo {{ nothing }}\n");
  const ProcessResult undefined = assay({"render", "bad.jinja"});
  EXPECT_EQ(undefined.exit_code, 2);
  EXPECT_EQ(undefined.out, "");
  EXPECT_THAT(undefined.err, AllOf(HasSubstr("bad.jinja:2"), HasSubstr("nothing")));
  write("open.jinja", "one\n{% if x %}\n");
  EXPECT_THAT(assay({"render", "open.jinja", "--chat"}).err, HasSubstr("open.jinja:"));
  const ProcessResult raised = assay({"render", "-", "--chat"}, "\n\n{{ raise_exception('No system role') }}");
  EXPECT_EQ(raised.exit_code, 2);
  EXPECT_THAT(raised.err, AllOf(HasSubstr("standard input:3"), HasSubstr("No system role")));
  write("list.json", "[1]");
  EXPECT_EQ(assay({"render", "bad.jinja", "--context", "list.json"}).exit_code, 2);
  EXPECT_EQ(assay({"render", "bad.jinja", "--context", "absent.json"}).exit_code, 2);
  EXPECT_EQ(assay({"render", "absent.jinja"}).exit_code, 2);
  EXPECT_EQ(assay({"render"}).exit_code, 2);
}

TEST_F(PromptsE2e, RenderTakesAModelsTemplateWithWhatTransformersGivesIt) {
  write("tokenizer_config.json",
        "{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\", \"chat_template\": [{\"name\": \"tool_use\", "
        "\"template\": \"x\"}, "
        "{\"name\": \"default\", \"template\": \"{{ bos_token }}{% if tools is not none %}T{% endif %}{{ "
        "messages[0].content }}"
        "{% if add_generation_prompt %}>{% endif %}\"}]}");
  write("c.json", "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], \"add_generation_prompt\": true}");
  EXPECT_EQ(assay({"render", "tokenizer_config.json", "--context", "c.json", "--chat"}).out, "<s>hi>");
  EXPECT_EQ(assay({"render", ".", "--context", "c.json", "--chat"}).out, "<s>hi>");
  write("chat_template.jinja", "{{ eos_token }}");
  EXPECT_EQ(assay({"render", ".", "--chat"}).out, "</s>");
}

const char* const kTask = R"(task: colours
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
doc_to_text: "What colour is {{thing}}?"
doc_to_target: "{{colour}}"
num_fewshot: 2
generation_kwargs: {until: ["\n\n"], max_gen_toks: 4}
metric_list: [{metric: exact_match}]
)";
const char* const kRows = R"({"id": "1", "thing": "snow", "colour": "white"}
{"id": "2", "thing": "grass", "colour": "green"}
{"id": "3", "thing": "coal", "colour": "black"}
{"id": "4", "thing": "blood", "colour": "red"}
)";

TEST_F(PromptsE2e, ValidateFindsWhatIsWrongAndSaysSoForMachines) {
  write("rows.jsonl", std::string(kRows) + "{\"id\": \"5\", \"thing\": \"milk\", \"colour\": \"white\\n\\nor cream\"}\n");
  write("t.yaml", kTask);
  const ProcessResult text = assay({"validate", "t.yaml"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("5 samples, 2 few-shot examples"), HasSubstr("What colour is snow?"),
                              HasSubstr("target: \"white\"")));
  EXPECT_THAT(text.err, HasSubstr("warning: stop_in_target"));
  EXPECT_EQ(assay({"validate", "t.yaml", "--strict"}).exit_code, 2);
  const ProcessResult machine = assay({"validate", "t.yaml", "--format", "json"});
  const Value report = json::parse(machine.out, "report");
  EXPECT_EQ(report.find("errors")->as_int(), 0);
  EXPECT_GT(report.find("warnings")->as_int(), 0);
  const Value::Array& findings = report.find("findings")->as_array();
  const auto found = std::find_if(findings.begin(), findings.end(), [](const Value& one) {
    return one.find("check")->as_string() == "stop_in_target";
  });
  ASSERT_NE(found, findings.end());
  const Value& finding = *found;
  EXPECT_EQ(finding.find("severity")->as_string(), "warning");
  EXPECT_EQ(finding.find("task")->as_string(), "colours");
  EXPECT_THAT(finding.find("where")->as_string(), HasSubstr("rows.jsonl:5"));
  EXPECT_EQ(report.find("requests")->size(), 1u);
}

TEST_F(PromptsE2e, ValidateGoesOnBehindAWrongTaskAndExitsWithTwo) {
  write("rows.jsonl", kRows);
  write("t.yaml", kTask);
  std::string wrong = kTask;
  wrong.replace(wrong.find("{{thing}}"), 9, "{{thign}}");
  wrong.replace(wrong.find("colours"), 7, "wrong");
  write("wrong.yaml", wrong);
  write("run.yaml", "models: {m: {backend: mock}}\ntasks: [wrong.yaml, t.yaml, absent.yaml]\n");
  const ProcessResult run = assay({"validate", "run.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, AllOf(HasSubstr("thign"), HasSubstr("absent.yaml")));
  EXPECT_THAT(run.out, HasSubstr("task colours"));
  const ProcessResult machine = assay({"validate", "run.yaml", "--format", "json"});
  EXPECT_GE(json::parse(machine.out, "report").find("errors")->as_int(), 2);
}

TEST_F(PromptsE2e, ValidateShowsTheRequestAsTheModelGetsIt) {
  ASSAY_SHARED_OR_SKIP(model, "models/stories260K/stories260K-f32.gguf");
  write("rows.jsonl", kRows);
  write("t.yaml", kTask);
  const ProcessResult run = assay({"validate", "t.yaml", "--model", model});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("gets it"), HasSubstr("token ids (")));
  const ProcessResult ids = assay({"validate", "t.yaml", "--model", model, "--format", "json"});
  const Value report = json::parse(ids.out, "report");
  const Value& request = report.find("requests")->as_array().front();
  Value line = Value::object();
  line.set("text", *request.find("text"));
  write("in.jsonl", json::dump(line) + "\n");
  const Value tokenized = json::parse(assay({"model", "tokenize", model, "--input", "in.jsonl"}).out, "ids");
  EXPECT_EQ(json::dump(*request.find("ids")), json::dump(*tokenized.find("ids")));
}

TEST_F(PromptsE2e, PromptsThatDoNotFitLoseWholeExamplesAndTheReportSaysSo) {
  write("rows.jsonl", kRows);
  write("t.yaml", kTask);
  // A word is a token of the mock: 5 for a question with its answer, 4 for the question, 4 for the answer.
  write("run.yaml", "name: fit\nmodels: {m: {backend: mock, mode: echo, context_length: 14}}\ntasks: [t.yaml]\n");
  const ProcessResult run = assay({"run", "run.yaml", "--store", "s.db"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("4 have fewer few-shot examples (4 left out)"));
  EXPECT_THAT(run.out, HasSubstr("4 few-shot examples left out of 4 prompts"));
  const Value report = json::parse(assay({"report", "fit", "--store", "s.db", "--format", "json"}).out, "report");
  EXPECT_EQ(report.find("context_fits")->as_array().front().find("dropped")->as_int(), 4);
  write("small.yaml",
        "name: small\nmodels: {m: {backend: mock, context_length: 100}}\ntasks: [{task: t.yaml, max_context_tokens: 3}]\n");
  const ProcessResult small = assay({"run", "small.yaml", "--store", "s.db"});
  EXPECT_EQ(small.exit_code, 1);
  EXPECT_THAT(small.err, HasSubstr("4 do not fit even without examples"));
  write("large.yaml", "name: large\nmodels: {m: {backend: mock, context_length: 100}}\ntasks: [t.yaml]\n");
  EXPECT_THAT(assay({"run", "large.yaml", "--store", "s.db"}).err, testing::Not(HasSubstr("left out")));
}

TEST_F(PromptsE2e, EveryPromptVariantIsRunOnTheSameSamplesAndTheyAreComparedInPairs) {
  write("rows.jsonl", kRows);
  write("t.yaml", std::string(kTask) +
                      "prompts:\n  - {name: plain}\n  - {name: echoing, doc_to_text: \"{{colour}}\", num_fewshot: 0}\n"
                      "  - {name: bare, num_fewshot: 0, target_delimiter: \": \"}\n");
  write("run.yaml", "name: ways\nmodels: {m: {backend: mock, mode: echo}}\ntasks: [t.yaml]\n");
  const ProcessResult run = assay({"run", "run.yaml", "--store", "s.db"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("colours[plain]"), HasSubstr("colours[echoing]"), HasSubstr("over prompts"),
                             HasSubstr("best prompt")));
  const Value report = json::parse(assay({"report", "ways", "--store", "s.db", "--format", "json"}).out, "report");
  const Value& spread = report.find("prompt_spreads")->as_array().front();
  EXPECT_EQ(spread.find("task")->as_string(), "colours");
  EXPECT_EQ(spread.find("prompts")->as_int(), 3);
  EXPECT_EQ(spread.find("max")->as_double(), 1.0);
  EXPECT_EQ(spread.find("best")->as_string(), "echoing");
  EXPECT_NEAR(spread.find("mean")->as_double(), 1.0 / 3.0, 1e-12);
  const ProcessResult pairs = assay({"compare", "ways:plain", "ways:echoing", "--store", "s.db", "--format", "json"});
  const Value comparison = json::parse(pairs.out, "comparison");
  ASSERT_EQ(comparison.find("results")->size(), 1u) << pairs.out << pairs.err;
  const Value& result = comparison.find("results")->as_array().front();
  EXPECT_EQ(result.find("task")->as_string(), "colours");
  EXPECT_EQ(result.find("n")->as_int(), 4);
  EXPECT_EQ(result.find("difference")->as_double(), 1.0);
  const ProcessResult unknown = assay({"compare", "ways:plain", "ways:other", "--store", "s.db"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("plain"));
  write("over.yaml",
        "name: over\nmodels: {m: {backend: mock, mode: echo}}\ntasks:\n  - task: t.yaml\n    num_fewshot: 1\n    prompts:\n"
        "      - {name: one}\n      - {name: none, num_fewshot: 0}\n");
  const ProcessResult over = assay({"run", "over.yaml", "--store", "s.db"});
  EXPECT_EQ(over.exit_code, 0) << over.err;
  EXPECT_THAT(over.out, AllOf(HasSubstr("colours[one]: 4 samples, 1 examples"), HasSubstr("colours[none]"),
                              testing::Not(HasSubstr("[plain]"))));
}

}  // namespace
}  // namespace assay
