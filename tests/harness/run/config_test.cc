#include "harness/run/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

using testing::HasSubstr;

RunConfig parse(const std::string& yaml, std::vector<std::pair<std::string, std::string>> sets = {}) {
  return parse_run_config(yaml, "run.yaml", "/base", sets, [](const std::string& name) -> std::optional<std::string> {
    if (name == "PORT") return "8000";
    return std::nullopt;
  });
}

std::string error_of(const std::string& yaml) {
  try {
    parse(yaml);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kConfig);
    return e.message();
  }
  return "no error";
}

const std::string kSmall = "models: {m: {backend: mock}}\ntasks: [arc_easy]\n";

TEST(RunConfig, ReadsEveryPartOfAConfiguration) {
  const RunConfig config = parse(
      "name: checkpoint-1200\nseed: 7\nstore: results.db\n"
      "models:\n  candidate: {backend: local, path: models/x, threads: 2}\n"
      "  judge: {backend: openai_chat, base_url: 'http://127.0.0.1:${PORT}/v1', model: j}\n"
      "model: candidate\n"
      "tasks:\n  - arc_easy\n  - {task: gsm8k, num_fewshot: 5, limit: 200, epochs: 4, sampling: {temperature: 0.7}}\n"
      "sampling: {temperature: 0.0, max_tokens: 99}\n"
      "raters:\n  - {rater: rubrics/helpful.yaml, judge: judge, tasks: [gsm8k]}\n"
      "reports: {html: out.html, json: out.json}\n");
  EXPECT_EQ(config.name, "checkpoint-1200");
  EXPECT_EQ(config.seed, 7u);
  EXPECT_EQ(config.store, "results.db");
  ASSERT_EQ(config.models.size(), 2u);
  EXPECT_EQ(config.model("judge").options.text("base_url"), "http://127.0.0.1:8000/v1");
  EXPECT_EQ(config.evaluated, (std::vector<std::string>{"candidate"}));
  ASSERT_EQ(config.tasks.size(), 2u);
  EXPECT_EQ(config.tasks[1].limit, 200);
  EXPECT_EQ(config.tasks[1].epochs, 4);
  EXPECT_EQ(config.tasks[1].sampling.temperature, 0.7);
  EXPECT_EQ(config.sampling.apply({}).max_tokens, 99);
  EXPECT_EQ(config.raters[0].judge, "judge");
  EXPECT_EQ(config.reports[0], (std::pair<std::string, std::string>{"html", "out.html"}));
  EXPECT_THAT(config.yaml, HasSubstr("${PORT}")) << "the file is kept as written, without what the environment held";
}

TEST(RunConfig, OverridesComeFromTheCommandLine) {
  const RunConfig config = parse(kSmall, {{"tasks.0.limit", "5"}, {"sampling.max_tokens", "3"}, {"seed", "9"}});
  EXPECT_EQ(config.tasks[0].task, "arc_easy");
  EXPECT_EQ(config.tasks[0].limit, 5);
  EXPECT_EQ(config.sampling.max_tokens, 3);
  EXPECT_EQ(config.seed, 9u);
}

TEST(RunConfig, TheOnlyModelIsTheOneThatIsEvaluated) { EXPECT_EQ(parse(kSmall).evaluated, (std::vector<std::string>{"m"})); }

TEST(RunConfig, NamesTheLineAndTheNearestKey) {
  EXPECT_EQ(error_of(kSmall + "sede: 5\n"), "run.yaml:3: unknown key 'sede'; did you mean 'seed'?");
  EXPECT_EQ(error_of(kSmall + "sampling: {temprature: 1}\n"),
            "run.yaml:3: unknown key 'temprature' in 'sampling'; did you mean 'temperature'?");
}

TEST(RunConfig, RefusesAKeyThatWouldHoldASecret) {
  const std::string message = error_of("models: {m: {backend: openai_chat, api_key: abc}}\ntasks: [t]\n");
  EXPECT_THAT(message, HasSubstr("api_key_env"));
  EXPECT_THAT(message, testing::Not(HasSubstr("abc")));
}

TEST(RunConfig, SaysWhatIsMissingOrNamesNothing) {
  EXPECT_THAT(error_of("tasks: [t]\n"), HasSubstr("no model is configured"));
  EXPECT_THAT(error_of("models: {m: {backend: mock}}\n"), HasSubstr("no task is listed"));
  EXPECT_THAT(error_of("models: {m: {backend: mock}}\ntaks: [t]\n"), HasSubstr("did you mean 'tasks'"));
  EXPECT_THAT(error_of("models: {a: {backend: mock}, b: {backend: mock}}\ntasks: [t]\n"),
              HasSubstr("which of the 2 models"));
  EXPECT_THAT(error_of(kSmall + "model: n\n"), HasSubstr("not among the models"));
  EXPECT_THAT(error_of(kSmall + "raters: [{rater: r.yaml, judge: mm}]\n"), HasSubstr("did you mean 'm'"));
  EXPECT_THAT(error_of("models: {m: {path: x}}\ntasks: [t]\n"), HasSubstr("'models.m.backend' is missing"));
}

TEST(RunConfig, AModelsOwnUnknownKeyIsLeftToItsBackendToRefuse) {
  const RunConfig config = parse("models: {m: {backend: mock, tpyo: 1}}\ntasks: [t]\n");
  const Options& options = config.models[0].options;
  options.text("mode", "");
  EXPECT_THROW(options.done(), Error);
}

}  // namespace
}  // namespace assay::run
