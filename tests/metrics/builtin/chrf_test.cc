#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Chrf, EqualsSacrebleuOnTheGoldenCorpora) { expect_golden_corpora("chrf"); }

TEST(Chrf, SampleValueIsTheSentenceScoreOfSacrebleu) {
  expect_golden_column(*metric_of("chrf"), "chrf");
  expect_golden_column(*metric_of("chrf:word_order=2"), "chrf_plus_plus");
}

TEST(Chrf, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_chrf.json");
  const Value vectors = read_json(path);
  ASSERT_EQ(vectors.find("corpus")->size(), 73U);
  for (const Value& c : vectors.find("corpus")->as_array()) {
    SCOPED_TRACE(json::dump(*c.find("kwargs")));
    const auto metric = metric_of("chrf", *c.find("kwargs"));
    const auto& answers = c.find("hyps")->as_array();
    RowTable table;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      std::vector<std::string> references;
      for (const Value& stream : c.find("refs")->as_array())
        if (stream.as_array()[i].is_string()) references.push_back(stream.as_array()[i].as_string());
      table.add(score_text(*metric, answers[i].as_string(), references));
    }
    EXPECT_NEAR(metric->value(table.rows()).value(), c.find("score")->as_double(), 1e-9);
    EXPECT_EQ(metric->signature(),
              complete_signature(c.find("signature")->as_string() + "|version:2.6.0", *c.find("kwargs")));
  }
}

TEST(Chrf, PerfectAnswerScoresHundredAndNothingInCommonZero) {
  EXPECT_NEAR(text_value(*metric_of("chrf:word_order=2"), "a red cat", {"dog", "a red cat"}), 100.0, 1e-12);
  EXPECT_EQ(text_value(*metric_of("chrf"), "xyz", {"abc"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("chrf"), "", {"abc"}), 0.0);
}

TEST(Chrf, TakesTheReferenceWithTheBestScore) {
  const Scored both = score_text(*metric_of("chrf"), "a red cat", {"blue dogs", "a red hat"});
  const Scored best = score_text(*metric_of("chrf"), "a red cat", {"a red hat"});
  EXPECT_EQ(std::get<StatsRow>(both.row), std::get<StatsRow>(best.row));
}

TEST(Chrf, AnswersOfSeveralEpochsAddUp) {
  const auto metric = metric_of("chrf");
  const std::vector<Response> epochs = {completion("abc", 0), completion("abd", 1)};
  const Scored both = metric->score(sample_with_targets({"abc"}), epochs);
  // Unigrams: 3 + 3 in the answers, 3 + 3 in the references, 3 + 2 in common.
  const StatsRow row = std::get<StatsRow>(both.row);
  EXPECT_EQ((std::vector<double>{row[0], row[1], row[2]}), (std::vector<double>{6.0, 6.0, 5.0}));
}

TEST(Chrf, SignatureNamesAnUnusualBeta) {
  EXPECT_EQ(metric_of("chrf:beta=2")->signature(), metric_of("chrf")->signature());
  EXPECT_EQ(metric_of("chrf:beta=0.5")->signature(), metric_of("chrf")->signature() + "|beta:0.5");
}

TEST(Chrf, BadInputIsUnscoredOrRefused) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("chrf"), "a", {})), "no reference");
  EXPECT_EQ(metric_of("chrf")->value({}), std::nullopt);
  EXPECT_THROW(metric_of("chrf:char_order=0"), Error);
  EXPECT_THROW(metric_of("chrf:beta=-1"), Error);
  EXPECT_TRUE(score_text(*metric_of("chrf:word_order=2"), "\xFF\xC3 (", {"\xE2\x82"}).is_scored());
}

}  // namespace
}  // namespace assay::test
