#include "backends/local/model/rope.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::local {
namespace {

TEST(RopeFrequencies, AreAGeometricSeries) {
  ModelConfig config;
  config.rotary_dim = 8;
  config.rope_theta = 10000.0;
  const std::vector<double> frequencies = rope_frequencies(config, {});
  ASSERT_EQ(frequencies.size(), 4u);
  EXPECT_DOUBLE_EQ(frequencies[0], 1.0);
  EXPECT_NEAR(frequencies[1], 0.1, 1e-15);
  EXPECT_NEAR(frequencies[3], 0.001, 1e-15);
}

TEST(RopeFrequencies, ScalingAndFactorsDivide) {
  ModelConfig config;
  config.rotary_dim = 4;
  config.rope_scaling = {.kind = RopeScaling::Kind::kLinear, .factor = 4.0};
  const std::vector<float> factors = {1.0f, 2.0f};
  const std::vector<double> frequencies = rope_frequencies(config, factors);
  EXPECT_DOUBLE_EQ(frequencies[0], 0.25);
  EXPECT_NEAR(frequencies[1], 0.01 / 8.0, 1e-15);
}

TEST(RopeFrequencies, Llama3KeepsShortWavesAndStretchesLongOnes) {
  ModelConfig config;
  config.rotary_dim = 128;
  config.rope_theta = 500000.0;
  config.rope_scaling = {RopeScaling::Kind::kLlama3, 8.0, 1.0, 4.0, 8192.0};
  const std::vector<double> scaled = rope_frequencies(config, {});
  config.rope_scaling = {};
  const std::vector<double> plain = rope_frequencies(config, {});
  EXPECT_EQ(scaled[0], plain[0]);
  EXPECT_DOUBLE_EQ(scaled[63], plain[63] / 8.0);
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_LE(scaled[i], plain[i]);
    EXPECT_GE(scaled[i], plain[i] / 8.0 * (1.0 - 1e-12));
  }
}

TEST(RopeAngles, AreRoundedFromDoublePrecision) {
  const std::vector<double> frequencies = {1.0, 0.1};
  float cos[2], sin[2];
  rope_angles(frequencies, 5000, cos, sin);
  EXPECT_EQ(cos[0], static_cast<float>(std::cos(5000.0)));
  EXPECT_EQ(sin[1], static_cast<float>(std::sin(500.0)));
}

}  // namespace
}  // namespace assay::local
