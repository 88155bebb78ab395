#include "raters/calibrate/jury.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/stats/vectors.h"

namespace assay::raters {
namespace {

TEST(Jury, SixJudgesOfSummEvalAreWorthLessThanTwo) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/summeval_expert3_llm6.csv.gz");
  const auto lines = test::read_csv(path);
  for (const char* dimension : {"coherence", "consistency", "fluency", "relevance"}) {
    metrics::RatingTable judges;
    judges.num_raters = 6;
    std::vector<std::optional<double>> people;
    for (const auto& line : lines) {
      if (line[2] != dimension) continue;
      people.push_back((std::stod(line[3]) + std::stod(line[4]) + std::stod(line[5])) / 3.0);
      for (std::size_t judge = 6; judge < 12; ++judge)
        judges.ratings.push_back(line[judge].empty() ? std::nullopt : std::optional(std::stod(line[judge])));
    }
    const JurySize found = effective_jury(judges, people);
    EXPECT_GT(*found.error_correlation, 0.5) << dimension;
    EXPECT_LT(*found.error_correlation, 0.7) << dimension;
    EXPECT_GT(*found.effective, 1.3) << dimension;
    EXPECT_LT(*found.effective, 1.7) << dimension;
    EXPECT_GT(*found.shared_variance, 0.8);
  }
}

TEST(Jury, JudgesWithUnrelatedErrorsCountInFull) {
  metrics::RatingTable judges;
  judges.num_raters = 2;
  const std::vector<double> first = {1, -1, 1, -1}, second = {1, 1, -1, -1};
  std::vector<std::optional<double>> people(4, 3.0);
  for (std::size_t i = 0; i < 4; ++i) {
    judges.ratings.push_back(3.0 + first[i]);
    judges.ratings.push_back(3.0 + second[i]);
  }
  const JurySize found = effective_jury(judges, people);
  EXPECT_EQ(*found.error_correlation, 0.0);
  EXPECT_EQ(*found.effective, 2.0);
  EXPECT_EQ(*found.shared_variance, 0.0);
  EXPECT_NEAR(effective_judges(6, 0.6), 1.5, 1e-12);
  EXPECT_NEAR(effective_judges(6, 1.0), 1.0, 1e-12);
}

TEST(Jury, SaysWhyThereIsNone) {
  metrics::RatingTable one;
  one.num_raters = 1;
  one.ratings = {1.0, 2.0};
  EXPECT_EQ(effective_jury(one, std::vector<std::optional<double>>(2, 1.0)).reason, "a jury has two judges or more");
  metrics::RatingTable two;
  two.num_raters = 2;
  two.ratings = {1.0, 2.0, 1.0, std::nullopt};
  EXPECT_EQ(effective_jury(two, std::vector<std::optional<double>>(2, 1.0)).effective, std::nullopt);
}

TEST(Jury, ACorrelationWithANoisyReferenceIsDisattenuated) {
  EXPECT_NEAR(*disattenuated(0.5, 0.64), 0.625, 1e-12);
  EXPECT_EQ(disattenuated(0.5, 0.0), std::nullopt);
  EXPECT_NEAR(reliability_of_mean(0.5, 3.0), 0.75, 1e-12);
  EXPECT_NEAR(reliability_of_mean(0.3, 1.0), 0.3, 1e-12);
}

}  // namespace
}  // namespace assay::raters
