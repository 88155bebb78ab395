#include "datasets/turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using test_support::TaskFolder;
using testing::HasSubstr;

const std::string kChat = kHead + "apply_chat_template: true\n";

std::vector<std::string> contents(const Prompt& prompt) {
  std::vector<std::string> out;
  for (const Message& message : prompt.messages) out.push_back(message.role + ": " + message.content);
  return out;
}

std::optional<DialogueTurn> next(const TaskFolder& task, const std::vector<std::string>& answers,
                                 std::vector<const Sample*> examples = {}) {
  return next_turn(task.spec(), task.samples().samples.at(0), examples, answers, default_style(task.spec()));
}

std::string problem(const std::string& yaml, const std::string& rows = "{\"q\": \"Why?\", \"more\": [\"And?\"]}\n") {
  std::string message = "no error";
  try {
    const TaskFolder task(yaml, rows);
    task.samples();
  } catch (const Error& error) {
    message = error.what();
  }
  return message;
}

TEST(Turns, AColumnOfTextsIsAskedOneAfterTheOther) {
  const TaskFolder task(kChat + "turns: prompt\n", "{\"prompt\": [\"Name a river.\", \"Where is it?\"]}\n");
  EXPECT_EQ(task.samples().samples.at(0).input, "Name a river.");
  EXPECT_THAT(contents(next(task, {})->prompt), testing::ElementsAre("user: Name a river."));
  const auto second = next(task, {"The Elbe."});
  EXPECT_EQ(second->user, "Where is it?");
  EXPECT_THAT(contents(second->prompt),
              testing::ElementsAre("user: Name a river.", "assistant: The Elbe.", "user: Where is it?"));
  EXPECT_FALSE(next(task, {"The Elbe.", "In Europe."}).has_value());
}

TEST(Turns, DocToTextIsTheTurnBeforeThem) {
  const TaskFolder task(kChat + "doc_to_text: q\nturns: more\n", "{\"q\": \"Why?\", \"more\": [\"And then?\"]}\n");
  EXPECT_EQ(next(task, {})->user, "Why?");
  EXPECT_EQ(next(task, {"So."})->user, "And then?");
  EXPECT_FALSE(next(task, {"So.", "Then."}).has_value());
}

TEST(Turns, AScriptSeesTheRowAndTheAnswersSoFar) {
  const TaskFolder task(kChat + "doc_to_text: 'Say {{word}}.'\nturns: ['You said {{answer}}. Again?', "
                                "'First {{answers[0]}}, then {{answer}}, of {{answers | length}}. {{word}}?']\n",
                        "{\"word\": \"moss\", \"answer\": \"a column of the data\"}\n");
  EXPECT_EQ(next(task, {"Moss"})->user, "You said Moss. Again?");
  EXPECT_EQ(next(task, {"Moss", "Fern"})->user, "First Moss, then Fern, of 2. moss?");
  // Braces in an answer are text, not a template.
  EXPECT_EQ(next(task, {"{{ word }}"})->user, "You said {{ word }}. Again?");
}

TEST(Turns, OneThatRendersToNothingEndsTheDialogue) {
  const TaskFolder task(kChat + "doc_to_text: q\nturns: [\"{% if 'yes' not in answer %}Please say yes.{% endif %} \", 'Thanks. Why?']\n",
                        "{\"q\": \"Do you agree?\"}\n");
  EXPECT_EQ(next(task, {"no"})->user, "Please say yes. ");
  EXPECT_FALSE(next(task, {"yes"}).has_value());
  const TaskFolder blank(kChat + "turns: [q, follow_up]\n", "{\"q\": \"One?\", \"follow_up\": null}\n{\"q\": \"Two?\", \"follow_up\": \"More?\"}\n");
  EXPECT_FALSE(next(blank, {"1"}).has_value());
}

TEST(Turns, MaxTurnsEndsItToo) {
  const TaskFolder task(kChat + "turns: prompt\nmax_turns: 2\n", "{\"prompt\": [\"a?\", \"b?\", \"c?\"]}\n");
  EXPECT_TRUE(next(task, {"1"}).has_value());
  EXPECT_FALSE(next(task, {"1", "2"}).has_value());
}

TEST(Turns, ATemplateMayGiveTheList) {
  const TaskFolder task(kChat + "turns: '{{ [q, q ~ \" Really?\"] }}'\n", "{\"q\": \"Is it so?\"}\n");
  EXPECT_EQ(next(task, {"Yes"})->user, "Is it so? Really?");
}

TEST(Turns, WithoutAChatTheyAreJoinedAsExamplesAre) {
  const TaskFolder task(kHead + "doc_to_text: \"Q: {{q}}\\nA:\"\nturns: [\"Q: and half of it?\\nA:\"]\n", "{\"q\": \"1 + 1?\"}\n");
  EXPECT_EQ(next(task, {"2"})->prompt.text, "Q: 1 + 1?\nA: 2\n\nQ: and half of it?\nA:");
  EXPECT_EQ(next(task, {" 2"})->prompt.text, "Q: 1 + 1?\nA: 2\n\nQ: and half of it?\nA:");  // no second space
}

TEST(Turns, TheBeginningOfTheAnswerIsThatOfTheFirst) {
  const std::string more = "doc_to_text: q\nturns: ['Sure?']\ngen_prefix: 'It is'\n";
  const TaskFolder chat(kChat + more, "{\"q\": \"What?\"}\n");
  EXPECT_THAT(contents(next(chat, {})->prompt), testing::ElementsAre("user: What?", "assistant: It is"));
  EXPECT_THAT(contents(next(chat, {" red."})->prompt),
              testing::ElementsAre("user: What?", "assistant: It is red.", "user: Sure?"));
  const TaskFolder text(kHead + more, "{\"q\": \"What?\"}\n");
  EXPECT_EQ(next(text, {" red."})->prompt.text, "What? It is red.\n\nSure?");
}

TEST(Turns, ExamplesAndSystemTextStandInFront) {
  const TaskFolder task(kChat + "system: Be brief.\ndoc_to_text: q\ndoc_to_target: a\nturns: ['Sure?']\n",
                        "{\"q\": \"1?\", \"a\": \"one\"}\n", "{\"q\": \"2?\", \"a\": \"two\"}\n");
  const Sample example = task.pool().samples.at(0);
  EXPECT_THAT(contents(next(task, {"one"}, {&example})->prompt),
              testing::ElementsAre("system: Be brief.", "user: 2?", "assistant: two", "user: 1?", "assistant: one", "user: Sure?"));
}

TEST(Turns, WhatIsWrongInATaskFileIsSaid) {
  EXPECT_THAT(problem(kHead + "doc_to_text: q\ndoc_to_target: q\noutput_type: loglikelihood\nturns: more\n"),
              testing::AllOf(HasSubstr("demo.yaml:9"), HasSubstr("a loglikelihood task asks once")));
  EXPECT_THAT(problem(kHead + "doc_to_text: q\nturns: []\n"), HasSubstr("the list is empty"));
  EXPECT_THAT(problem(kHead + "doc_to_text: q\nturns: [[a]]\n"), HasSubstr("expected a template, what the user says"));
  EXPECT_THAT(problem(kHead + "doc_to_text: q\nturns: {a: b}\n"), HasSubstr("not a list or a map"));
  EXPECT_THAT(problem(kHead + "doc_to_text: q\nmax_turns: 2\n"), HasSubstr("there are no 'turns'"));
  EXPECT_THAT(problem(kHead + "doc_to_text: q\nturns: more\nmax_turns: 0\n"), HasSubstr("max_turns"));
  EXPECT_THAT(problem(kHead + "doc_to_text: q\nturns: ['{{ answer | nope }}']\n"), HasSubstr("nope"));
}

TEST(Turns, WhatIsWrongInARowIsSaidBeforeAnythingIsAsked) {
  const std::string list = kHead + "turns: more\n";
  EXPECT_THAT(problem(list, "{\"more\": [\"a\", {\"role\": \"user\"}]}\n"), HasSubstr("turn 2 of the list is {"));
  EXPECT_THAT(problem(list, "{\"more\": 7}\n"), HasSubstr("expected a list of texts"));
  EXPECT_THAT(problem(list, "{\"more\": []}\n"), HasSubstr("the first turn is empty"));
  EXPECT_THAT(problem(list, "{\"more\": null}\n"), HasSubstr("the first turn is empty"));
  EXPECT_THAT(problem(list, "{\"more\": [\" \", \"b\"]}\n"), HasSubstr("the first turn is empty"));
  std::string many = "{\"more\": [\"a\"";
  for (int i = 0; i < 1000; ++i) many += ", \"b\"";
  EXPECT_THAT(problem(list, many + "]}\n"), HasSubstr("there are 1001 turns; expected 1000 at most"));
}

TEST(Turns, MtBenchsOwnFileIsReadAsItIs) {
  ASSAY_SHARED_OR_SKIP(file, "data/mt_bench/mt_bench/question.jsonl");
  test::TempFolder folder;
  const TaskSpec spec = load_task(folder.write("t.yaml", "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: '" + file +
                                                             "'}}\ntest_split: test\nid_field: question_id\nturns: turns\n"
                                                             "apply_chat_template: true\n"));
  const SampleSet set = open_samples(spec, {builtin::all_readers(), {}});
  ASSERT_EQ(set.size(), 80u);
  for (const Sample& sample : set.read_all()) {
    EXPECT_FALSE(sample.input.empty());
    const std::vector<std::string> one = {"a"}, two = {"a", "b"};
    EXPECT_TRUE(next_turn(spec, sample, {}, one, default_style(spec)).has_value()) << sample.id;
    EXPECT_FALSE(next_turn(spec, sample, {}, two, default_style(spec)).has_value()) << sample.id;
  }
}

}  // namespace
}  // namespace assay::datasets
