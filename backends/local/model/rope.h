#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backends/local/model/model_config.h"

namespace assay::local {

/// Angle per position of each rotary pair: theta^(-2i/rotary_dim), scaled as the configuration says and divided by
/// `factors` [rotary_dim / 2] where they are not empty.
/// Source: Su et al. 2021 (arXiv:2104.09864), eq. 15; "llama3": Llama 3.1's published `apply_scaling`.
std::vector<double> rope_frequencies(const ModelConfig& config, std::span<const float> factors);

/// Cosine and sine of a position's angles, computed in double precision and rounded once.
/// Shapes: cos, sin [frequencies.size()].
void rope_angles(std::span<const double> frequencies, std::int64_t position, float* cos, float* sin);

}  // namespace assay::local
