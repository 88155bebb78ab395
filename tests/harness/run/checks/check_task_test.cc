// Every check by what it finds, and by what it lets stand.
#include "harness/run/checks/check_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "datasets/registry.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

// Tokens are the text's bytes; a model that begins texts with byte 1.
ModelView byte_model(std::string chat_template = "", std::optional<std::int64_t> context_length = std::nullopt) {
  ModelView view;
  view.name = "bytes";
  view.chat_template = std::move(chat_template);
  view.bos_text = "<s>";
  view.eos_text = "</s>";
  view.bos = 1;
  view.adds_bos = true;
  view.context_length = context_length;
  view.count_tokens = [](const std::string& text) { return static_cast<std::int64_t>(text.size()); };
  view.encode = [tmpl = view.chat_template](const Request& request) {
    EncodedRequest out;
    const auto* generate = std::get_if<Generate>(&request.body);
    const Prompt& prompt = generate != nullptr ? generate->prompt : std::get<Loglikelihood>(request.body).context;
    if (prompt.is_chat()) {
      if (tmpl.find("refuse") != std::string::npos) throw Error(ErrorKind::kConfig, "System role not supported");
      if (tmpl.starts_with("<s><s>")) out.text = "<s><s>";
      if (tmpl.starts_with("<s>") && out.text.empty()) out.text = "<s>";
      for (const Message& message : prompt.messages)
        if (message.role != "system" || tmpl.find("system") != std::string::npos) out.text += message.content + "\n";
      std::string rest = out.text;
      while (rest.starts_with("<s>")) {
        out.ids.push_back(1);
        rest = rest.substr(3);
      }
      for (const char c : rest) out.ids.push_back(c);
      return out;
    }
    out.text = prompt.text;
    out.ids.push_back(1);
    for (const char c : prompt.text) out.ids.push_back(c);
    if (generate == nullptr)
      for (const std::string& continuation : std::get<Loglikelihood>(request.body).continuations)
        out.continuations.emplace_back(continuation.begin(), continuation.end());
    return out;
  };
  return view;
}

class CheckTask : public testing::Test {
 protected:
  std::vector<Finding> check(const std::string& yaml, const std::string& rows, std::vector<ModelView> models = {},
                             const std::string& pool = "") {
    folder_.write("rows.jsonl", rows);
    if (!pool.empty()) folder_.write("pool.jsonl", pool);
    const std::string file =
        folder_.write("t.yaml", "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl" +
                                    std::string(pool.empty() ? "" : ", train: pool.jsonl") + "}}\ntest_split: test\n" +
                                    (pool.empty() ? "" : "training_split: train\n") + yaml);
    RunConfig config;
    TaskEntry entry;
    entry.task = file;
    const OpenTask task = std::move(open_tasks(config, entry, datasets::builtin::all_readers(),
                                               metrics::builtin::all_metrics(), metrics::filters::all_filters())
                                        .front());
    return check_task(task, {datasets::builtin::all_readers()}, models, 1).findings;
  }

  static std::vector<std::string> names(const std::vector<Finding>& findings) {
    std::vector<std::string> out;
    for (const Finding& one : findings) out.push_back(one.check);
    return out;
  }
  static const Finding& find(const std::vector<Finding>& findings, const std::string& check) {
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& one) { return one.check == check; });
    if (found == findings.end())
      throw std::runtime_error("no finding " + check + "; there are " + testing::PrintToString(names(findings)));
    return *found;
  }

  test::TempFolder folder_;
};

const std::string kQa = "doc_to_text: \"Q: {{q}}\\nA:\"\ndoc_to_target: \"{{a}}\"\ngeneration_kwargs: {until: [\"\\n\"]}\n";
const std::string kRows = "{\"q\": \"One?\", \"a\": \"yes\"}\n{\"q\": \"Two?\", \"a\": \"no\"}\n";

TEST_F(CheckTask, ARightTaskHasNoFinding) {
  EXPECT_THAT(names(check(kQa, kRows)), testing::IsEmpty());
  EXPECT_THAT(names(check(kQa, kRows, {byte_model("", 4096)})), testing::IsEmpty());
}

TEST_F(CheckTask, AColumnThatNoRowHasIsNamedWithTheNearestOne) {
  const auto findings =
      check("doc_to_text: \"{{qestion}} A:\"\ndoc_to_target: \"{{a}}\"\n", "{\"question\": \"One?\", \"a\": \"x\"}\n");
  const Finding& missing = find(findings, "column_missing");
  EXPECT_EQ(missing.severity, Severity::kError);
  EXPECT_THAT(missing.message, testing::AllOf(HasSubstr("'qestion'"), HasSubstr("did you mean 'question'?")));
  EXPECT_THAT(missing.where, HasSubstr("t.yaml:"));
}

TEST_F(CheckTask, AColumnThatSomeRowsLackIsCounted) {
  const auto findings =
      check("doc_to_text: \"{{q}} {{h}} A:\"\ndoc_to_target: \"{{a}}\"\n",
            "{\"q\": \"1\", \"h\": \"x\", \"a\": \"y\"}\n{\"q\": \"2\", \"a\": \"y\"}\n{\"q\": \"3\", \"a\": \"y\"}\n");
  EXPECT_THAT(find(findings, "column_sparse").message,
              testing::AllOf(HasSubstr("2 of 3 rows lack"), HasSubstr("rows.jsonl:2")));
}

TEST_F(CheckTask, EveryRowIsReadThoughSomeAreWrong) {
  const auto findings =
      check("output_type: multiple_choice\ndoc_to_text: \"{{q}}\"\ndoc_to_choice: [\"yes\", \"no\"]\ndoc_to_target: a\n",
            "{\"q\": \"One?\", \"a\": \"maybe\"}\n{\"q\": \"Two?\", \"a\": \"yes\"}\n{\"q\": \"Three?\", \"a\": 7}\n");
  const Finding& row = find(findings, "row");
  EXPECT_EQ(row.severity, Severity::kError);
  EXPECT_EQ(row.count, 2);
  EXPECT_THAT(row.where, HasSubstr("rows.jsonl:1"));
}

TEST_F(CheckTask, EmptyQuestionsAndAnswersAreFound) {
  const auto findings =
      check("doc_to_text: q\ndoc_to_target: a\n", "{\"q\": \" \", \"a\": \"\"}\n{\"q\": \"x\", \"a\": \"y\"}\n");
  EXPECT_THAT(names(findings), testing::IsSupersetOf({"empty_question", "empty_target"}));
}

TEST_F(CheckTask, ChoicesThatAreEqualOrMeetTheirDelimiterBadlyAreFound) {
  const std::string rows = "{\"q\": \"Q:\", \"c\": [\"up\", \" down\", \"up\"], \"a\": 1}\n";
  const auto findings = check("output_type: multiple_choice\ndoc_to_text: q\ndoc_to_choice: c\ndoc_to_target: a\n", rows);
  EXPECT_THAT(find(findings, "duplicate_choice").message, HasSubstr("\"up\""));
  EXPECT_THAT(find(findings, "choice_space").message, HasSubstr("\" down\""));
  const auto joined = check(
      "output_type: multiple_choice\ntarget_delimiter: \"\"\ndoc_to_text: q\ndoc_to_choice: [up, down]\ndoc_to_target: a\n",
      "{\"q\": \"Way\", \"a\": 1}\n");
  EXPECT_THAT(find(joined, "no_space").message, HasSubstr("\"Way\" + \"up\""));
  const auto twice =
      check("output_type: multiple_choice\ndoc_to_text: \"{{q}} \"\ndoc_to_choice: [up, down]\ndoc_to_target: a\n",
            "{\"q\": \"Way:\", \"a\": 1}\n");
  EXPECT_EQ(names(twice), std::vector<std::string>{"double_space"});
}

TEST_F(CheckTask, LettersMustBeListedInTheQuestion) {
  const std::string form = "output_type: multiple_choice\ndoc_to_choice: [A, B]\ndoc_to_target: a\n";
  const auto without = check(form + "doc_to_text: \"{{q}}\\nAnswer:\"\n", "{\"q\": \"Which?\", \"a\": 1}\n");
  EXPECT_EQ(names(without), std::vector<std::string>{"letter_not_listed"});
  const auto listed =
      check(form + "doc_to_text: \"{{q}}\\nA. up\\n(B) down\\nAnswer:\"\n", "{\"q\": \"Which?\", \"a\": 1}\n");
  EXPECT_THAT(names(listed), testing::IsEmpty());
}

TEST_F(CheckTask, AStopInTheRightAnswerOrInAnExampleIsFound) {
  const auto cut = check(kQa, "{\"q\": \"One?\", \"a\": \"first\\nsecond\"}\n");
  EXPECT_THAT(find(cut, "stop_in_target").message, testing::AllOf(HasSubstr("\"\\n\""), HasSubstr("behind 5 bytes")));
  const auto example = check(kQa + "num_fewshot: 1\n", kRows, {}, "{\"q\": \"Zero?\", \"a\": \"a\\nb\"}\n");
  EXPECT_EQ(find(example, "stop_in_example").count, 2);
  const auto prefix = check(kQa + "gen_prefix: \"So:\\n\"\n", kRows);
  EXPECT_THAT(names(prefix), testing::Contains("stop_in_prefix"));
}

TEST_F(CheckTask, ADelimiterThatStopsTheAnswerAndAMissingStopAreFound) {
  const auto joint =
      check(kQa + "num_fewshot: 1\ntarget_delimiter: \"\\n\"\n", kRows, {}, "{\"q\": \"Zero?\", \"a\": \"b\"}\n");
  EXPECT_THAT(names(joint), testing::Contains("stop_in_delimiter"));
  const auto endless = check("doc_to_text: q\ndoc_to_target: a\nnum_fewshot: 1\ngeneration_kwargs: {until: []}\n", kRows, {},
                             "{\"q\": \"Zero?\", \"a\": \"b\"}\n");
  EXPECT_THAT(names(endless), testing::Contains("stop_missing"));
}

TEST_F(CheckTask, AQuestionAmongItsOwnExamplesAndAPoolThatIsTooSmallAreFound) {
  const auto shown = check(kQa + "num_fewshot: 1\n", kRows, {}, "{\"q\": \"One?\", \"a\": \"perhaps\"}\n");
  EXPECT_THAT(find(shown, "fewshot_overlap").message, HasSubstr("perhaps"));
  EXPECT_EQ(find(shown, "pool_overlap").count, 1);
  const auto small = check(kQa + "num_fewshot: 3\n", kRows, {}, "{\"q\": \"Zero?\", \"a\": \"b\"}\n");
  EXPECT_EQ(find(small, "fewshot_pool").severity, Severity::kError);
  EXPECT_EQ(find(small, "fewshot_pool").count, 2);
}

TEST_F(CheckTask, AMetricThatCannotScoreSuchAnswersIsAnError) {
  const auto findings = check(kQa + "metric_list: [{metric: acc_norm}]\n", kRows);
  EXPECT_EQ(find(findings, "metric_cannot_score").severity, Severity::kError);
}

TEST_F(CheckTask, FiltersThatFindNothingInTheRightAnswerAreFound) {
  const auto findings = check(kQa +
                                  "filter_list: [{name: number, filter: [{function: regex, regex_pattern: \"#### "
                                  "([0-9]+)\"}, {function: take_first}]}]\n",
                              "{\"q\": \"One?\", \"a\": \"7\"}\n");
  EXPECT_THAT(find(findings, "gold_not_found").message, HasSubstr("\"7\""));
  EXPECT_THAT(find(findings, "gold_below_full").message, HasSubstr("scores 0"));
}

TEST_F(CheckTask, TheSamePlaceForEveryRightChoiceIsFound) {
  std::string rows;
  for (int i = 0; i < 12; ++i) rows += "{\"q\": \"Way " + std::to_string(i) + "?\", \"a\": 1}\n";
  const auto findings =
      check("output_type: multiple_choice\ndoc_to_text: q\ndoc_to_choice: [up, down]\ndoc_to_target: a\n", rows);
  EXPECT_THAT(find(findings, "target_constant").message, HasSubstr("number 1"));
}

TEST_F(CheckTask, AnswersLongerThanMaxTokensAreFoundByWordsAndByTokens) {
  const std::string form = "doc_to_text: q\ndoc_to_target: a\ngeneration_kwargs: {max_gen_toks: 3, until: [\"\\n\"]}\n";
  EXPECT_THAT(find(check(form, "{\"q\": \"x\", \"a\": \"a b c d\"}\n"), "max_tokens_small").message, HasSubstr("4 words"));
  EXPECT_THAT(find(check(form, "{\"q\": \"x\", \"a\": \"abcde\"}\n", {byte_model()}), "max_tokens_small").message,
              HasSubstr("5 tokens"));
}

TEST_F(CheckTask, PromptsLongerThanTheContextAreErrorsAndLittleRoomIsAWarning) {
  const std::string form = "doc_to_text: q\ndoc_to_target: a\ngeneration_kwargs: {max_gen_toks: 5, until: [\"\\n\"]}\n";
  const std::string rows = "{\"q\": \"0123456789\", \"a\": \"y\"}\n";
  EXPECT_EQ(find(check(form, rows, {byte_model("", 8)}), "context_too_long").severity, Severity::kError);
  EXPECT_EQ(names(check(form, rows, {byte_model("", 13)})), std::vector<std::string>{"answer_room"});
  EXPECT_THAT(names(check(form, rows, {byte_model("", 16)})), testing::IsEmpty());
}

const std::string kChat = kQa + "apply_chat_template: true\nsystem: Be brief.\n";

TEST_F(CheckTask, ChatTemplatesAreCheckedForTheirPitfalls) {
  const std::string good =
      "<s>{% for m in messages %}{{ m.content }}{% endfor %}{% if add_generation_prompt %}system A:{% endif %}";
  EXPECT_THAT(names(check(kChat, kRows, {byte_model(good)})), testing::IsEmpty());
  EXPECT_EQ(names(check(kChat, kRows, {byte_model("")})), std::vector<std::string>{"chat_template_missing"});
  EXPECT_EQ(find(check(kChat, kRows, {byte_model("<s>" + good)}), "double_bos").severity, Severity::kError);
  EXPECT_THAT(names(check(kChat, kRows, {byte_model("<s>{{ messages[0].content }} system")})),
              testing::Contains("no_generation_prompt"));
  EXPECT_THAT(names(check(kChat, kRows, {byte_model(good.substr(3))})), testing::Contains("missing_bos"));
  EXPECT_THAT(names(check(kChat, kRows, {byte_model("<s>{% if add_generation_prompt %}A:{% endif %}")})),
              testing::Contains("system_dropped"));
  const auto refused = check(kChat, kRows, {byte_model("<s>{# refuse #}{% if add_generation_prompt %}A:{% endif %}")});
  EXPECT_THAT(find(refused, "prompt_refused").message, HasSubstr("System role"));
  EXPECT_THAT(find(check(kChat, kRows, {byte_model("{{ oh no }}")}), "chat_template_fails").message,
              HasSubstr("chat template of bytes"));
}

TEST_F(CheckTask, AStopThatFiresInThoughtsIsFound) {
  const std::string thinking = "<s>system{{ messages[0].content }}{% if add_generation_prompt %}<think>{% endif %}";
  const auto findings = check(kChat, kRows, {byte_model(thinking)});
  EXPECT_THAT(names(findings), testing::IsSupersetOf({"stop_in_thinking", "thinking_scored"}));
  const auto stripped =
      check(kChat + "filter_list: [{name: answer, filter: [{function: strip_think}, {function: take_first}]}]\n", kRows,
            {byte_model(thinking)});
  EXPECT_THAT(names(stripped), testing::Not(testing::Contains("thinking_scored")));
}

TEST_F(CheckTask, APlainPromptThatWritesBeginOfSequenceIsFound) {
  const auto findings = check("doc_to_text: \"<s>{{q}}\"\ndoc_to_target: a\n", kRows, {byte_model()});
  EXPECT_THAT(names(findings), testing::Contains("written_bos"));
}

TEST(Findings, AreCountedUnderTheirCheckAndKeyErrorsFirst) {
  Findings findings("t");
  findings.warn("a", "f:1", "first");
  findings.warn("a", "f:2", "second");
  findings.warn("a", "f:3", "other", "key");
  findings.error("b", "f:4", "bad");
  const std::vector<Finding> list = findings.take();
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].check, "b");
  EXPECT_EQ(list[1].count, 2);
  EXPECT_EQ(list[1].where, "f:1");
  EXPECT_EQ(list[2].count, 1);
}

}  // namespace
}  // namespace assay::run
