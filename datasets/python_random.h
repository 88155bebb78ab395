#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::datasets {

/// The pseudo-random numbers of Python's `random.Random(seed)`: MT19937, for draws that must equal another tool's.
/// Everything of assay's own draws from harness/core/random.h, where no draw depends on those before it.
/// Source: Matsumoto & Nishimura 1998; CPython 3.11, `random.seed`, `getrandbits`, `_randbelow` and `sample`.
class PythonRandom {
 public:
  explicit PythonRandom(std::uint64_t seed);

  /// The next `bits` random bits. Requires: 1 <= bits <= 32.
  std::uint32_t bits(int bits);
  /// A number below `n`. Requires: 1 <= n < 2^32.
  std::uint32_t below(std::uint32_t n);
  /// `random.sample(range(n), k)`. Requires: k <= n < 2^32.
  std::vector<std::size_t> sample(std::size_t n, std::size_t k);

 private:
  static constexpr std::size_t kSize = 624;

  void seed_by(std::uint32_t word);
  std::uint32_t next();
  void refill();

  std::array<std::uint32_t, kSize> state_{};
  std::size_t at_ = kSize;
};

}  // namespace assay::datasets
