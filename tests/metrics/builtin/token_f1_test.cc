#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(TokenF1, CountsCommonWordsOfTheBags) {
  const auto metric = metric_of("token_f1");
  // Precision 2/3, recall 2/2.
  EXPECT_NEAR(text_value(*metric, "red big cat", {"Red cat."}), 0.8, 1e-15);
  // "cat" counts once: precision 1/3, recall 1/2.
  EXPECT_NEAR(text_value(*metric, "cat cat cat", {"red cat"}), 0.4, 1e-15);
  EXPECT_EQ(text_value(*metric, "dog", {"red cat"}), 0.0);
}

TEST(TokenF1, TakesTheBestReference) { EXPECT_EQ(text_value(*metric_of("token_f1"), "the cat", {"dog", "Cat!"}), 1.0); }

TEST(TokenF1, EmptyAnswerIsRightOnlyForAnEmptyReferenceInVersion2) {
  EXPECT_EQ(text_value(*metric_of("token_f1"), "The", {""}), 1.0);
  EXPECT_EQ(text_value(*metric_of("token_f1"), "", {"cat"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("token_f1:squad_version=1.1"), "The", {""}), 0.0);
}

TEST(TokenF1, WithoutReferenceIsUnscored) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("token_f1"), "a", {})), "no reference");
}

TEST(TokenF1, RefusesAnUnknownVersion) { EXPECT_THROW(metric_of("token_f1:squad_version=3"), Error); }

TEST(TokenF1, AgreesWithTheOfficialScripts) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/squad.json");
  const Value vectors = read_json(path);
  for (const Value& c : vectors.find("cases")->as_array()) {
    const std::vector<std::string> golds = strings(*c.find("golds"));
    const std::string answer = c.find("pred")->as_string();
    SCOPED_TRACE(json::dump(c));
    if (golds.empty()) {
      EXPECT_EQ(unscored_reason(score_text(*metric_of("token_f1"), answer, golds)), "no reference");
      continue;
    }
    EXPECT_NEAR(text_value(*metric_of("token_f1"), answer, golds), c.find("f1_v2")->as_double(), 1e-12);
    EXPECT_NEAR(text_value(*metric_of("token_f1:squad_version=1.1"), answer, golds), c.find("f1_v1")->as_double(),
                1e-12);
  }
}

}  // namespace
}  // namespace assay::test
