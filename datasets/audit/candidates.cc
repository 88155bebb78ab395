#include "datasets/audit/candidates.h"

#include <algorithm>

namespace assay::datasets {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

void sort_unique(std::vector<Pair>& pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

}  // namespace

Candidates find_candidates(std::span<const std::uint32_t> keys, int bands, std::span<const std::uint32_t> rows,
                           const CandidateLimits& limits,
                           const std::function<bool(std::uint32_t, std::uint32_t)>& accept) {
  Candidates found;
  std::vector<Pair> in_band;  // key, row
  const auto width = static_cast<std::size_t>(bands);
  std::size_t sorted = 0;  // pairs at the last sort
  const auto add = [&](std::uint32_t a, std::uint32_t b) {
    if (a > b) std::swap(a, b);
    if (accept(a, b)) found.pairs.emplace_back(a, b);
    // The same pair comes from many bands: fold repeats before the limit is held against them.
    if (found.pairs.size() < std::max(limits.pairs + 1, 2 * sorted)) return;
    sort_unique(found.pairs);
    sorted = found.pairs.size();
    if (sorted > limits.pairs) found.complete = false;
  };
  for (std::size_t band = 0; band < width && found.complete; ++band) {
    in_band.clear();
    for (const std::uint32_t row : rows) in_band.emplace_back(keys[row * width + band], row);
    std::sort(in_band.begin(), in_band.end());
    for (std::size_t from = 0; from < in_band.size() && found.complete;) {
      std::size_t to = from + 1;
      while (to < in_band.size() && in_band[to].first == in_band[from].first) ++to;
      const bool cut = to - from > limits.bucket;
      found.cut_buckets += cut ? 1 : 0;
      const std::size_t half = std::max<std::size_t>(1, limits.bucket / 2);
      for (std::size_t i = from + 1; i < to && found.complete; ++i) {
        const std::size_t first_end = cut ? std::min(i, from + half) : i;
        for (std::size_t j = from; j < first_end && found.complete; ++j) add(in_band[j].second, in_band[i].second);
        const std::size_t near = i - from > half ? i - half : from;
        for (std::size_t j = std::max(near, first_end); j < i && found.complete; ++j)
          add(in_band[j].second, in_band[i].second);
      }
      from = to;
    }
  }
  sort_unique(found.pairs);
  if (found.pairs.size() > limits.pairs) {
    found.pairs.resize(limits.pairs);
    found.complete = false;
  }
  return found;
}

}  // namespace assay::datasets
