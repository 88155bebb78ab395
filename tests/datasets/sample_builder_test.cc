#include "datasets/sample_builder.h"

#include <string>
#include <vector>

#include "harness/core/json.h"
#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Sample build(const std::string& body, const std::string& row) {
  const TaskSpec spec = parse_task(kHead + body, "demo.yaml", "");
  const Value value = json::parse(row, "row");
  std::vector<std::string> columns;
  for (const Value::Member& member : value.as_object()) columns.push_back(member.key);
  return build_sample(spec, value, {columns, has_choices_as_inputs(spec, value, columns)});
}
std::string error_for(const std::string& body, const std::string& row) {
  return error_of([&] { build(body, row); });
}

const std::string kChoice = "output_type: multiple_choice\ndoc_to_text: q\ndoc_to_choice: c\n";
const std::string kRow = R"({"q": "Which?", "c": ["red", "2", "blue"], "a": )";

TEST(SampleBuilder, TakesAColumnRawAndATemplateRendered) {
  const Sample column = build("doc_to_text: q\ndoc_to_target: a\n", R"({"q": "{{x}}", "a": "yes"})");
  EXPECT_EQ(column.input, "{{x}}");
  EXPECT_THAT(column.targets, ElementsAre("yes"));
  const Sample rendered =
      build("doc_to_text: \"Q: {{q}}\\n\\n  \"\ndoc_to_target: '{{a}}!'\n", R"({"q": "up", "a": "yes"})");
  EXPECT_EQ(rendered.input, "Q: up\n\n  ");
  EXPECT_THAT(rendered.targets, ElementsAre("yes!"));
  EXPECT_EQ(rendered.fields.find("q")->as_string(), "up");
}

TEST(SampleBuilder, ATextWithoutPlaceholderIsAConstant) {
  EXPECT_EQ(build("doc_to_text: 'Say yes.'\ndoc_to_target: ''\n", R"({"q": 1})").input, "Say yes.");
  EXPECT_THAT(build("doc_to_text: q\ndoc_to_target: yes\n", R"({"q": "x", "res": 1})").targets, ElementsAre("yes"));
}

TEST(SampleBuilder, AWordThatNearlyIsAColumnWasMeantAsOne) {
  EXPECT_EQ(error_for("doc_to_text: quesiton\ndoc_to_target: ''\n", R"({"question": "a"})"),
            "demo.yaml:6: 'quesiton' is not a column of the data; did you mean 'question'?");
}

TEST(SampleBuilder, NumbersBecomeTextsAsInPython) {
  const auto target = [](const std::string& value) {
    return build("doc_to_text: q\ndoc_to_target: a\n", R"({"q": "x", "a": )" + value + "}").targets;
  };
  EXPECT_THAT(target("42"), ElementsAre("42"));
  EXPECT_THAT(target("0.5"), ElementsAre("0.5"));
  EXPECT_THAT(target("3.0"), ElementsAre("3.0"));
  EXPECT_THAT(target("true"), ElementsAre("True"));
  EXPECT_THAT(target(R"(["a", 7])"), ElementsAre("a", "7"));
}

TEST(SampleBuilder, ATemplateThatIsOneListStaysAList) {
  EXPECT_THAT(build("doc_to_text: q\ndoc_to_target: '{{a}}'\n", R"({"q": "x", "a": ["one", "two"]})").targets,
              ElementsAre("one", "two"));
  EXPECT_THAT(build("doc_to_text: q\ndoc_to_target: '{{a.list}}'\n", R"({"q": "x", "a": {"list": ["one"]}})").targets,
              ElementsAre("one"));
}

TEST(SampleBuilder, AnAnswerIsAnIndexOrAChoice) {
  const auto answer = [](const std::string& source, const std::string& value) {
    return build(kChoice + "doc_to_target: " + source + "\n", kRow + value + "}").target_choices;
  };
  EXPECT_THAT(answer("a", "2"), ElementsAre(2));
  EXPECT_THAT(answer("a", "\"blue\""), ElementsAre(2));
  EXPECT_THAT(answer("a", "\"2\""), ElementsAre(1)) << "a text in a column is the text of a choice";
  EXPECT_THAT(answer("'{{a}}'", "\"2\""), ElementsAre(2)) << "digits that a template prints are an index";
  EXPECT_THAT(answer("'{{a}}'", "0"), ElementsAre(0));
  EXPECT_THAT(answer("1", "0"), ElementsAre(1));
  EXPECT_THAT(answer("a", "true"), ElementsAre(1));
  EXPECT_THAT(answer("a", "[0, 2]"), ElementsAre(0, 2));
  EXPECT_THAT(answer("a", R"(["blue", "2"])"), ElementsAre(2, 1));
}

TEST(SampleBuilder, TargetsOfMultipleChoiceAreTheTextsOfTheRightOnes) {
  const Sample sample = build(kChoice + "doc_to_target: a\n", kRow + "[2, 0]}");
  EXPECT_THAT(sample.choices, ElementsAre("red", "2", "blue"));
  EXPECT_THAT(sample.targets, ElementsAre("blue", "red"));
}

TEST(SampleBuilder, ChoicesAreAColumnAListAMapOrATemplate) {
  const auto choices = [](const std::string& source) {
    return build("output_type: multiple_choice\ndoc_to_text: q\ndoc_to_target: 0\ndoc_to_choice: " + source + "\n",
                 R"({"q": "Which?", "c": ["x", 2.5], "d": {"text": ["u", "v"]}})")
        .choices;
  };
  EXPECT_THAT(choices("c"), ElementsAre("x", "2.5"));
  EXPECT_THAT(choices("['no', 'yes']"), ElementsAre("no", "yes"));
  // What YAML takes for a truth value prints as Python prints it, as in lm-evaluation-harness.
  EXPECT_THAT(choices("[no, yes]"), ElementsAre("False", "True"));
  EXPECT_THAT(choices("{a: 'no', b: red}"), ElementsAre("no", "red"));
  EXPECT_THAT(choices("\"['{{q}}', \\\"it's\\\"]\""), ElementsAre("Which?", "it's"));
  EXPECT_THAT(choices("'{{d.text}}'"), ElementsAre("u", "v"));
  EXPECT_THAT(choices("'{{[q, c[0]]}}'"), ElementsAre("Which?", "x"));
}

TEST(SampleBuilder, NamesAnAnswerThatFits) {
  EXPECT_EQ(error_for(kChoice + "doc_to_target: a\n", kRow + "3}"),
            "the answer 3 is not the index of one of the 3 choices (from 0), asked for at demo.yaml:9");
  EXPECT_THAT(error_for(kChoice + "doc_to_target: a\n", kRow + "-1}"), HasSubstr("the answer -1 is not the index"));
  EXPECT_THAT(error_for(kChoice + "doc_to_target: a\n", kRow + "\"green\"}"),
              HasSubstr("the answer 'green' is not one of the choices: 'red', '2', 'blue'"));
  EXPECT_THAT(error_for(kChoice + "doc_to_target: a\n", kRow + "[]}"), HasSubstr("the list of answers is empty"));
  EXPECT_THAT(build(kChoice + "doc_to_target: a\n", kRow + "null}").targets, IsEmpty());
}

TEST(SampleBuilder, NamesChoicesThatAreNone) {
  const auto error = [](const std::string& choices) {
    return error_for(kChoice + "doc_to_target: 0\n", R"({"q": "Which?", "c": )" + choices + "}");
  };
  EXPECT_THAT(error("\"red\""), HasSubstr("doc_to_choice gives string '\"red\"'; expected a list of choices"));
  EXPECT_THAT(error("[\"red\"]"), HasSubstr("there is one choice; expected two choices or more"));
  EXPECT_THAT(error("[\"red\", [1]]"), HasSubstr("choice 1 is [1]; expected a text"));
}

TEST(SampleBuilder, AQuestionThatIsANumberMakesTheChoicesInputs) {
  const Sample sample = build(kChoice + "doc_to_target: t\n", R"({"q": 1, "c": ["Ann sat", "Ben sat"], "t": "down"})");
  EXPECT_TRUE(sample.choices_are_inputs);
  EXPECT_THAT(sample.choices, ElementsAre("Ann sat", "Ben sat"));
  EXPECT_THAT(sample.target_choices, ElementsAre(1));
  EXPECT_THAT(sample.targets, ElementsAre("down"));
  const Sample text = build(kChoice + "doc_to_target: 0\n", R"({"q": "1 + 1", "c": ["a", "b"]})");
  EXPECT_FALSE(text.choices_are_inputs);
}

TEST(SampleBuilder, NamesATextThatIsNone) {
  EXPECT_THAT(error_for("doc_to_text: q\ndoc_to_target: a\n", R"({"q": ["x"], "a": "y"})"),
              HasSubstr("expected a text from 'q' at demo.yaml:6, not a list"));
  EXPECT_THAT(error_for("doc_to_text: q\ndoc_to_target: a\n", R"({"q": "x", "a": {"b": 1}})"),
              HasSubstr("an answer is {\"b\":1}; expected a text"));
  EXPECT_THAT(error_for("output_type: loglikelihood\ndoc_to_text: q\ndoc_to_target: a\n", R"({"q": "x", "a": ""})"),
              HasSubstr("doc_to_target gives an empty text"));
}

TEST(SampleBuilder, ATaskForRatersAloneNeedsNoTarget) {
  EXPECT_THAT(build("doc_to_text: q\n", R"({"q": "Tell me."})").targets, IsEmpty());
}

}  // namespace
}  // namespace assay::datasets
