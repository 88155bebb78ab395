#include "metrics/text/ascii_sets.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(AsciiSets, PunctuationIsPythons) {
  const std::u32string punctuation = U"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  for (char32_t c = 0; c < 0x100; ++c)
    EXPECT_EQ(is_ascii_punctuation(c), punctuation.find(c) != punctuation.npos) << static_cast<unsigned>(c);
}

TEST(AsciiSets, WithoutDropsWhatIsNamed) {
  EXPECT_EQ(without("a1\xC3\xA9"
                    "2",
                    is_ascii_digit),
            "a\xC3\xA9");
}

}  // namespace
}  // namespace assay::metrics
