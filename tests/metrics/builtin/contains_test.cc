#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Contains, FindsAReferenceAnywhere) {
  EXPECT_EQ(text_value(*metric_of("contains"), "It is Paris, I think", {"Paris"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("contains"), "It is paris", {"Paris"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("contains"), "", {"Paris"}), 0.0);
}

TEST(Contains, AnyOrAllOfTheReferences) {
  EXPECT_EQ(text_value(*metric_of("contains"), "red and blue", {"red", "green"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("contains:references=all"), "red and blue", {"red", "green"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("contains:references=all"), "red and blue", {"red", "blue"}), 1.0);
}

TEST(Contains, IgnoresCaseOfAnyScript) {
  EXPECT_EQ(text_value(*metric_of("contains:ignore_case=true"), "un \xC3\x89T\xC3\x89", {"\xC3\xA9t\xC3\xA9"}), 1.0);
}

TEST(Contains, StartAndEndAreThoseOfTheStrippedAnswer) {
  EXPECT_EQ(text_value(*metric_of("starts_with"), "\n Yes, so it is", {"Yes"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("starts_with"), "Oh, Yes", {"Yes"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("ends_with"), "The answer is 42 \n", {"42"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("ends_with"), "42 is the answer", {"42"}), 0.0);
}

TEST(Contains, EmptyReferenceIsUnscored) {
  for (const char* name : {"contains", "starts_with", "ends_with"}) {
    EXPECT_EQ(unscored_reason(score_text(*metric_of(name), "a", {"a", " "})),
              "a reference is empty, and so is part of any answer");
    EXPECT_EQ(unscored_reason(score_text(*metric_of(name), "a", {})), "no reference");
  }
}

TEST(Contains, SignatureNamesTheOptions) {
  EXPECT_EQ(metric_of("contains")->signature(), "references:any");
  EXPECT_EQ(metric_of("ends_with:references=all,ignore_case=true")->signature(), "references:all|ignore_case:yes");
  EXPECT_THROW(metric_of("contains:references=some"), Error);
}

}  // namespace
}  // namespace assay::test
