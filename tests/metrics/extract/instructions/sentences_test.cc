#include "metrics/extract/instructions/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/extract/instructions/treebank_words.h"

namespace assay::metrics {
namespace {

using ::testing::ElementsAre;

TEST(Sentences, EndAtFullStopsQuestionsAndExclamations) {
  EXPECT_THAT(split_sentences("It rained. Why? Nobody knew!! The end"),
              ElementsAre("It rained.", "Why?", "Nobody knew!!", "The end"));
}

TEST(Sentences, AnAbbreviationEndsOneOnlyBeforeAWordThatBeginsOne) {
  EXPECT_THAT(split_sentences("Dr. Hale left at 5 p.m. The fog came."),
              ElementsAre("Dr. Hale left at 5 p.m.", "The fog came."));
  EXPECT_THAT(split_sentences("The U.S. Navy came."), ElementsAre("The U.S. Navy came."));
}

TEST(Sentences, AnInitialBelongsToTheNameAfterIt) {
  EXPECT_THAT(split_sentences("J. Quint sang."), ElementsAre("J. Quint sang."));
  EXPECT_THAT(split_sentences("Take plan B. It is cheap."), ElementsAre("Take plan B.", "It is cheap."));
}

TEST(Sentences, ClosingQuotesAndBracketsBelongToTheSentenceBefore) {
  EXPECT_THAT(split_sentences("(It was late.) \"Go!\" He went."), ElementsAre("(It was late.)", "\"Go!\"", "He went."));
}

TEST(Sentences, NumbersBeforeSmallLettersGoOn) {
  EXPECT_EQ(count_sentences("In 1871. the tower burned."), 1U);
  EXPECT_EQ(count_sentences("It was 1871. The tower burned."), 2U);
}

TEST(Sentences, NothingIsNoSentence) {
  EXPECT_EQ(count_sentences(""), 0U);
  EXPECT_EQ(count_sentences(" \n "), 0U);
  EXPECT_EQ(count_sentences("word"), 1U);
}

TEST(TreebankWords, PartPunctuationAndClitics) {
  EXPECT_THAT(word_tokens("I can't pay $3.50, (really). He's \"in\"."),
              ElementsAre("I", "ca", "n't", "pay", "$", "3.50", ",", "(", "really", ")", ".", "He",
                          "'s", "``", "in", "''", "."));
  EXPECT_THAT(word_tokens("We cannot; gonna try -- NOW..."),
              ElementsAre("We", "can", "not", ";", "gon", "na", "try", "--", "NOW", "..."));
}

}  // namespace
}  // namespace assay::metrics
