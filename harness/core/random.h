#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay {

/// One block of the Philox4x32-10 counter-based generator.
/// Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 4.3.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// A 64-bit seed that names one stream: the same parts give the same stream in any order, resume, shard or batch.
std::uint64_t stream_seed(std::uint64_t run_seed, std::string_view purpose, std::string_view id, std::uint64_t index);

/// A stream of random numbers that is a pure function of its seed and the position in it.
/// Threads: not shared; copies are independent.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed, std::uint64_t position = 0) : seed_(seed), position_(position) {}

  std::uint32_t next_u32();
  std::uint64_t next_u64();
  /// Uniform in [0, 1) with 53 random bits.
  double uniform();
  /// Uniform in 0..n-1 without bias. Requires: n > 0.
  std::uint64_t below(std::uint64_t n);

 private:
  std::uint64_t seed_;
  std::uint64_t position_;  // in 32-bit numbers
  std::array<std::uint32_t, 4> block_{};
};

}  // namespace assay
