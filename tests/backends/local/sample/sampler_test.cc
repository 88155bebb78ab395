#include "backends/local/sample/sampler.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace assay::local {
namespace {

const std::vector<float> kLogits = {std::log(0.1f), std::log(0.4f), std::log(0.05f), std::log(0.25f), std::log(0.2f)};

std::map<std::int32_t, double> shares(const DrawSettings& settings, const std::vector<float>& logits,
                                      const std::vector<std::int32_t>& before = {}) {
  const Sampler sampler(settings);
  std::map<std::int32_t, double> out;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) out[sampler.draw(logits, before, static_cast<std::uint64_t>(i))] += 1.0 / kDraws;
  return out;
}

TEST(Sampler, GreedyTakesTheLowestIdAmongEquals) {
  const std::vector<float> logits = {1.0f, 3.0f, 2.0f, 3.0f};
  EXPECT_EQ(Sampler({}).draw(logits, {}, 0), 1);
}

TEST(Sampler, TemperatureOneDrawsTheModelsProbabilities) {
  auto drawn = shares({.temperature = 1.0, .seed = 5}, kLogits);
  // 5 standard errors of a share of 0.4 in 20000 draws are 0.017.
  EXPECT_NEAR(drawn[0], 0.1, 0.017);
  EXPECT_NEAR(drawn[1], 0.4, 0.017);
  EXPECT_NEAR(drawn[2], 0.05, 0.017);
  EXPECT_NEAR(drawn[3], 0.25, 0.017);
  EXPECT_NEAR(drawn[4], 0.2, 0.017);
}

TEST(Sampler, TemperatureTwoTakesTheSquareRootOfProbabilities) {
  const std::vector<float> logits = {std::log(0.9f), std::log(0.1f)};
  auto drawn = shares({.temperature = 2.0, .seed = 6}, logits);
  EXPECT_NEAR(drawn[1], std::sqrt(0.1) / (std::sqrt(0.1) + std::sqrt(0.9)), 0.016);
}

TEST(Sampler, TopKKeepsTheMostProbable) {
  auto drawn = shares({.temperature = 1.0, .top_k = 2, .seed = 7}, kLogits);
  EXPECT_EQ(drawn.size(), 2u);
  EXPECT_NEAR(drawn[1], 0.4 / 0.65, 0.017);
  EXPECT_NEAR(drawn[3], 0.25 / 0.65, 0.017);
}

TEST(Sampler, TopKOfEqualsKeepsTheLowerId) {
  const std::vector<float> logits = {0.0f, 1.0f, 1.0f, 1.0f};
  auto drawn = shares({.temperature = 1.0, .top_k = 2, .seed = 7}, logits);
  EXPECT_EQ(drawn.count(1), 1u);
  EXPECT_EQ(drawn.count(2), 1u);
  EXPECT_EQ(drawn.size(), 2u);
}

TEST(Sampler, TopPKeepsTheFewestThatReachIt) {
  auto drawn = shares({.temperature = 1.0, .top_p = 0.6, .seed = 8}, kLogits);  // 0.4 + 0.25 >= 0.6
  EXPECT_EQ(drawn.size(), 2u);
  EXPECT_NEAR(drawn[1], 0.4 / 0.65, 0.017);
}

TEST(Sampler, TopPOverALargeVocabularyKeepsTheRightTail) {
  // 2000 equal tokens: the first 1000 by id reach one half.
  const std::vector<float> logits(2000, 0.0f);
  const Sampler sampler({.temperature = 1.0, .top_p = 0.5, .seed = 9});
  std::int32_t largest = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) largest = std::max(largest, sampler.draw(logits, {}, i));
  EXPECT_LT(largest, 1000);
  EXPECT_GT(largest, 950);
}

TEST(Sampler, MinPDropsWhatIsFarBelowTheBest) {
  auto drawn = shares({.temperature = 1.0, .min_p = 0.45, .seed = 10}, kLogits);  // keeps 0.4, 0.25, 0.2
  EXPECT_EQ(drawn.size(), 3u);
  EXPECT_EQ(drawn.count(0), 0u);
  EXPECT_EQ(drawn.count(2), 0u);
}

TEST(Sampler, RepetitionPenaltyLowersLogitsOfEitherSignOnce) {
  const std::vector<float> logits = {2.0f, 1.5f, -1.0f, -1.2f};
  const std::vector<std::int32_t> before = {0, 0};
  EXPECT_EQ(Sampler({.repetition_penalty = 1.2}).draw(logits, before, 0), 0);  // 2 / 1.2 = 1.67, once
  EXPECT_EQ(Sampler({.repetition_penalty = 1.5}).draw(logits, before, 0), 1);
  const std::vector<float> negative = {-1.0f, -1.2f};
  EXPECT_EQ(Sampler({.repetition_penalty = 1.5}).draw(negative, before, 0), 1);
}

TEST(Sampler, ADrawDependsOnSeedAndIndexAlone) {
  const Sampler sampler({.temperature = 1.0, .seed = 42});
  std::vector<std::int32_t> forward, backward(50);
  for (std::uint64_t i = 0; i < 50; ++i) forward.push_back(sampler.draw(kLogits, {}, i));
  for (std::uint64_t i = 50; i-- > 0;) backward[i] = Sampler({.temperature = 1.0, .seed = 42}).draw(kLogits, {}, i);
  EXPECT_EQ(forward, backward);
  std::vector<std::int32_t> other;
  for (std::uint64_t i = 0; i < 50; ++i)
    other.push_back(Sampler({.temperature = 1.0, .seed = 43}).draw(kLogits, {}, i));
  EXPECT_NE(forward, other);
}

}  // namespace
}  // namespace assay::local
