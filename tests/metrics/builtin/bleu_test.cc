#include <gtest/gtest.h>

#include <algorithm>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Bleu, EqualsSacrebleuOnTheGoldenCorpora) { expect_golden_corpora("bleu"); }

TEST(Bleu, SampleValueIsTheSentenceBleuOfSacrebleu) {
  expect_golden_column(*metric_of("bleu"), "bleu");
  expect_golden_column(*metric_of("bleu:smooth_method=floor,tokenize=zh"), "bleu_floor_zh");
}

TEST(Bleu, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_bleu.json");
  const Value vectors = read_json(path);
  ASSERT_EQ(vectors.find("corpus")->size(), 62U);
  for (const Value& c : vectors.find("corpus")->as_array()) {
    SCOPED_TRACE(json::dump(*c.find("kwargs")));
    const auto metric = metric_of("bleu", *c.find("kwargs"));
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
    const std::size_t order = c.find("totals")->size();
    std::vector<double> sums(table.width, 0.0);
    for (std::size_t i = 0; i < table.data.size(); ++i) sums[i % table.width] += table.data[i];
    EXPECT_EQ(sums[0], c.find("sys_len")->as_double());
    EXPECT_EQ(sums[1], c.find("ref_len")->as_double());
    // Add-k changes sacreBLEU's counts in place; ours stay counts.
    if (metric->signature().find("add-k") != std::string::npos) continue;
    for (std::size_t n = 0; n < order; ++n) {
      EXPECT_EQ(sums[2 + n], c.find("counts")->as_array()[n].as_double());
      EXPECT_EQ(sums[2 + order + n], c.find("totals")->as_array()[n].as_double());
    }
  }
}

TEST(Bleu, EqualsTheReferenceVectorsFromStatistics) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_bleu.json");
  const Value vectors = read_json(path);
  ASSERT_EQ(vectors.find("from_stats")->size(), 39U);
  for (const Value& c : vectors.find("from_stats")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    Value options = Value::object();
    for (const char* key : {"smooth_method", "smooth_value", "effective_order"})
      if (const Value* option = c.find(key)) options.set(key, *option);
    options.set("max_ngram_order", static_cast<std::int64_t>(c.find("counts")->size()));
    std::vector<double> row = {c.find("sys_len")->as_double(), c.find("ref_len")->as_double()};
    for (const char* key : {"counts", "totals"})
      for (const Value& count : c.find(key)->as_array()) row.push_back(count.as_double());
    const StatsRows rows{row, row.size(), {}};
    EXPECT_NEAR(metric_of("bleu", options)->value(rows).value(), c.find("score")->as_double(), 1e-9);
  }
}

TEST(Bleu, EmptyHypothesisScoresZero) {
  const auto metric = metric_of("bleu");
  RowTable table;
  table.add(score_text(*metric, "", {"a cat"}));
  EXPECT_EQ(metric->value(table.rows()), 0.0);
}

TEST(Bleu, PerfectAnswerScoresHundred) {
  EXPECT_NEAR(text_value(*metric_of("bleu"), "one two three four five", {"x", "one two three four five"}), 100.0,
              1e-12);
}

TEST(Bleu, WithoutRowsIsUndefined) { EXPECT_EQ(metric_of("bleu")->value({}), std::nullopt); }

TEST(Bleu, ShorterOfTwoEquallyCloseReferencesSetsTheLength) {
  const Scored scored = score_text(*metric_of("bleu"), "a b c", {"a b c d", "a b", "a b c d e"});
  EXPECT_EQ(std::get<StatsRow>(scored.row)[1], 2.0);
}

TEST(Bleu, OrderOfTheSamplesDoesNotMatter) {
  const auto metric = metric_of("bleu");
  RowTable forward, backward;
  std::vector<TextLine> lines = golden_lines();
  for (const TextLine& line : lines) forward.add(score_text(*metric, line.prediction, line.references));
  std::reverse(lines.begin(), lines.end());
  for (const TextLine& line : lines) backward.add(score_text(*metric, line.prediction, line.references));
  EXPECT_EQ(metric->value(forward.rows()), metric->value(backward.rows()));
}

TEST(Bleu, WeightTwoIsTheSampleTwice) {
  const auto metric = metric_of("bleu");
  RowTable once, twice;
  const std::vector<TextLine> lines = golden_lines();
  std::vector<double> weights;
  for (std::size_t i = 20; i < 60; ++i) {
    const Scored scored = score_text(*metric, lines[i].prediction, lines[i].references);
    once.add(scored);
    weights.push_back(i % 2 == 0 ? 2.0 : 0.0);
    for (double w = 0.0; w < weights.back(); w += 1.0) twice.add(scored);
  }
  EXPECT_EQ(metric->value({once.data, once.width, weights}), metric->value(twice.rows()));
}

TEST(Bleu, AnswersOfSeveralEpochsAddUp) {
  const auto metric = metric_of("bleu");
  const std::vector<Response> epochs = {completion("the red cat sat", 0), completion("a red cat sat down", 1)};
  const Scored both = metric->score(sample_with_targets({"the red cat sat"}), epochs);
  RowTable table;
  table.add(score_text(*metric, "the red cat sat", {"the red cat sat"}));
  table.add(score_text(*metric, "a red cat sat down", {"the red cat sat"}));
  for (std::size_t k = 0; k < table.width; ++k)
    EXPECT_EQ(std::get<StatsRow>(both.row)[k], table.data[k] + table.data[table.width + k]);
  EXPECT_EQ(both.value, (text_value(*metric, "the red cat sat", {"the red cat sat"}) +
                         text_value(*metric, "a red cat sat down", {"the red cat sat"})) /
                            2.0);
}

TEST(Bleu, SignatureNamesTheNumberOfReferences) {
  const auto metric = metric_of("bleu:smooth_method=floor,lowercase=true");
  EXPECT_EQ(metric->signature(), "case:lc|eff:no|tok:13a|smooth:floor[0.10]|version:2.6.0");
  score_text(*metric, "a", {"a", "b"});
  EXPECT_EQ(metric->signature(), "nrefs:2|case:lc|eff:no|tok:13a|smooth:floor[0.10]|version:2.6.0");
  score_text(*metric, "a", {"a"});
  score_text(*metric, "a", {"a", "b"});
  EXPECT_EQ(metric->signature(), "nrefs:var|case:lc|eff:no|tok:13a|smooth:floor[0.10]|version:2.6.0");
}

TEST(Bleu, SignatureNamesAnUnusualOrder) {
  EXPECT_EQ(metric_of("bleu:max_ngram_order=4")->signature(), metric_of("bleu")->signature());
  EXPECT_EQ(metric_of("bleu:max_ngram_order=2")->signature(), metric_of("bleu")->signature() + "|max_ngram_order:2");
}

TEST(Bleu, BadInputIsUnscoredOrRefused) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("bleu"), "a", {})), "no reference");
  const std::vector<Response> wrong = {logprobs({-1.0})};
  EXPECT_FALSE(metric_of("bleu")->score(sample_with_targets({"a"}), wrong).is_scored());
  EXPECT_THROW(metric_of("bleu:tokenize=13b"), Error);
  EXPECT_THROW(metric_of("bleu:max_ngram_order=0"), Error);
  EXPECT_THROW(metric_of("bleu:smooth_value=-1"), Error);
}

TEST(Bleu, InvalidUtf8IsScoredLikeAnyText) {
  const Scored scored = score_text(*metric_of("bleu:tokenize=intl"), "\xFF\xFE cat \xC3", {"cat"});
  EXPECT_TRUE(scored.is_scored());
}

}  // namespace
}  // namespace assay::test
