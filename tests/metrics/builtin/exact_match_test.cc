#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(ExactMatch, ComparesTheTextAsItIs) {
  const auto metric = metric_of("exact_match");
  EXPECT_EQ(text_value(*metric, "Paris", {"Paris"}), 1.0);
  EXPECT_EQ(text_value(*metric, "paris", {"Paris"}), 0.0);
  EXPECT_EQ(text_value(*metric, "Paris ", {"Paris"}), 0.0);
  EXPECT_EQ(text_value(*metric, "", {""}), 1.0);
}

TEST(ExactMatch, AnyOfSeveralReferencesMatches) {
  const auto metric = metric_of("exact_match");
  EXPECT_EQ(text_value(*metric, "b", {"a", "b"}), 1.0);
  EXPECT_EQ(text_value(*metric, "c", {"a", "b"}), 0.0);
}

TEST(ExactMatch, IgnoresCaseOfAnyScript) {
  const auto metric = metric_of("exact_match:ignore_case=true");
  EXPECT_EQ(text_value(*metric, "\xC3\x89T\xC3\x89", {"\xC3\xA9t\xC3\xA9"}), 1.0);
  EXPECT_EQ(text_value(*metric, "ete", {"\xC3\xA9t\xC3\xA9"}), 0.0);
}

TEST(ExactMatch, IgnoresAsciiPunctuationAndDigitsOnly) {
  const auto punctuation = metric_of("exact_match:ignore_punctuation=true");
  EXPECT_EQ(text_value(*punctuation, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~yes", {"yes"}), 1.0);
  EXPECT_EQ(text_value(*punctuation, "yes\xE2\x80\x99", {"yes"}), 0.0);
  const auto numbers = metric_of("exact_match:ignore_numbers=true");
  EXPECT_EQ(text_value(*numbers, "a0123456789", {"a"}), 1.0);
  EXPECT_EQ(text_value(*numbers, "a\xD9\xA3", {"a"}), 0.0);
}

/// The mean over the example of the documentation of HuggingFace evaluate.
double example_mean(const std::string& options) {
  const auto metric =
      make_metric(metrics::builtin::all_metrics(), "exact_match", Options::from_yaml(options, "task.yaml"));
  return (text_value(*metric, "cat?", {"the cat"}) + text_value(*metric, "theater", {"theater"}) +
          text_value(*metric, "yelling", {"YELLING"}) + text_value(*metric, "agent", {"agent007"})) /
         4.0;
}

TEST(ExactMatch, EqualsTheExamplesOfItsReference) {
  const std::string ignored = "\nignore_case: true\nignore_punctuation: true";
  EXPECT_EQ(example_mean("{}"), 0.25);
  // Patterns come before the case: "yell" does not see "YELLING".
  EXPECT_EQ(example_mean("regexes_to_ignore: ['the ', yell]" + ignored), 0.5);
  EXPECT_EQ(example_mean("regexes_to_ignore: ['the ', yell, YELL]" + ignored), 0.75);
  EXPECT_EQ(example_mean("regexes_to_ignore: ['the ', yell, YELL]" + ignored + "\nignore_numbers: true"), 1.0);
}

TEST(ExactMatch, TakesAListOfRegexes) {
  const auto metric =
      make_metric(metrics::builtin::all_metrics(), "exact_match",
                  Options::from_yaml("regexes_to_ignore: [',', '\\$', '(?s).*#### ', '\\.$']", "task.yaml"));
  EXPECT_EQ(text_value(*metric, "so 2 + 2\n#### $1,234.", {"#### 1234"}), 1.0);
  EXPECT_EQ(text_value(*metric, "so 2 + 2\n#### $1,235.", {"#### 1234"}), 0.0);
}

TEST(ExactMatch, StripsOnlyWhenAsked) {
  EXPECT_EQ(text_value(*metric_of("exact_match:strip=true"), " \n4\t", {"4 "}), 1.0);
}

TEST(ExactMatch, RowIsTheMeanOfTheEpochs) {
  const auto metric = metric_of("exact_match");
  const std::vector<Response> epochs = {completion("a", 0), completion("b", 1), completion("a", 2), completion("a", 3)};
  const Scored scored = metric->score(sample_with_targets({"a"}), epochs);
  EXPECT_EQ(scored.value, 0.75);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.75, 4.0, 0.75}));
}

TEST(ExactMatch, WithoutReferenceOrTextIsUnscored) {
  const auto metric = metric_of("exact_match");
  EXPECT_EQ(unscored_reason(score_text(*metric, "a", {})), "no reference");
  const std::vector<Response> wrong = {logprobs({-1.0})};
  const Scored scored = metric->score(sample_with_targets({"a"}), wrong);
  EXPECT_EQ(unscored_reason(scored), "the answer is log-likelihoods, expected a completion");
  EXPECT_FALSE(scored.value.has_value());
}

TEST(ExactMatch, EndlessBacktrackingIsUnscored) {
  const auto metric = metric_of("exact_match:regexes_to_ignore=(x+x+)+[yz]");
  EXPECT_NE(unscored_reason(score_text(*metric, std::string(50000, 'x'), {"a"})), "");
}

TEST(ExactMatch, RefusesABrokenPatternAndUnknownOptions) {
  EXPECT_THROW(metric_of("exact_match:regexes_to_ignore=(a"), Error);
  EXPECT_THROW(metric_of("exact_match:ignore_cases=true"), Error);
}

TEST(ExactMatch, SignatureNamesWhatIsSet) {
  EXPECT_EQ(metric_of("exact_match")->signature(), "");
  EXPECT_EQ(metric_of("exact_match:ignore_case=true,regexes_to_ignore=x")->signature(),
            "regexes_to_ignore:x|ignore_case:yes");
}

TEST(ExactMatch, AgreesWithSquadNormalisedVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/squad.json");
  const auto metric = metric_of("exact_match");
  const Value vectors = read_json(path);
  for (const Value& c : vectors.find("cases")->as_array()) {
    double expected = 0.0;
    for (const std::string& gold : strings(*c.find("norm_golds")))
      if (gold == c.find("norm_pred")->as_string()) expected = 1.0;
    EXPECT_EQ(text_value(*metric, c.find("norm_pred")->as_string(), strings(*c.find("norm_golds"))), expected);
  }
}

}  // namespace
}  // namespace assay::test
