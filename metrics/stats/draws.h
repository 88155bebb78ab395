#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::metrics {

/// A cheap stream of random numbers for resampling: number `i` of a key is a pure function of both, so replicates can
/// be shared out over threads in any way. Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number
/// generators" (SplitMix64), used as a counter-based generator. Threads: not shared; copies are independent.
class Draws {
 public:
  /// The stream of one replicate. `base` comes from `draw_base`.
  Draws(std::uint64_t base, std::uint64_t replicate) : key_(mixed(base + replicate * 0xD1342543DE82EF95U)) {}

  std::uint64_t next() { return mixed(key_ + kStep * counter_++); }
  /// Uniform in [0, 1) with 53 random bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// Calls use(index) for `count` draws that are uniform in 0..n-1, without bias. Requires: 0 < n < 2^32.
  /// Source: Lemire 2019, "Fast random integer generation in an interval", algorithm 5.
  template <class Use>
  void indices(std::size_t n, std::size_t count, Use use) {
    const std::uint32_t bound = static_cast<std::uint32_t>(n);
    const std::uint32_t threshold = (0U - bound) % bound;
    const auto use_half = [&](std::uint32_t half) {
      std::uint64_t product = std::uint64_t{half} * bound;
      while (static_cast<std::uint32_t>(product) < threshold)
        [[unlikely]] product = (mixed(key_ + kStep * --spare_) >> 32) * bound;
      use(static_cast<std::size_t>(product >> 32));
    };
    std::size_t i = 0;
    for (; i + 1 < count; i += 2) {
      const std::uint64_t both = next();
      use_half(static_cast<std::uint32_t>(both));
      use_half(static_cast<std::uint32_t>(both >> 32));
    }
    if (i < count) use_half(static_cast<std::uint32_t>(next()));
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;

  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

  std::uint64_t key_;
  std::uint64_t counter_ = 0;
  std::uint64_t spare_ = 0;  // counts down from the other end, for the rare draw that is rejected
};

/// The base of all streams of one purpose ("bootstrap", "randomization") under a seed.
std::uint64_t draw_base(std::uint64_t seed, const char* purpose);

}  // namespace assay::metrics
