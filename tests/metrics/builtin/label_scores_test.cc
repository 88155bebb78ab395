#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

/// The value over pairs of answer and reference.
std::optional<double> value_of_labels(const Metric& metric, const std::vector<std::string>& predicted,
                                      const std::vector<std::string>& targets,
                                      const std::vector<double>& weights = {}) {
  RowTable table;
  for (std::size_t i = 0; i < targets.size(); ++i) table.add(score_text(metric, predicted[i], {targets[i]}));
  return metric.value({table.data, table.width, weights});
}

std::vector<double> numbers(const Value& list) {
  std::vector<double> found;
  if (list.is_array())
    for (const Value& item : list.as_array()) found.push_back(item.as_double());
  return found;
}

TEST(LabelScores, EqualScikitLearnOnTheGoldenLabels) {
  const Value golden = read_json(test_data("golden/metrics/labels_expected.json"));
  int checked = 0;
  for (const Value& one : golden.find("labels")->as_array()) {
    const auto predicted = strings(*one.find("predicted"));
    const auto targets = strings(*one.find("targets"));
    const auto weights = numbers(*one.find("weights"));
    for (const auto& [written, expected] : one.find("expected")->as_object()) {
      SCOPED_TRACE(one.find("name")->as_string() + " " + written);
      const auto value = value_of_labels(*metric_of(written), predicted, targets, weights);
      ASSERT_TRUE(value.has_value());
      EXPECT_NEAR(*value, expected.as_double(), 1e-9);
      ++checked;
    }
  }
  EXPECT_GE(checked, 180);
}

TEST(LabelScores, WithoutPositiveLabelsTheBinaryScoresAreUndefined) {
  for (const char* name : {"f1", "precision", "recall"})
    EXPECT_EQ(value_of_labels(*metric_of(name), {"a", "b"}, {"a", "b"}), std::nullopt) << name;
  EXPECT_EQ(value_of_labels(*metric_of("precision"), {"no"}, {"yes"}), std::nullopt);
  EXPECT_EQ(value_of_labels(*metric_of("recall"), {"no"}, {"yes"}), 0.0);
  EXPECT_EQ(value_of_labels(*metric_of("mcc"), {"a", "a"}, {"a", "b"}), std::nullopt);
}

TEST(LabelScores, LabelsAreComparedAsExactMatchComparesAnswers) {
  EXPECT_EQ(value_of_labels(*metric_of("f1:average=macro"), {"Yes.", "no"}, {"yes", "no"}), 1.0 / 3.0);
  EXPECT_EQ(value_of_labels(*metric_of("f1:average=macro,ignore_case=true,ignore_punctuation=true"), {"Yes.", "no"},
                            {"yes", "no"}),
            1.0);
}

TEST(LabelScores, OfSeveralEpochsTheMostFrequentLabelCounts) {
  const std::vector<Response> epochs = {completion("a", 0), completion("b", 1), completion("b", 2), completion("a", 3)};
  const auto metric = metric_of("cohen_kappa");
  const StatsRow row = std::get<StatsRow>(metric->score(sample_with_targets({"a"}), epochs).row);
  EXPECT_EQ(row[0], row[1]);
}

TEST(LabelScores, TheReferenceThatWasMetCounts) {
  const StatsRow met = std::get<StatsRow>(score_text(*metric_of("mcc"), "b", {"a", "b"}).row);
  EXPECT_EQ(met[0], met[1]);
  const StatsRow missed = std::get<StatsRow>(score_text(*metric_of("mcc"), "c", {"a", "b"}).row);
  EXPECT_EQ(missed[1], std::get<StatsRow>(score_text(*metric_of("mcc"), "a", {"a"}).row)[1]);
}

Scored score_choices(std::string_view written, const std::vector<double>& values, int right) {
  Sample sample;
  sample.choices = {"no", "yes"};
  sample.target_choices = {right};
  const std::vector<Response> epochs = {logprobs(values)};
  return metric_of(written)->score(sample, epochs);
}

TEST(LabelScores, ChoicesAreLabelledByTheirNumber) {
  EXPECT_EQ(std::get<StatsRow>(score_choices("f1", {-2.0, -1.0}, 0).row), (StatsRow{1.0, 0.0}));
  EXPECT_EQ(std::get<StatsRow>(score_choices("f1:pos_label=no", {-2.0, -1.0}, 0).row), (StatsRow{0.0, 1.0}));
  EXPECT_EQ(std::get<StatsRow>(score_choices("f1:pos_label=0", {-2.0, -1.0}, 0).row), (StatsRow{0.0, 1.0}));
  EXPECT_EQ(std::get<StatsRow>(score_choices("cohen_kappa:weights=linear", {-2.0, -1.0}, 0).row), (StatsRow{1.0, 0.0}));
  EXPECT_EQ(unscored_reason(score_choices("mcc", {-2.0}, 0)), "1 log-likelihoods for 2 choices");
}

TEST(LabelScores, WeighedLabelsAreNumbers) {
  const auto metric = metric_of("cohen_kappa:weights=quadratic");
  EXPECT_EQ(std::get<StatsRow>(score_text(*metric, " 4", {"4.0"}).row), (StatsRow{4.0, 4.0}));
  EXPECT_EQ(unscored_reason(score_text(*metric, "four", {"4"})),
            "the predicted label is no number, and only numbers have weights");
  EXPECT_EQ(unscored_reason(score_text(*metric, "4", {"four"})),
            "the right label is no number, and only numbers have weights");
}

TEST(LabelScores, BadInputIsUnscoredOrRefused) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("f1"), "a", {})), "no reference");
  EXPECT_THROW(metric_of("f1:average=samples"), Error);
  EXPECT_THROW(metric_of("f1:average=macro,pos_label=1"), Error);
  EXPECT_THROW(metric_of("mcc:average=macro"), Error);
  EXPECT_THROW(metric_of("mcc:weights=linear"), Error);
  EXPECT_NE(
      unscored_reason(score_text(*metric_of("mcc:regexes_to_ignore=(x+x+)+[yz]"), std::string(50000, 'x'), {"a"})), "");
}

TEST(LabelScores, SignatureNamesEveryOption) {
  EXPECT_EQ(metric_of("f1")->signature(), "average:binary|pos_label:1/true/yes");
  EXPECT_EQ(metric_of("recall:average=macro,strip=true")->signature(), "average:macro|strip:yes");
  EXPECT_EQ(metric_of("cohen_kappa")->signature(), "weights:none");
  EXPECT_EQ(metric_of("mcc")->signature(), "");
}

}  // namespace
}  // namespace assay::test
