#include <string>

#include "tests/datasets/perturb/support_perturb.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

std::string right_text(const Value& row) {
  return row.find("choices")->as_array().at(static_cast<std::size_t>(row.find("answer")->as_int())).as_string();
}

TEST(ChoiceOrder, KeepsTheRightTextForAnIndex) {
  int places[4] = {0, 0, 0, 0};
  for (int i = 0; i < 400; ++i) {
    const Value row = perturbed("choice_order", R"({"choices": ["w", "x", "y", "z"], "answer": 2})", std::to_string(i));
    EXPECT_EQ(right_text(row), "y");
    EXPECT_NE(json::dump(*row.find("choices")), R"(["w","x","y","z"])") << "the old order is no perturbation";
    ++places[row.find("answer")->as_int()];
  }
  // Of the 23 other orders 5 leave the answer where it was, and 6 lead to each other place.
  EXPECT_NEAR(places[2], 400 * 5 / 23.0, 35);
  EXPECT_NEAR(places[0], 400 * 6 / 23.0, 35);
}

TEST(ChoiceOrder, MovesLettersAndKeepsTexts) {
  const std::string head = R"({"choices": ["w", "x", "y"], "answer": )";
  EXPECT_EQ(text_in(perturbed("choice_order:order=reverse", head + "\"A\"}"), "answer"), "C");
  EXPECT_EQ(text_in(perturbed("choice_order:order=reverse", head + "\"a\"}"), "answer"), "c");
  EXPECT_EQ(text_in(perturbed("choice_order:order=reverse", head + "\"0\"}"), "answer"), "2");
  EXPECT_EQ(text_in(perturbed("choice_order:order=reverse", head + "\"w\"}"), "answer"), "w");
  EXPECT_EQ(text_in(perturbed("choice_order:order=reverse", head + "[0, \"B\"]}"), "answer"), R"([2,"B"])");
  EXPECT_EQ(text_in(perturbed("choice_order:order=reverse,first_index=1", head + "1}"), "answer"), "3");
}

TEST(ChoiceOrder, KnowsTextsWithLabels) {
  const Value row = perturbed("choice_order:order=reverse",
                              R"({"choices": {"text": ["w", "x", "y"], "label": ["1", "2", "3"]}, "answerKey": "1"})");
  EXPECT_EQ(json::dump(*row.find("choices")), R"({"text":["y","x","w"],"label":["1","2","3"]})");
  EXPECT_EQ(text_in(row, "answerKey"), "3");
  const Value objects =
      perturbed("choice_order:order=reverse",
                R"({"choices": [{"label": "A", "text": "w"}, {"label": "B", "text": "x"}], "answerKey": "A"})");
  EXPECT_EQ(json::dump(*objects.find("choices")), R"([{"label":"A","text":"x"},{"label":"B","text":"w"}])");
  EXPECT_EQ(text_in(objects, "answerKey"), "B");
}

TEST(ChoiceOrder, KnowsAColumnAChoiceAndNestedColumns) {
  const Value columns =
      perturbed("choice_order:order=reverse,choices=A+B+C", R"({"A": "w", "B": "x", "C": "y", "answer": "A"})");
  EXPECT_EQ(json::dump(columns),
            R"({"A":"y","B":"x","C":"w","answer":"C","perturbation":"choice_order:order=reverse,choices=A+B+C"})");
  const Value nested = perturbed("choice_order:order=reverse,choices=q.choices,answer=q.gold,along=q.scores",
                                 R"({"q": {"choices": ["w", "x"], "gold": 0, "scores": [0.9, 0.1]}})");
  EXPECT_EQ(json::dump(*nested.find("q")), R"({"choices":["x","w"],"gold":1,"scores":[0.1,0.9]})");
}

TEST(ChoiceOrder, MovesEveryColumnOfTheAnswer) {
  const Value row =
      perturbed("choice_order:order=rotate", R"({"choices": ["5", "6", "7"], "answer_index": 2, "answer": "7"})");
  EXPECT_EQ(json::dump(*row.find("choices")), R"(["7","5","6"])");
  EXPECT_EQ(row.find("answer_index")->as_int(), 0);
  EXPECT_EQ(text_in(row, "answer"), "7");
}

TEST(ChoiceOrder, PutsTheAnswerAtAPlace) {
  for (int right = 0; right < 3; ++right) {
    const Value row = perturbed("choice_order:order=answer_to,to=1",
                                "{\"choices\": [\"w\", \"x\", \"y\"], \"answer\": " + std::to_string(right) + "}");
    EXPECT_EQ(row.find("answer")->as_int(), 1);
    EXPECT_EQ(right_text(row), std::string(1, static_cast<char>('w' + right)));
  }
  EXPECT_THAT(error_of("choice_order:order=answer_to,to=5", R"({"choices": ["w", "x"], "answer": 0})"),
              HasSubstr("has 2 choices"));
}

TEST(ChoiceOrder, AllOfTheAboveKeepsItsPlace) {
  for (int i = 0; i < 30; ++i) {
    const Value row = perturbed("choice_order", R"({"choices": ["w", "x", "y", "None of the above"], "answer": 3})",
                                std::to_string(i));
    EXPECT_EQ(row.find("answer")->as_int(), 3);
    EXPECT_EQ(right_text(row), "None of the above");
  }
}

TEST(ChoiceOrder, ChoicesThatNameOthersByLetterStay) {
  bool changed = true;
  const std::string row = R"({"choices": ["w", "x", "Both A and B", "A or B"], "answer": 2})";
  const Value made = perturbed("choice_order", row, "r", 1, &changed);
  EXPECT_FALSE(changed);
  EXPECT_EQ(right_text(made), "Both A and B");
}

TEST(ChoiceOrder, RefusesWhatItCannotTell) {
  EXPECT_THAT(error_of("choice_order", R"({"choices": ["B", "A"], "answer": "A"})"),
              HasSubstr("say which with answer_is="));
  EXPECT_EQ(text_in(perturbed("choice_order:answer_is=text", R"({"choices": ["B", "A"], "answer": "A"})"), "answer"),
            "A");
  EXPECT_EQ(text_in(perturbed("choice_order:answer_is=letter", R"({"choices": ["B", "A"], "answer": "A"})"), "answer"),
            "B");
  EXPECT_THAT(error_of("choice_order", R"({"choices": ["w", "x"], "answer": 2})"),
              HasSubstr("names none of the 2 choices"));
  EXPECT_THAT(error_of("choice_order", R"({"choices": ["w", "x"], "answer": -1})"),
              HasSubstr("names none of the 2 choices"));
  EXPECT_THAT(error_of("choice_order", R"({"choices": ["w"], "answer": 0})"), HasSubstr("there is one choice"));
  EXPECT_THAT(error_of("choice_order", R"({"choices": "w", "answer": 0})"), HasSubstr("expected a list"));
  EXPECT_THAT(error_of("choice_order", R"({"choices": ["w", "x"]})"), HasSubstr("answer=NAME"));
  EXPECT_THAT(error_of("choice_order", R"({"answer": 0})"), HasSubstr("choices=NAME"));
  EXPECT_THAT(error_of("choice_order", R"({"choices": {"text": ["w", "x"], "label": ["A"]}, "answer": "A"})"),
              HasSubstr("2 choices and 1 labels"));
  EXPECT_THAT(error_of("choice_order:order=sorted"), HasSubstr("unknown value 'sorted'"));
  EXPECT_THAT(error_of("choice_order:by=2"), HasSubstr("does nothing without order=rotate"));
}

}  // namespace
}  // namespace assay::datasets
