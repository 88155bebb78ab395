// The alternative annotator test (Calderon et al. 2025) put together from the statistics here, against its published
// numbers.
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/distributions.h"
#include "metrics/stats/multiple_testing.h"
#include "metrics/stats/paired_t.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(AltTestVectors, WinningRatesFollowFromThePValuesByBenjaminiYekutieli) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  const Value vectors = test::read_vectors(path);
  int judged = 0;
  for (const auto& [data, judges] : vectors.find("results")->find("alt_test")->as_object())
    for (const auto& [judge, expected] : judges.as_object()) {
      SCOPED_TRACE(data + " " + judge);
      std::vector<double> p;
      double advantage = 0.0, won = 0.0;
      for (const Value& annotator : expected.find("detail")->as_array()) {
        p.push_back(test::number(annotator, "p"));
        advantage += test::number(annotator, "rho_llm");
      }
      for (const double adjusted : adjusted_p(p, Adjustment::kBenjaminiYekutieli)) won += adjusted < 0.05 ? 1.0 : 0.0;
      const double n = static_cast<double>(p.size());
      EXPECT_NEAR(won / n, test::number(expected, "winning_rate"), 1e-9);
      EXPECT_NEAR(advantage / n, test::number(expected, "advantage_prob"), 1e-9);
      ++judged;
    }
  EXPECT_EQ(judged, 30);
}

/// How well a rating goes with those of the others: the larger the better.
double closeness(const std::string& rating, const std::vector<std::string>& others, bool is_number) {
  double sum = 0.0;
  for (const std::string& other : others)
    sum += is_number ? -std::pow(std::stod(rating) - std::stod(other), 2) : (rating == other ? 1.0 : 0.0);
  return sum / static_cast<double>(others.size());
}

/// One column of people against one judge: who is at least as close to the other people, item by item.
void expect_annotator(const std::vector<std::vector<std::string>>& lines, const std::vector<std::size_t>& people,
                      std::size_t left_out, std::size_t judge, bool is_number, double epsilon, const Value& expected) {
  std::vector<double> lost;
  double judge_wins = 0.0, person_wins = 0.0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& line = lines[i];
    if (line[left_out].empty() || line[judge].empty()) continue;
    std::vector<std::string> others;
    for (const std::size_t person : people)
      if (person != left_out && !line[person].empty()) others.push_back(line[person]);
    if (others.empty()) continue;
    const double person = closeness(line[left_out], others, is_number),
                 model = closeness(line[judge], others, is_number);
    judge_wins += model >= person;
    person_wins += person >= model;
    // By how much the judge does worse, less what it is forgiven.
    lost.push_back((person >= model ? 1.0 : 0.0) - (model >= person ? 1.0 : 0.0) - epsilon);
  }
  const double n = static_cast<double>(lost.size());
  EXPECT_EQ(n, test::number(expected, "n"));
  EXPECT_NEAR(judge_wins / n, test::number(expected, "rho_llm"), 1e-12);
  EXPECT_NEAR(person_wins / n, test::number(expected, "rho_human"), 1e-12);
  const PairedT t = paired_t(lost);
  EXPECT_NEAR(student_t_cdf(*t.test.statistic, t.df), test::number(expected, "p"), 1e-9);
}

void expect_data(const std::string& csv, std::size_t first_person, bool is_number, const Value& judges) {
  const auto lines = test::read_csv(csv);
  const std::vector<std::size_t> people = {first_person, first_person + 1, first_person + 2};
  for (std::size_t judge = first_person + 3; judge < lines[0].size(); ++judge) {
    const Value& expected = *judges.find(lines[0][judge]);
    for (const Value& annotator : expected.find("detail")->as_array()) {
      SCOPED_TRACE(lines[0][judge] + " " + annotator.find("annotator")->as_string());
      std::size_t person = first_person;
      while (lines[0][person] != annotator.find("annotator")->as_string()) ++person;
      expect_annotator(lines, people, person, judge, is_number, test::number(expected, "epsilon"), annotator);
    }
  }
}

TEST(AltTestVectors, OneSidedTestsOfSummEvalAndMtBenchEqualThem) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  ASSAY_SHARED_OR_SKIP(summeval, "vectors/summeval_expert3_llm6.csv.gz");
  ASSAY_SHARED_OR_SKIP(mtbench, "vectors/mtbench_human3_llm6.csv");
  const Value vectors = test::read_vectors(path);
  const Value& expected = *vectors.find("results")->find("alt_test");
  expect_data(summeval, 3, true, *expected.find("summeval"));
  expect_data(mtbench, 1, false, *expected.find("mtbench"));
}

}  // namespace
}  // namespace assay::metrics
