#include "metrics/stats/confidence_sequence.h"

#include <gtest/gtest.h>


#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

/// Compares the numbered intervals of a vector.
void expect_sequence(const std::vector<Interval>& found, const Value& expected) {
  for (const auto& [t, interval] : expected.as_object()) {
    SCOPED_TRACE(t);
    const Interval& at = found[std::stoul(t) - 1];
    const double low = test::numbers(interval)[0], high = test::numbers(interval)[1];
    EXPECT_NEAR(at.low, low, 1e-9);
    EXPECT_NEAR(at.high, high, 1e-9);
  }
}

std::vector<Interval> intersected(const std::vector<Interval>& sequence) {
  std::vector<Interval> found;
  for (const auto& interval : running_intersection(sequence)) found.push_back(interval.value());
  return found;
}

TEST(ConfidenceSequence, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/confseq.json");
  const Value vectors = test::read_vectors(path);
  const std::vector<double> x = test::numbers(vectors, "x");
  const std::vector<double> shuffled = test::numbers(vectors, "shuffled_x");
  expect_sequence(hoeffding_sequence(x), *vectors.find("predmix_hoeffding_0.05"));
  expect_sequence(empirical_bernstein_sequence(x), *vectors.find("predmix_empbern_twosided_0.05"));
  expect_sequence(empirical_bernstein_sequence(shuffled), *vectors.find("shuffled_predmix_empbern_twosided_0.05"));
  // These are of the first 200 values, and intersected.
  expect_sequence(intersected(betting_sequence(std::span(x).first(200))),
                  *vectors.find("hedged_betting_0.05_breaks1000_first200"));
  expect_sequence(intersected(betting_sequence(std::span(shuffled).first(200))),
                  *vectors.find("shuffled_hedged_betting_0.05_breaks1000_first200"));
}

TEST(ConfidenceSequence, AFileInOrderOfDifficultyIsNotHeld) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/confseq.json");
  const Value vectors = test::read_vectors(path);
  const std::vector<double> x = test::numbers(vectors, "x");
  const std::vector<double> shuffled = test::numbers(vectors, "shuffled_x");
  double mean = 0.0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  // The easy samples come first: at the end the mean of all lies outside, and the intersection is empty.
  EXPECT_GT(empirical_bernstein_sequence(x).back().low, mean);
  EXPECT_FALSE(running_intersection(betting_sequence(x, {}, 200)).back().has_value());
  const auto held = running_intersection(empirical_bernstein_sequence(shuffled));
  ASSERT_TRUE(held.back().has_value());
  EXPECT_LT(held.back()->low, mean);
  EXPECT_GT(held.back()->high, mean);
}

TEST(ConfidenceSequence, RangesAreScaled) {
  const std::vector<double> x = {0.0, 1.0, 0.5, 1.0, 0.25}, scaled = {1.0, 5.0, 3.0, 5.0, 2.0};
  const SequenceOptions options{0.9, 1.0, 5.0};
  const SequenceOptions plain{0.9, 0.0, 1.0};
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(hoeffding_sequence(scaled, options)[i].low, 1 + 4 * hoeffding_sequence(x, plain)[i].low, 1e-12);
    EXPECT_NEAR(empirical_bernstein_sequence(scaled, options)[i].high,
                1 + 4 * empirical_bernstein_sequence(x, plain)[i].high, 1e-12);
    EXPECT_NEAR(betting_sequence(scaled, options)[i].high, 1 + 4 * betting_sequence(x, plain)[i].high, 1e-12);
  }
}

TEST(ConfidenceSequence, IntersectionNarrowsAndMayBecomeEmpty) {
  const std::vector<Interval> sequence = {{0.0, 1.0}, {0.2, 0.9}, {0.1, 0.5}, {0.6, 0.8}, {0.0, 1.0}};
  const auto found = running_intersection(sequence);
  EXPECT_EQ(found[2]->low, 0.2);
  EXPECT_EQ(found[2]->high, 0.5);
  EXPECT_FALSE(found[3].has_value());
  EXPECT_FALSE(found[4].has_value());
}

TEST(ConfidenceSequence, SurvivesConstantValues) {
  for (const double constant : {0.0, 1.0, 0.3}) {
    const std::vector<double> x(3000, constant);
    for (const auto& sequence : {hoeffding_sequence(x), empirical_bernstein_sequence(x), betting_sequence(x, {}, 50)}) {
      const Interval last = sequence.back();
      EXPECT_LE(last.low, constant);
      EXPECT_GE(last.high, constant);
      EXPECT_LT(last.high - last.low, 0.2);
    }
  }
  EXPECT_TRUE(betting_sequence({}).empty());
}

}  // namespace
}  // namespace assay::metrics
