#include "metrics/stats/alt_test.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/multiple_testing.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(AltTest, WinningRatesFollowFromThePValuesByBenjaminiYekutieli) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  const Value vectors = test::read_vectors(path);
  int judged = 0;
  for (const auto& [data, judges] : vectors.find("results")->find("alt_test")->as_object())
    for (const auto& [judge, expected] : judges.as_object()) {
      SCOPED_TRACE(data + " " + judge);
      std::vector<double> p;
      double won = 0.0;
      for (const Value& annotator : expected.find("detail")->as_array()) p.push_back(test::number(annotator, "p"));
      for (const double adjusted : adjusted_p(p, Adjustment::kBenjaminiYekutieli)) won += adjusted < 0.05 ? 1.0 : 0.0;
      EXPECT_NEAR(won / static_cast<double>(p.size()), test::number(expected, "winning_rate"), 1e-9);
      ++judged;
    }
  EXPECT_EQ(judged, 30);
}

/// A CSV's columns of people and of one judge, as numbers or as the numbers of labels.
struct Ratings {
  RatingTable people;
  std::vector<std::optional<double>> judge;

  Ratings(const std::vector<std::vector<std::string>>& lines, std::size_t first_person, std::size_t judge_column,
          bool is_number) {
    const auto number = [&](const std::string& text) -> std::optional<double> {
      if (text.empty()) return std::nullopt;
      if (is_number) return std::stod(text);
      return text == "model_a" ? 1.0 : text == "model_b" ? 2.0 : 0.0;
    };
    people.num_raters = 3;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      for (std::size_t person = first_person; person < first_person + 3; ++person)
        people.ratings.push_back(number(lines[i][person]));
      judge.push_back(number(lines[i][judge_column]));
    }
  }
};

void expect_data(const std::string& csv, std::size_t first_person, bool is_number, const Value& judges) {
  const auto lines = test::read_csv(csv);
  for (std::size_t column = first_person + 3; column < lines[0].size(); ++column) {
    SCOPED_TRACE(lines[0][column]);
    const Value& expected = *judges.find(lines[0][column]);
    const Ratings ratings(lines, first_person, column, is_number);
    AltTestOptions options;
    options.epsilon = test::number(expected, "epsilon");
    const AltTest found = alt_test(ratings.people, ratings.judge, is_number ? negative_rmse : share_of_equal, options);
    EXPECT_NEAR(*found.winning_rate, test::number(expected, "winning_rate"), 1e-12);
    EXPECT_NEAR(*found.advantage_probability, test::number(expected, "advantage_prob"), 1e-12);
    EXPECT_FALSE(found.passed);
    for (const Value& one : expected.find("detail")->as_array()) {
      std::size_t person = first_person;
      while (lines[0][person] != one.find("annotator")->as_string()) ++person;
      const AltTestAnnotator& annotator = found.annotators[person - first_person];
      EXPECT_EQ(static_cast<double>(annotator.items), test::number(one, "n"));
      EXPECT_NEAR(annotator.judge_wins, test::number(one, "rho_llm"), 1e-12);
      EXPECT_NEAR(annotator.annotator_wins, test::number(one, "rho_human"), 1e-12);
      EXPECT_NEAR(*annotator.p, test::number(one, "p"), 1e-9);
    }
  }
}

TEST(AltTest, EqualsThePublishedNumbersOfSummEvalAndMtBench) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  ASSAY_SHARED_OR_SKIP(summeval, "vectors/summeval_expert3_llm6.csv.gz");
  ASSAY_SHARED_OR_SKIP(mtbench, "vectors/mtbench_human3_llm6.csv");
  const Value vectors = test::read_vectors(path);
  const Value& expected = *vectors.find("results")->find("alt_test");
  expect_data(summeval, 3, true, *expected.find("summeval"));
  expect_data(mtbench, 1, false, *expected.find("mtbench"));
}

/// Three people who agree on most of `n` items, the third with gaps.
RatingTable people_of(std::size_t n, std::size_t of_third) {
  RatingTable table;
  table.num_raters = 3;
  for (std::size_t i = 0; i < n; ++i) {
    const double label = static_cast<double>(i % 2);
    table.ratings.push_back(i % 7 == 0 ? 1.0 - label : label);
    table.ratings.push_back(i % 5 == 0 ? 1.0 - label : label);
    table.ratings.push_back(i < of_third ? std::optional(label) : std::nullopt);
  }
  return table;
}

TEST(AltTest, AJudgeThatAgreesWithMostPasses) {
  const RatingTable people = people_of(60, 60);
  std::vector<std::optional<double>> judge;
  for (std::size_t i = 0; i < 60; ++i) judge.push_back(static_cast<double>(i % 2));
  const AltTest found = alt_test(people, judge, share_of_equal);
  EXPECT_TRUE(found.passed);
  EXPECT_EQ(*found.winning_rate, 1.0);
  EXPECT_GT(*found.advantage_probability, 0.8);
  for (auto& v : judge) v = 1.0 - *v;
  EXPECT_FALSE(alt_test(people, judge, share_of_equal).passed);
}

TEST(AltTest, AnAnnotatorWithFewItemsIsLeftOutAndOneIsNotEnough) {
  std::vector<std::optional<double>> judge;
  for (std::size_t i = 0; i < 60; ++i) judge.push_back(static_cast<double>(i % 2));
  const AltTest found = alt_test(people_of(60, 29), judge, share_of_equal);
  EXPECT_EQ(found.annotators[2].reason, "29 items, fewer than 30");
  EXPECT_EQ(found.annotators[2].p, std::nullopt);
  EXPECT_EQ(*found.winning_rate, 1.0);
  const AltTest none = alt_test(people_of(20, 20), std::vector<std::optional<double>>(20, 1.0), share_of_equal);
  EXPECT_EQ(none.winning_rate, std::nullopt);
  EXPECT_FALSE(none.passed);
  EXPECT_EQ(none.reason.substr(0, 12), "0 annotators");
  RatingTable alone;
  alone.num_raters = 1;
  alone.ratings.assign(40, 1.0);
  EXPECT_EQ(alt_test(alone, std::vector<std::optional<double>>(40, 1.0), share_of_equal).annotators[0].reason,
            "no item was rated by this annotator, another and the judge");
}

}  // namespace
}  // namespace assay::metrics
