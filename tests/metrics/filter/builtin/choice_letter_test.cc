#include "tests/metrics/filter/filtering.h"

#include <chrono>

namespace assay::test {
namespace {

using ::testing::HasSubstr;

std::string letter(const std::string& text, const std::string& more = "") {
  return one("function: choice_letter\n" + more, text, sample_with_choices({"p", "q", "r", "s"}));
}

TEST(ChoiceLetterFilter, TakesAnAnswerThatIsALetter) {
  for (const char* text :
       {"B", "b", "(B)", "B.", " B\n", "**B**", "`b`", "[B]", "$B$", "\\boxed{B}", "$\\boxed{\\text{B}}$", "B:", "\"B\""})
    EXPECT_EQ(letter(text), "B") << text;
}

TEST(ChoiceLetterFilter, TakesAnAnnouncedLetter) {
  for (const char* text : {"The answer is B", "Answer: B", "answer: (b)", "**Answer:** B", "Answer: **B. q**",
                           "the answer is (B) q, not (C).", "The correct answer is: B)", "The best option would be B.",
                           "I choose B because of (A).", "So the correct choice is\n\nB", "Final answer: $\\boxed{B}$",
                           "The answer to this question is therefore option B.", "A is wrong. Answer: B. C is too.",
                           "ANSWER: B", "my answer = B", "the answer is \\textbf{(B)}", "Answer:\n**(B)** q"})
    EXPECT_EQ(letter(text), "B") << text;
}

TEST(ChoiceLetterFilter, TakesABoxedAMarkedAndALoneLetter) {
  EXPECT_EQ(letter("Thus $\\boxed{B}$ holds, as A does"), "B");
  EXPECT_EQ(letter("B. q is it"), "B");
  EXPECT_EQ(letter("It must be (B), I think"), "B");
  EXPECT_EQ(letter("It is **B) q** here"), "B");
  EXPECT_EQ(letter("It must be B"), "B");
}

TEST(ChoiceLetterFilter, AnArticleAWordOrANegationIsNoLetter) {
  EXPECT_EQ(letter("A cat sat there"), "FELL BACK: [invalid]");
  EXPECT_EQ(letter("the answer is a cat"), "FELL BACK: [invalid]");
  EXPECT_EQ(letter("Beds and Cars, it's D-day"), "FELL BACK: [invalid]");
  EXPECT_EQ(letter("I don't know"), "FELL BACK: [invalid]");
  EXPECT_EQ(letter("The answer is not A. It is (C)"), "C");
  EXPECT_EQ(letter(""), "FELL BACK: [invalid]");
}

TEST(ChoiceLetterFilter, OnlyLettersOfChoicesCount) {
  EXPECT_EQ(letter("Answer: E"), "FELL BACK: [invalid]");
  EXPECT_EQ(letter("Answer: E", "num_choices: 5"), "E");
  EXPECT_EQ(one("function: choice_letter", "Answer: J"), "J");
  EXPECT_EQ(one("function: choice_letter", "Answer: K"), "FELL BACK: [invalid]");
}

TEST(ChoiceLetterFilter, TakesTheLastOrTheFirst) {
  const std::string text = "The answer is A. No, wait: the answer is C.";
  EXPECT_EQ(letter(text), "C");
  EXPECT_EQ(letter(text, "which: first"), "A");
}

TEST(ChoiceLetterFilter, WritesTheFormAskedFor) {
  EXPECT_EQ(letter("Answer: C", "form: paren"), "(C)");
  EXPECT_EQ(letter("Answer: C", "form: index"), "2");
  EXPECT_THAT(refusal("function: choice_letter\nform: word"), HasSubstr("letter"));
}

TEST(ChoiceLetterFilter, HostileAnswersTakeNoTime) {
  const auto start = std::chrono::steady_clock::now();
  std::string words;
  for (int i = 0; i < 20'000; ++i) words += "answer is the ";
  for (const std::string& text :
       {std::string(300'000, '*'), std::string(300'000, '('), words, "answer" + std::string(300'000, ' '),
        std::string("answer\xFF: B"), "answer" + std::string(300'000, '(')})
    letter(text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace assay::test
