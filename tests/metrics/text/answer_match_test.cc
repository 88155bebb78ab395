#include "metrics/text/answer_match.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

AnswerMatch match_of(const std::string& pairs) { return AnswerMatch(Options::from_pairs(pairs, "test")); }

TEST(AnswerMatch, WithoutOptionsATextIsComparedAsItIs) {
  EXPECT_EQ(match_of("").normalized(" A, 1\n"), " A, 1\n");
  EXPECT_EQ(match_of("").signature(), "");
}

TEST(AnswerMatch, PatternsGoFirstAndWhiteSpaceLast) {
  const AnswerMatch match =
      match_of("regexes_to_ignore=The,ignore_case=true,ignore_punctuation=true,ignore_numbers=true,strip=true");
  EXPECT_EQ(match.normalized("The the 7. cat!"), "the  cat");
  EXPECT_EQ(match.signature(),
            "regexes_to_ignore:The|ignore_case:yes|ignore_punctuation:yes|ignore_numbers:yes|strip:yes");
}

TEST(AnswerMatch, ReferencesAreNormalisedAlike) {
  const std::vector<std::string> targets =
      match_of("strip=true").normalized_targets(test::sample_with_targets({" a", "b "}));
  EXPECT_TRUE(is_one_of("b", targets));
  EXPECT_FALSE(is_one_of("b ", targets));
  EXPECT_FALSE(is_one_of("", {}));
}

TEST(AnswerMatch, NamesTheOptionOfABrokenPattern) {
  try {
    match_of("regexes_to_ignore=(a");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("regexes_to_ignore"), std::string::npos) << error.message();
  }
}

TEST(AnswerMatch, TextsThatAreNotUtf8AreKept) {
  EXPECT_EQ(match_of("ignore_punctuation=true").normalized("\xff\xfe.a"),
            "\xff\xfe"
            "a");
}

}  // namespace
}  // namespace assay::metrics
