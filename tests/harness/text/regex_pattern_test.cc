#include "harness/text/regex_pattern.h"

#include <gtest/gtest.h>

namespace assay::text {
namespace {

TEST(RegexPattern, TheEndOfPythonIsTheAbsoluteEnd) { EXPECT_EQ(to_pcre2_pattern(R"(a\Z\\Z)", true), R"(a\z\\Z)"); }

TEST(RegexPattern, CodePointsOfPythonAreBraced) {
  EXPECT_EQ(to_pcre2_pattern(R"(\u00e9[\U0001f600])", true), R"(\x{00e9}[\x{0001f600}])");
}

TEST(RegexPattern, WithoutUnicodeSpaceIsLeftAlone) { EXPECT_EQ(to_pcre2_pattern(R"(\s[\S])", false), R"(\s[\S])"); }

TEST(RegexPattern, QuotedPartsAreLeftAlone) { EXPECT_EQ(to_pcre2_pattern(R"(\Q\s\Z\E\Z)", true), R"(\Q\s\Z\E\z)"); }

}  // namespace
}  // namespace assay::text
