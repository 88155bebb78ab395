#include "datasets/prompt.h"

#include <string>
#include <vector>

#include "datasets/fewshot.h"
#include "harness/core/json.h"
#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string rows_of(const Value& rows) {
  std::string text;
  for (const Value& row : rows.as_array()) text += json::dump(row) + "\n";
  return text;
}

std::vector<std::string> texts_of(const Value* list) {
  std::vector<std::string> texts;
  if (list != nullptr)
    for (const Value& item : list->as_array()) texts.push_back(item.as_string());
  return texts;
}

Prompt expected_prompt(const Value& request) {
  Prompt prompt;
  if (const Value* context = request.find("context")) prompt.text = context->as_string();
  if (const Value* messages = request.find("messages"))
    for (const Value& message : messages->as_array())
      prompt.messages.push_back({message.find("role")->as_string(), message.find("content")->as_string()});
  return prompt;
}

TEST(Prompt, IsByteForByteThatOfLmEvaluationHarness) {
  const std::string file = test::test_data("golden/datasets/prompts.json");
  const Value golden = json::parse(test::read_file(file), file);
  int compared = 0;
  for (const Value& item : golden.find("cases")->as_array()) {
    const test_support::TaskFolder task(item.find("yaml")->as_string(), rows_of(*golden.find("test")),
                                        rows_of(*golden.find("train")));
    const PromptStyle style{.chat = item.find("chat")->as_bool(),
                            .fewshot_as_multiturn = item.find("multiturn")->as_bool(),
                            .system = item.find("system")->as_string()};
    SCOPED_TRACE(item.find("name")->as_string() + " in style " + json::dump(*item.find("chat")) +
                 json::dump(*item.find("multiturn")) + json::dump(*item.find("system")));
    const FewshotPool pool(task.pool().samples);
    const test_support::LoadedSet set = task.samples();
    const Value::Array& requests = item.find("requests")->as_array();
    ASSERT_EQ(set.samples.size(), requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const Sample& sample = set.samples[i];
      if (const Value* text = requests[i].find("text")) {
        EXPECT_EQ(rolling_text(sample), text->as_string());
        EXPECT_TRUE(make_prompts(task.spec(), sample, {}, style).empty());
      } else {
        EXPECT_EQ(make_prompts(task.spec(), sample, pool.choose(task.spec(), sample), style).front(),
                  expected_prompt(requests[i]));
        EXPECT_EQ(make_continuations(task.spec(), sample, style), texts_of(requests[i].find("continuations")));
      }
      if (requests[i].find("stop") != nullptr) {
        EXPECT_EQ(task.spec().sampling.stop, texts_of(requests[i].find("stop")));
        EXPECT_EQ(task.spec().sampling.max_tokens, requests[i].find("max_tokens")->as_int());
      }
      ++compared;
    }
  }
  EXPECT_EQ(compared, 150);
}

Sample sample_of(const std::string& input, const std::string& target) {
  Sample sample;
  sample.id = input;
  sample.input = input;
  sample.targets = {target};
  sample.fields = Value::object();
  return sample;
}

TaskSpec spec_of(const std::string& tail) {
  return parse_task(kHead + "doc_to_text: q\ndoc_to_target: a\n" + tail, "demo.yaml", "");
}

TEST(Prompt, ThePlainTextHasNoDelimiterBehindTheSystemText) {
  const TaskSpec spec = spec_of("system: 'Be brief.'\ndescription: 'Answer.'\n");
  const Sample sample = sample_of("Q3", ""), one = sample_of("Q1", "A1"), two = sample_of("Q2", "");
  const std::vector<const Sample*> examples = {&one, &two};
  EXPECT_EQ(make_prompts(spec, sample, examples, default_style(spec)).front().text, "Be brief.\n\nAnswer.Q1 A1\n\nQ2Q3");
}

TEST(Prompt, ChatKeepsTurnsApartAndTheSystemTextInFront) {
  const TaskSpec spec = spec_of("system: 'Be brief.'\napply_chat_template: true\n");
  const Sample sample = sample_of("Q2", ""), one = sample_of("Q1", "A1");
  const std::vector<const Sample*> examples = {&one};
  EXPECT_THAT(make_prompts(spec, sample, examples, default_style(spec)).front().messages,
              ElementsAre(Message{"system", "Be brief."}, Message{"user", "Q1"}, Message{"assistant", "A1"},
                          Message{"user", "Q2"}));
}

TEST(Prompt, TheStylesSystemTextReplacesTheTasks) {
  const TaskSpec spec = spec_of("system: 'Be brief.'\n");
  EXPECT_EQ(make_prompts(spec, sample_of("Q", ""), {}, {.chat = false, .system = "Be kind.\n"}).front().text, "Be kind.\nQ");
}

TEST(Prompt, WhiteSpaceAtTheJointReplacesTheDelimiter) {
  // U+00A0 and U+3000 are white space to Python too.
  for (const std::string space : {" ", "\n", "\xC2\xA0", "\xE3\x80\x80"}) {
    TaskSpec spec = spec_of("description: 'Answer.'\n");
    spec.system = "Be brief." + space;
    EXPECT_EQ(make_prompts(spec, sample_of("Q", ""), {}, default_style(spec)).front().text,
              "Be brief." + space + "Answer.Q");
  }
}

TEST(Prompt, ADescriptionThatDoesNotRenderIsAnError) {
  const TaskSpec spec = spec_of("description: 'About {{subject}}'\n");
  EXPECT_THAT(error_of([&] { make_prompts(spec, sample_of("Q", ""), {}, default_style(spec)); }), HasSubstr("subject"));
}

TEST(Prompt, GenerationHasNoContinuations) {
  const TaskSpec spec = spec_of("");
  EXPECT_THAT(make_continuations(spec, sample_of("Q", "A"), default_style(spec)), IsEmpty());
}

}  // namespace
}  // namespace assay::datasets
