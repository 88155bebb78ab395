#include "metrics/text/character_numbers.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(CharacterNumbers, NumbersCharactersInOrderOfArrival) {
  CharacterNumbers characters;
  EXPECT_EQ(characters.numbers("ab \xC3\xA9\ta\xC3\xA9z", false), (Numbers{0, 1, 2, 0, 2, 3}));
  EXPECT_EQ(characters.numbers("z\xE3\x80\x80\xC3\xA9", false), (Numbers{3, 2}));
  EXPECT_EQ(characters.size(), 4U);
}

TEST(CharacterNumbers, WhiteSpaceCountsOnRequest) {
  CharacterNumbers characters;
  EXPECT_EQ(characters.numbers("a b\xC2\xA0", true), (Numbers{0, 1, 2, 3}));
}

TEST(CharacterNumbers, InvalidBytesAreReplacementCharacters) {
  CharacterNumbers characters;
  EXPECT_EQ(characters.numbers("\xFF\xEF\xBF\xBD\xFE", false), (Numbers{0, 0, 0}));
}

}  // namespace
}  // namespace assay::metrics
