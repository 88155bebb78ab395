#include "raters/rubric/judged_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::raters {
namespace {

using testing::ElementsAre;

Response said(int slot, const std::string& text, const std::string& user, int epoch = 0) {
  Response response;
  response.id = {"1", slot, epoch};
  response.body = Completion{text, FinishReason::kStop, {}, "thoughts about it"};
  response.user_turn = user;
  return response;
}

Sample sample(std::vector<std::string> targets = {}) {
  Sample out;
  out.id = "1";
  out.input = "Name a river.";
  out.targets = std::move(targets);
  return out;
}

const std::vector<Response> kTwo = {said(0, "The Elbe.", "Name a river."), said(1, "In Europe.", "Where is it?")};

TEST(JudgedAnswers, OfADialogueTheLastAnswerIsJudgedWithWhatWasSaidBefore) {
  const auto judged = judged_answers({}, sample(), kTwo);
  ASSERT_EQ(judged.size(), 1u);
  EXPECT_EQ(judged[0].task, "Where is it?");
  EXPECT_EQ(judged[0].answer, "In Europe.");
  EXPECT_THAT(judged[0].earlier, ElementsAre(Message{"user", "Name a river."}, Message{"assistant", "The Elbe."}));
  EXPECT_EQ(judged[0].problem, "");
}

TEST(JudgedAnswers, ARubricMayChooseATurnOrAll) {
  Rubric first;
  first.turn = 1;
  const auto one = judged_answers(first, sample(), kTwo);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].answer, "The Elbe.");
  EXPECT_TRUE(one[0].earlier.empty());
  Rubric all;
  all.all_turns = true;
  const auto both = judged_answers(all, sample(), kTwo);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[1].earlier.size(), 2u);
  Rubric third;
  third.turn = 3;
  EXPECT_EQ(judged_answers(third, sample(), kTwo).at(0).problem, "the dialogue has only 2 turns");
}

TEST(JudgedAnswers, EpochsAreDialoguesOfTheirOwn) {
  const std::vector<Response> two = {said(0, "a", "x", 0), said(1, "b", "y", 0), said(0, "c", "x", 1), said(1, "d", "z", 1)};
  const auto judged = judged_answers({}, sample(), two);
  ASSERT_EQ(judged.size(), 2u);
  EXPECT_EQ(judged[1].epoch, 1);
  EXPECT_EQ(judged[1].answer, "d");
  EXPECT_EQ(judged[1].earlier[1].content, "c");
}

TEST(JudgedAnswers, ReferencesMayBeOneATurn) {
  Rubric rubric;
  rubric.reference = ReferenceUse::kOptional;
  EXPECT_EQ(judged_answers(rubric, sample({"one", "two"}), kTwo).at(0).reference, "one");
  rubric.reference_by_turn = true;
  EXPECT_EQ(judged_answers(rubric, sample({"one", "two"}), kTwo).at(0).reference, "two");
  EXPECT_EQ(judged_answers(rubric, sample({"one"}), kTwo).at(0).reference, "");
  rubric.reference = ReferenceUse::kRequired;
  EXPECT_EQ(judged_answers(rubric, sample({"one"}), kTwo).at(0).problem, "the rubric needs a reference and turn 2 has none");
  EXPECT_EQ(judged_answers(rubric, sample(), kTwo).at(0).problem, "the rubric needs a reference and the sample has none");
}

TEST(JudgedAnswers, OneQuestionHasNoOtherTurn) {
  const std::vector<Response> one = {said(0, "The Elbe.", "")};
  Rubric rubric;
  EXPECT_EQ(judged_answers(rubric, sample(), one).at(0).task, "Name a river.");
  rubric.turn = 1;
  EXPECT_EQ(judged_answers(rubric, sample(), one).at(0).problem, "");
  rubric.turn = 2;
  EXPECT_NE(judged_answers(rubric, sample(), one).at(0).problem, "");
}

}  // namespace
}  // namespace assay::raters
