#include "metrics/text/rouge_scores.h"

#include <gtest/gtest.h>

#include "metrics/text/rouge_tokenize.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(RougeScores, CountsCommonNgrams) {
  const RougeScore score = rouge_n({"a", "b", "a", "b"}, {"a", "b", "c"}, 2);
  EXPECT_DOUBLE_EQ(score.precision, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(score.recall, 0.5);
  EXPECT_DOUBLE_EQ(score.fmeasure, 0.4);
}

TEST(RougeScores, SummaryExampleOfThePaper) {
  // Lin 2004, section 3.2: reference w1 w2 w3 w4 w5, candidates w1 w2 w6 w7 w8 and w1 w3 w8 w9 w5: 4 of 5 are in the
  // union.
  const RougeScore score =
      rouge_lsum({{"w1", "w2", "w6", "w7", "w8"}, {"w1", "w3", "w8", "w9", "w5"}}, {{"w1", "w2", "w3", "w4", "w5"}});
  EXPECT_DOUBLE_EQ(score.recall, 0.8);
  EXPECT_DOUBLE_EQ(score.precision, 0.4);
}

TEST(RougeScores, NoTokenCountsTwice) {
  const RougeScore score = rouge_lsum({{"a"}}, {{"a"}, {"a"}});
  EXPECT_DOUBLE_EQ(score.precision, 1.0);
  EXPECT_DOUBLE_EQ(score.recall, 0.5);
}

TEST(RougeScores, RefusesWhatWouldTakeTooLong) {
  const Tokens tokens(300000, "a");
  EXPECT_THROW(rouge_l(tokens, tokens), Error);
}

TEST(RougeScores, TrigramsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/rouge.json");
  const Value vectors = test::read_json(path);
  for (const Value& c : vectors.find("cases")->as_array()) {
    const bool stem = c.find("stem")->as_bool();
    std::string answer, reference;
    const RougeScore score = rouge_n(rouge_tokens(c.find("prediction")->as_string(), stem, answer),
                                     rouge_tokens(c.find("target")->as_string(), stem, reference), 3);
    const Value* expected = c.find("expected")->find("rouge3");
    if (expected == nullptr) continue;
    EXPECT_NEAR(score.precision, expected->find("p")->as_double(), 1e-12);
    EXPECT_NEAR(score.recall, expected->find("r")->as_double(), 1e-12);
    EXPECT_NEAR(score.fmeasure, expected->find("f")->as_double(), 1e-12);
  }
}

}  // namespace
}  // namespace assay::metrics
