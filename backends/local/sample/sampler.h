#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::local {

/// How the next token is drawn. The steps come in the order of the fields, as in HuggingFace's `generate`.
struct DrawSettings {
  double repetition_penalty =
      1.0;                   ///< 1: off; logits of tokens seen before are divided by it (multiplied where negative)
  double temperature = 0.0;  ///< 0: the most probable token, lowest id among equals; what follows changes nothing
  int top_k = 0;             ///< 0: off; keep the k most probable, lower ids first among equals
  double top_p = 1.0;        ///< 1: off; keep the fewest most probable whose probabilities reach p
  double min_p = 0.0;        ///< 0: off; drop what is less probable than min_p times the most probable
  std::uint64_t seed = 0;
};

/// Draws tokens. A draw is a pure function of the logits, the tokens before, the seed and the token's index: no order
/// of requests and no batch changes it. Threads: const members are safe from several threads. Source: Keskar et al.
/// 2019 (arXiv:1909.05858), section 4.1 (penalty); Fan et al. 2018 (arXiv:1805.04833) (top-k); Holtzman et al. 2020
/// (arXiv:1904.09751) (top-p); Nguyen et al. 2024 (arXiv:2407.01082) (min-p).
class Sampler {
 public:
  explicit Sampler(DrawSettings settings) : settings_(settings) {}

  /// The token at place `index` (0 is the first generated one). `before` are all tokens of the sequence so far, prompt
  /// included. Requires: logits are finite and not empty; ids in `before` are inside them.
  std::int32_t draw(std::span<const float> logits, std::span<const std::int32_t> before, std::uint64_t index) const;

 private:
  DrawSettings settings_;
};

}  // namespace assay::local
