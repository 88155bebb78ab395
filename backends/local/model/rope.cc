#include "backends/local/model/rope.h"

#include <cmath>
#include <numbers>

namespace assay::local {
namespace {

// Wave lengths over original_context / low_freq_factor are stretched in full, those under original_context /
// high_freq_factor not at all.
double llama3_frequency(double frequency, const RopeScaling& scaling) {
  const double wave_length = 2.0 * std::numbers::pi / frequency;
  if (wave_length < scaling.original_context / scaling.high_freq_factor) return frequency;
  if (wave_length > scaling.original_context / scaling.low_freq_factor) return frequency / scaling.factor;
  const double kept = (scaling.original_context / wave_length - scaling.low_freq_factor) /
                      (scaling.high_freq_factor - scaling.low_freq_factor);
  return (1.0 - kept) * frequency / scaling.factor + kept * frequency;
}

}  // namespace

std::vector<double> rope_frequencies(const ModelConfig& config, std::span<const float> factors) {
  std::vector<double> frequencies(static_cast<std::size_t>(config.rotary_dim / 2));
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    double frequency =
        std::pow(config.rope_theta, -2.0 * static_cast<double>(i) / static_cast<double>(config.rotary_dim));
    if (config.rope_scaling.kind == RopeScaling::Kind::kLinear) frequency /= config.rope_scaling.factor;
    if (config.rope_scaling.kind == RopeScaling::Kind::kLlama3)
      frequency = llama3_frequency(frequency, config.rope_scaling);
    if (!factors.empty()) frequency /= static_cast<double>(factors[i]);
    frequencies[i] = frequency;
  }
  return frequencies;
}

void rope_angles(std::span<const double> frequencies, std::int64_t position, float* cos, float* sin) {
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    const double angle = static_cast<double>(position) * frequencies[i];
    cos[i] = static_cast<float>(std::cos(angle));
    sin[i] = static_cast<float>(std::sin(angle));
  }
}

}  // namespace assay::local
