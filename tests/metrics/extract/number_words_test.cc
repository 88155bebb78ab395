#include "metrics/extract/number_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::metrics {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NumberWords, ReadsSmallAndLargeNumbers) {
  EXPECT_THAT(english_numbers("zero"), ElementsAre(0));
  EXPECT_THAT(english_numbers("twenty-three"), ElementsAre(23));
  EXPECT_THAT(english_numbers("Two hundred and five thousand, six hundred forty-one"), ElementsAre(205641));
  EXPECT_THAT(english_numbers("three million two thousand and one"), ElementsAre(3002001));
  EXPECT_THAT(english_numbers("nine hundred ninety nine trillion"), ElementsAre(999000000000000));
}

TEST(NumberWords, PartsNumbersThatDoNotGoTogether) {
  EXPECT_THAT(english_numbers("two three"), ElementsAre(2, 3));
  EXPECT_THAT(english_numbers("three twenty"), ElementsAre(3, 20));
  EXPECT_THAT(english_numbers("one. two"), ElementsAre(1, 2));
  EXPECT_THAT(english_numbers("two cats and four dogs"), ElementsAre(2, 4));
  EXPECT_THAT(english_numbers("one thousand million"), ElementsAre(1000));
}

TEST(NumberWords, LeavesOtherWordsAlone) {
  EXPECT_THAT(english_numbers("often stones weigh a ton, someone's hundred"), IsEmpty());
  EXPECT_THAT(english_numbers(""), IsEmpty());
  EXPECT_THAT(english_numbers("\xFF\xC3 seven\xC3\xA9"), IsEmpty());
}

TEST(NumberWords, ALongRowOfWordsOverflowsNothing) {
  std::string text = "nine";
  for (int i = 0; i < 2000; ++i) text += " hundred trillion nine";
  for (const std::int64_t number : english_numbers(text)) EXPECT_LT(number, 1'000'000'000'000'000'000);
}

}  // namespace
}  // namespace assay::metrics
