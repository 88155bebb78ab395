#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Scored score_field(std::string_view written, Value score, std::string target, const std::string& field = "score") {
  Sample sample = sample_with_targets({std::move(target)});
  sample.fields.set(field, std::move(score));
  const std::vector<Response> epochs = {completion("no number")};
  return metric_of(written)->score(sample, epochs);
}

TEST(Ranking, EqualsScikitLearnOnTheGoldenScores) {
  const Value golden = read_json(test_data("golden/metrics/labels_expected.json"));
  int checked = 0;
  for (const Value& one : golden.find("rankings")->as_array()) {
    std::vector<double> weights;
    if (const Value* list = one.find("weights"); list->is_array())
      for (const Value& w : list->as_array()) weights.push_back(w.as_double());
    for (const auto& [name, expected] : one.find("expected")->as_object()) {
      SCOPED_TRACE(one.find("name")->as_string() + " " + name);
      RowTable table;
      for (std::size_t i = 0; i < one.find("scores")->size(); ++i)
        table.add(score_field(name, one.find("scores")->as_array()[i],
                              one.find("positive")->as_array()[i].as_int() == 1 ? "1" : "0"));
      EXPECT_NEAR(metric_of(name)->value({table.data, table.width, weights}).value(), expected.as_double(), 1e-12);
      ++checked;
    }
  }
  EXPECT_EQ(checked, 16);
}

TEST(Ranking, WeightsAreRepeatedRows) {
  const std::vector<double> data = {0.2, 0.0, 0.5, 1.0, 0.5, 0.0, 0.9, 1.0, 0.1, 1.0};
  const std::vector<double> weights = {2.0, 1.0, 3.0, 0.0, 1.0};
  const std::vector<double> repeated = {0.2, 0.0, 0.2, 0.0, 0.5, 1.0, 0.5, 0.0, 0.5, 0.0, 0.5, 0.0, 0.1, 1.0};
  for (const char* name : {"auroc", "average_precision"}) {
    const auto metric = metric_of(name);
    EXPECT_NEAR(metric->value({data, 2, weights}).value(), metric->value({repeated, 2, {}}).value(), 1e-12) << name;
    EXPECT_FALSE(metric->value_is_of_sums());
  }
}

TEST(Ranking, TiesCountHalf) {
  const std::vector<double> data = {0.5, 1.0, 0.5, 0.0};
  EXPECT_EQ(metric_of("auroc")->value({data, 2, {}}), 0.5);
  EXPECT_EQ(metric_of("average_precision")->value({data, 2, {}}), 0.5);
}

TEST(Ranking, OfOneClassOnlyIsUndefined) {
  const std::vector<double> positive = {0.5, 1.0, 0.7, 1.0};
  const std::vector<double> negative = {0.5, 0.0, 0.7, 0.0};
  EXPECT_EQ(metric_of("auroc")->value({positive, 2, {}}), std::nullopt);
  EXPECT_EQ(metric_of("auroc")->value({negative, 2, {}}), std::nullopt);
  EXPECT_EQ(metric_of("average_precision")->value({positive, 2, {}}), 1.0);
  EXPECT_EQ(metric_of("average_precision")->value({negative, 2, {}}), std::nullopt);
  const std::vector<double> weightless = {0.5, 1.0, 0.7, 0.0};
  const std::vector<double> weights = {1.0, 0.0};
  EXPECT_EQ(metric_of("auroc")->value({weightless, 2, weights}), std::nullopt);
}

TEST(Ranking, TheScoreIsTheFieldOrElseTheAnswer) {
  EXPECT_EQ(std::get<StatsRow>(score_field("auroc", 0.25, "yes").row), (StatsRow{0.25, 1.0}));
  EXPECT_EQ(std::get<StatsRow>(score_field("auroc", "3", "no").row), (StatsRow{3.0, 0.0}));
  EXPECT_EQ(std::get<StatsRow>(score_field("auroc:score_field=p", 0.5, "no", "p").row), (StatsRow{0.5, 0.0}));
  const std::vector<Response> epochs = {completion("0.5", 0), completion(" 1\n", 1)};
  EXPECT_EQ(std::get<StatsRow>(metric_of("auroc")->score(sample_with_targets({"1"}), epochs).row),
            (StatsRow{0.75, 1.0}));
}

TEST(Ranking, WithoutANumberOrAReferenceIsUnscored) {
  EXPECT_EQ(unscored_reason(score_field("auroc", "high", "1")), "the field 'score' is string, expected a number");
  EXPECT_EQ(unscored_reason(score_field("auroc", 0.5, "1", "other")),
            "there is no field 'score', and the answer is no number");
  EXPECT_EQ(unscored_reason(score_field("auroc:score_field=p", 0.5, "1")), "there is no field 'p'");
  EXPECT_EQ(unscored_reason(score_text(*metric_of("auroc"), "1", {})), "no reference");
  EXPECT_EQ(unscored_reason(score_text(*metric_of("auroc"), "1", {"1", "0"})),
            "the references disagree whether the sample is positive");
}

TEST(Ranking, PositiveIsWhatPosLabelSays) {
  EXPECT_EQ(std::get<StatsRow>(score_field("auroc:pos_label=spam", 0.5, "spam").row)[1], 1.0);
  EXPECT_EQ(std::get<StatsRow>(score_field("auroc:pos_label=spam", 0.5, "1").row)[1], 0.0);
  EXPECT_EQ(metric_of("auroc:pos_label=spam")->signature(), "score_field:score|pos_label:spam");
}

}  // namespace
}  // namespace assay::test
