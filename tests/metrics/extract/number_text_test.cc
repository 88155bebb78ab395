#include "metrics/extract/number_text.h"

#include <gtest/gtest.h>

#include "harness/text/utf8.h"

namespace assay::metrics {
namespace {

std::string plain(std::string_view text) { return text::encode_utf8(plain_number_text(text)); }

TEST(PlainNumberText, LeavesWordsAlone) {
  EXPECT_EQ(plain("The answer is 42."), "The answer is 42.");
  EXPECT_EQ(plain("\xE7\xAD\x94\xE6\xA1\x88"), "\xE7\xAD\x94\xE6\xA1\x88");
  EXPECT_EQ(plain("\\alpha {x} \\"), "\\alpha {x} \\");
  EXPECT_EQ(plain(""), "");
}

TEST(PlainNumberText, HasOneSpellingForSignsAndDigits) {
  EXPECT_EQ(plain("\xE2\x88\x92"
                  "5 \xE2\x80\x93 6"),
            "-5 - 6");
  EXPECT_EQ(plain("\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x8C\xEF\xBC\x90"), "12,0");
  EXPECT_EQ(plain("\xD9\xA3\xD9\xA4"), "34");
  EXPECT_EQ(plain("\xC2\xBD 2\xC2\xBE"), "1/2 2 3/4");
  EXPECT_EQ(plain("10\xE2\x81\xBB\xC2\xB2\xC2\xB3"), "10^-23");
}

TEST(PlainNumberText, UndoesLatex) {
  EXPECT_EQ(plain("\\frac{3}{4} \\dfrac12 1\\tfrac{1}{2}"), "3/4 1/2 1 1/2");
  EXPECT_EQ(plain("\\frac{x}{4}"), "\\frac{x}{4}");
  EXPECT_EQ(plain("1{,}234 1,\\!234"), "1,234 1,234");
  EXPECT_EQ(plain("50\\% \\$5"), "50% $5");
  EXPECT_EQ(plain("5\\text{ km}"), "5  km");
  EXPECT_EQ(plain("45^\\circ 45^{\\circ}"), "45\xC2\xB0 45\xC2\xB0");
  EXPECT_EQ(plain("\\frac"), "\\frac");
  EXPECT_EQ(plain("\\frac{1"), "\\frac{1");
  EXPECT_EQ(plain("\\text{no end"), "\\text{no end");
}

}  // namespace
}  // namespace assay::metrics
