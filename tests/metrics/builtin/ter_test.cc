#include <gtest/gtest.h>

#include <algorithm>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Ter, EqualsSacrebleuOnTheGoldenCorpora) { expect_golden_corpora("ter", "translation_expected.json"); }

TEST(Ter, SampleValueIsTheSentenceScoreOfSacrebleu) {
  expect_golden_column(*metric_of("ter"), "ter", "translation_expected.json");
}

TEST(Ter, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_ter.json");
  const Value vectors = read_json(path);
  ASSERT_EQ(vectors.find("corpus")->size(), 28U);
  for (const Value& c : vectors.find("corpus")->as_array()) {
    SCOPED_TRACE(json::dump(*c.find("kwargs")) + json::dump(*c.find("hyps")));
    const auto metric = metric_of("ter", *c.find("kwargs"));
    const auto& answers = c.find("hyps")->as_array();
    RowTable table;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      std::vector<std::string> references;
      for (const Value& stream : c.find("refs")->as_array())
        if (stream.as_array()[i].is_string()) references.push_back(stream.as_array()[i].as_string());
      table.add(score_text(*metric, answers[i].as_string(), references));
    }
    EXPECT_NEAR(metric->value(table.rows()).value(), c.find("score")->as_double(), 1e-9);
    EXPECT_EQ(metric->signature(), c.find("signature")->as_string() + "|version:2.6.0");
    double edits = 0.0, length = 0.0;
    for (std::size_t i = 0; i < table.data.size(); i += 2) {
      edits += table.data[i];
      length += table.data[i + 1];
    }
    EXPECT_EQ(edits, c.find("num_edits")->as_double());
    EXPECT_NEAR(length, c.find("ref_length")->as_double(), 1e-9);
  }
}

TEST(Ter, AMovedPhraseIsOneEdit) {
  EXPECT_NEAR(text_value(*metric_of("ter"), "today I saw a cat", {"I saw a cat today"}), 20.0, 1e-12);
}

TEST(Ter, CountsTheNearestReferenceOverTheMeanLength) {
  const Scored scored = score_text(*metric_of("ter"), "a b c", {"x y z u v", "a b d"});
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{1.0, 4.0}));
  EXPECT_EQ(scored.value, 25.0);
}

TEST(Ter, WithoutWordsInTheReferenceIsHundredUnlessTheAnswerHasNoneEither) {
  EXPECT_EQ(text_value(*metric_of("ter"), "a b c", {""}), 100.0);
  EXPECT_EQ(text_value(*metric_of("ter"), " ", {"\n"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("ter"), "", {"a b"}), 100.0);
}

TEST(Ter, AnswersOfSeveralEpochsAddUp) {
  const std::vector<Response> epochs = {completion("a b", 0), completion("a c", 1)};
  const Scored both = metric_of("ter")->score(sample_with_targets({"a b"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(both.row), (StatsRow{1.0, 4.0}));
  EXPECT_EQ(both.value, 25.0);
}

TEST(Ter, WeightTwoIsTheSampleTwice) {
  const auto metric = metric_of("ter");
  const std::vector<double> data = {1.0, 4.0, 3.0, 10.0}, weights = {2.0, 1.0};
  EXPECT_EQ(metric->value({data, 2, weights}), 100.0 * 5.0 / 18.0);
  EXPECT_EQ(metric->value({data, 2, std::vector<double>{0.0, 0.0}}), std::nullopt);
  EXPECT_EQ(metric->value({}), std::nullopt);
}

TEST(Ter, LowerIsBetterAndThereIsNoLargestValue) {
  const auto metric = metric_of("ter");
  EXPECT_FALSE(metric->info().higher_is_better);
  EXPECT_EQ(metric->info().scale, 0.0);
}

TEST(Ter, BadInputIsUnscoredOrRefused) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("ter"), "a", {})), "no reference");
  const std::vector<Response> wrong = {logprobs({-1.0})};
  EXPECT_FALSE(metric_of("ter")->score(sample_with_targets({"a"}), wrong).is_scored());
  EXPECT_THROW(metric_of("ter:normalized=perhaps"), Error);
  EXPECT_TRUE(score_text(*metric_of("ter:normalized=true,asian_support=true"), "\xFF\xC3 .", {"\xE2\x82"}).is_scored());
}

TEST(Ter, TextsBeyondTheLimitAreUnscored) {
  std::string words;
  for (int i = 0; i < 70000; ++i) words += "a ";
  EXPECT_EQ(unscored_reason(score_text(*metric_of("ter"), words, {"b"})),
            "too long for TER: 70000 words in the answer and 1 in the reference");
}

TEST(Ter, SignatureNamesEveryOption) {
  EXPECT_EQ(metric_of("ter")->signature(), "case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0");
  EXPECT_EQ(metric_of("ter:normalized=true,no_punct=true,asian_support=true,case_sensitive=true")->signature(),
            "case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|version:2.6.0");
}

}  // namespace
}  // namespace assay::test
