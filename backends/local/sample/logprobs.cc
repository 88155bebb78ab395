#include "backends/local/sample/logprobs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/core/check.h"

namespace assay::local {

RowFacts scan_row(std::span<const float> logits) {
  ASSAY_CHECK(!logits.empty());
  RowFacts facts;
  // In blocks, so that the common case is a plain maximum without branches.
  constexpr std::size_t kBlock = 256;
  facts.max = -std::numeric_limits<float>::infinity();
  for (std::size_t begin = 0; begin < logits.size(); begin += kBlock) {
    const auto block = logits.subspan(begin, std::min(kBlock, logits.size() - begin));
    float largest = block[0];
    // x - x is 0 for every finite x and NaN for the others, and a NaN stays in a sum.
    float strange = 0.0f;
    for (const float x : block) {
      largest = x > largest ? x : largest;
      strange += x - x;
    }
    if (!(strange == 0.0f)) facts.finite = false;
    if (!(largest > facts.max)) continue;
    facts.max = largest;
    facts.argmax = static_cast<std::int32_t>(
        begin + static_cast<std::size_t>(std::find(block.begin(), block.end(), largest) - block.begin()));
  }
  return facts;
}

}  // namespace assay::local
