#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Response rolling(double logprob, int num_tokens, int epoch = 0) {
  Response response = logprobs({logprob}, epoch);
  std::get<Loglikelihoods>(response.body).continuations[0].num_tokens = num_tokens;
  return response;
}

Scored score_rolling(std::string_view written, std::string text, double logprob, int num_tokens = 3) {
  const std::vector<Response> epochs = {rolling(logprob, num_tokens)};
  return metric_of(written)->score(sample_with_targets({std::move(text)}), epochs);
}

TEST(Perplexity, EqualsLmEvalOnTheGoldenTexts) {
  const std::vector<TextLine> lines = golden_lines();
  const Value golden = read_json(test_data("golden/metrics/perplexity_expected.json"));
  for (const char* name : {"word_perplexity", "byte_perplexity", "bits_per_byte"}) {
    const auto metric = metric_of(name);
    RowTable table;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Scored scored =
          score_rolling(name, lines[i].prediction, golden.find("logprobs")->as_array()[i].as_double());
      if (lines[i].prediction.empty()) {
        EXPECT_EQ(unscored_reason(scored), "the text is empty");
      } else {
        table.add(scored);
      }
    }
    const double expected = golden.find(name)->as_double();
    EXPECT_NEAR(metric->value(table.rows()).value(), expected, 1e-9 * std::max(1.0, expected)) << name;
  }
  const auto metric = metric_of("perplexity");
  RowTable table;
  for (const Value& logprob : golden.find("logprobs")->as_array())
    table.add(score_rolling("perplexity", "a", logprob.as_double() / 10.0));
  const double expected = golden.find("perplexity_of_tenths")->as_double();
  EXPECT_NEAR(metric->value(table.rows()).value(), expected, 1e-9 * expected);
}

TEST(Perplexity, OfASampleDividesByItsTokensWordsOrBytes) {
  const double logprob = -6.0;
  EXPECT_NEAR(score_rolling("token_perplexity", "ab cd", logprob, 4).value.value(), std::exp(1.5), 1e-12);
  EXPECT_NEAR(score_rolling("word_perplexity", "ab cd", logprob).value.value(), std::exp(3.0), 1e-12);
  EXPECT_NEAR(score_rolling("byte_perplexity", "ab cd", logprob).value.value(), std::exp(1.2), 1e-12);
  EXPECT_NEAR(score_rolling("bits_per_byte", "ab cd", logprob).value.value(), 1.2 / std::log(2.0), 1e-12);
  EXPECT_NEAR(score_rolling("perplexity", "ab cd", logprob).value.value(), std::exp(6.0), 1e-9);
  EXPECT_EQ(std::get<StatsRow>(score_rolling("word_perplexity", "ab \xC3\xA9", logprob, 4).row),
            (StatsRow{-6.0, 4.0, 2.0, 5.0}));
}

TEST(Perplexity, IsOfSumsAndNotAMeanOfPerplexities) {
  const auto metric = metric_of("token_perplexity");
  EXPECT_TRUE(metric->value_is_of_sums());
  const std::vector<double> data = {-2.0, 1.0, 1.0, 3.0, -4.0, 9.0, 1.0, 3.0};
  EXPECT_NEAR(metric->value({data, 4, {}}).value(), std::exp(0.6), 1e-12);
  const std::vector<double> mean = {-3.0, 5.0, 1.0, 3.0};
  const std::vector<double> two = {2.0};
  EXPECT_NEAR(metric->value({mean, 4, two}).value(), std::exp(0.6), 1e-12);
  const std::vector<double> weights = {0.0, 3.0};
  EXPECT_NEAR(metric->value({data, 4, weights}).value(), std::exp(4.0 / 9.0), 1e-12);
}

TEST(Perplexity, WordsAndBytesCanBeThoseOfAField) {
  Sample sample = sample_with_targets({"a, b"});
  sample.fields.set("page", "a , b");
  const std::vector<Response> epochs = {rolling(-6.0, 3)};
  EXPECT_NEAR(metric_of("word_perplexity:text_field=page")->score(sample, epochs).value.value(), std::exp(2.0), 1e-12);
  EXPECT_EQ(unscored_reason(metric_of("bits_per_byte:text_field=pag")->score(sample, epochs)),
            "the field 'pag' is not there, expected a text");
  EXPECT_EQ(metric_of("word_perplexity:text_field=page")->signature(), "text_field:page");
  EXPECT_THROW(metric_of("token_perplexity:text_field=page"), Error);
}

TEST(Perplexity, EpochsAddUp) {
  const std::vector<Response> epochs = {rolling(-6.0, 3, 0), rolling(-3.0, 3, 1)};
  const Scored scored = metric_of("token_perplexity")->score(sample_with_targets({"a b"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{-9.0, 6.0, 4.0, 6.0}));
  EXPECT_NEAR(scored.value.value(), std::exp(1.5), 1e-12);
}

TEST(Perplexity, WhatIsNoLogarithmOfAProbabilityIsUnscored) {
  EXPECT_EQ(unscored_reason(score_rolling("byte_perplexity", "a", -std::numeric_limits<double>::infinity())),
            "the log-likelihood of the text is -inf");
  EXPECT_EQ(unscored_reason(score_rolling("byte_perplexity", "a", 2.5)), "the log-likelihood of the text is 2.5");
  EXPECT_NE(unscored_reason(score_rolling("byte_perplexity", "a", std::nan(""))), "");
  EXPECT_EQ(score_rolling("byte_perplexity", "a", 1e-6).value, 1.0);
  EXPECT_EQ(unscored_reason(score_rolling("token_perplexity", "a", -1.0, 0)),
            "the number of tokens of the text is not known");
  const std::vector<Response> two = {logprobs({-1.0, -2.0})};
  EXPECT_EQ(unscored_reason(metric_of("perplexity")->score(sample_with_targets({"a"}), two)),
            "2 log-likelihoods, expected that of one text");
  const std::vector<Response> text = {completion("a")};
  EXPECT_EQ(unscored_reason(metric_of("perplexity")->score(sample_with_targets({}), text)), "no reference");
}

TEST(Perplexity, BeyondAllNumbersIsUndefinedAndNotInfinite) {
  const Scored scored = score_rolling("word_perplexity", "a", -1e6);
  EXPECT_FALSE(scored.value.has_value());
  RowTable table;
  table.add(scored);
  EXPECT_EQ(metric_of("word_perplexity")->value(table.rows()), std::nullopt);
}

}  // namespace
}  // namespace assay::test
