#include "raters/calibrate/human_ceiling.h"

#include <gtest/gtest.h>

#include "metrics/stats/correlation.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::raters {
namespace {

struct SummEvalRatings {
  metrics::RatingTable people;
  std::vector<std::optional<double>> judge;

  SummEvalRatings(const std::vector<std::vector<std::string>>& lines, const std::string& dimension) {
    people.num_raters = 3;
    for (const auto& line : lines) {
      if (line[2] != dimension) continue;
      for (std::size_t expert = 3; expert < 6; ++expert) people.ratings.push_back(std::stod(line[expert]));
      judge.push_back(line[6].empty() ? std::nullopt : std::optional(std::stod(line[6])));
    }
  }
};

metrics::BootstrapOptions quick() {
  metrics::BootstrapOptions options;
  options.replicates = 40;
  return options;
}

TEST(HumanCeilingSlow, EqualsTheReferenceVectorsOfSummEval) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_expert3_llm6.csv.gz");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  for (const char* dimension : {"coherence", "consistency", "fluency", "relevance"}) {
    const SummEvalRatings ratings(lines, dimension);
    const HumanCeiling found = human_ceiling(ratings.people, {}, metrics::spearman, Reference::kMean, quick());
    const auto expected =
        test::numbers(*vectors.find("results")->find("summeval")->find(dimension), "human_loo_spearman");
    for (std::size_t h = 0; h < 3; ++h) EXPECT_NEAR(*found.people[h], expected[h], 1e-9) << dimension;
    EXPECT_LT(found.ceiling_interval->low, *found.ceiling);
    EXPECT_GT(found.ceiling_interval->high, *found.ceiling);
    EXPECT_EQ(found.overlap, 1600U);
    EXPECT_TRUE(found.judge.empty());
  }
}

TEST(HumanCeilingSlow, TheJudgeHasTheSameReferenceAsThePersonItStandsInFor) {
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_expert3_llm6.csv.gz");
  const SummEvalRatings ratings(test::read_csv(data), "coherence");
  std::vector<std::uint32_t> documents;
  for (std::uint32_t i = 0; i < 1600; ++i) documents.push_back(i / 16);
  const HumanCeiling found =
      human_ceiling(ratings.people, ratings.judge, metrics::spearman, Reference::kMean, quick(), documents);
  std::vector<double> judged, reference;
  for (std::size_t i = 0; i < 1600; ++i) {
    judged.push_back(*ratings.judge[i]);
    reference.push_back(0.5 * (*ratings.people.item(i)[1] + *ratings.people.item(i)[2]));
  }
  EXPECT_NEAR(*found.judge[0], *metrics::spearman(judged, reference), 1e-12);
  EXPECT_NEAR(*found.share, *found.judge_mean / *found.ceiling, 1e-12);
  EXPECT_LT(found.difference_interval->high, 0.0);
}

TEST(HumanCeiling, AMajorityWithoutAWinnerIsNoReference) {
  metrics::RatingTable people;
  people.num_raters = 3;
  // On the first item the other two differ for every person; on the second they agree for the first person only.
  people.ratings = {0.0, 1.0, 2.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0};
  const auto share = [](std::span<const double> rating, std::span<const double> reference) {
    double same = 0.0;
    for (std::size_t i = 0; i < rating.size(); ++i) same += rating[i] == reference[i] ? 1.0 : 0.0;
    return std::optional(same / static_cast<double>(rating.size()));
  };
  const HumanCeiling found = human_ceiling(people, {}, share, Reference::kMajority, quick());
  EXPECT_EQ(*found.people[0], 0.5);
  EXPECT_EQ(*found.people[1], 1.0);
  EXPECT_EQ(*found.people[2], 1.0);
}

TEST(HumanCeiling, SaysWhyThereIsNone) {
  metrics::RatingTable people;
  people.num_raters = 2;
  people.ratings = {1.0, std::nullopt, std::nullopt, 2.0};
  EXPECT_EQ(human_ceiling(people, {}, metrics::spearman).reason, "no item was rated by two people");
  people.ratings = {1.0, 1.0, 1.0, 2.0};
  const HumanCeiling constant = human_ceiling(people, {}, metrics::spearman);
  EXPECT_EQ(constant.ceiling, std::nullopt);
  EXPECT_EQ(constant.reason, "the statistic is undefined for every person");
  EXPECT_EQ(constant.overlap, 2U);
}

}  // namespace
}  // namespace assay::raters
