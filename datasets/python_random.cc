#include "datasets/python_random.h"

#include <bit>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "harness/core/check.h"

namespace assay::datasets {

PythonRandom::PythonRandom(std::uint64_t seed) {
  // init_by_array of the seed's 32-bit words, the lowest first.
  std::vector<std::uint32_t> key{static_cast<std::uint32_t>(seed)};
  if (seed >> 32 != 0) key.push_back(static_cast<std::uint32_t>(seed >> 32));
  seed_by(19650218u);
  std::size_t i = 1, j = 0;
  for (std::size_t k = kSize; k > 0; --k) {
    state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * 1664525u)) + key[j] + static_cast<std::uint32_t>(j);
    if (++i >= kSize) {
      state_[0] = state_[kSize - 1];
      i = 1;
    }
    if (++j >= key.size()) j = 0;
  }
  for (std::size_t k = kSize - 1; k > 0; --k) {
    state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * 1566083941u)) - static_cast<std::uint32_t>(i);
    if (++i >= kSize) {
      state_[0] = state_[kSize - 1];
      i = 1;
    }
  }
  state_[0] = 0x80000000u;
}

void PythonRandom::seed_by(std::uint32_t word) {
  state_[0] = word;
  for (std::size_t i = 1; i < kSize; ++i)
    state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + static_cast<std::uint32_t>(i);
  at_ = kSize;
}

void PythonRandom::refill() {
  constexpr std::size_t kShift = 397;
  for (std::size_t i = 0; i < kSize; ++i) {
    const std::uint32_t y = (state_[i] & 0x80000000u) | (state_[(i + 1) % kSize] & 0x7fffffffu);
    state_[i] = state_[(i + kShift) % kSize] ^ (y >> 1) ^ ((y & 1u) != 0 ? 0x9908b0dfu : 0u);
  }
  at_ = 0;
}

std::uint32_t PythonRandom::next() {
  if (at_ == kSize) refill();
  std::uint32_t y = state_[at_++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

std::uint32_t PythonRandom::bits(int bits) {
  ASSAY_CHECK(bits >= 1 && bits <= 32);
  return next() >> (32 - bits);
}

std::uint32_t PythonRandom::below(std::uint32_t n) {
  ASSAY_CHECK(n >= 1);
  const int width = std::bit_width(n);
  std::uint32_t drawn = bits(width);
  while (drawn >= n) drawn = bits(width);
  return drawn;
}

std::vector<std::size_t> PythonRandom::sample(std::size_t n, std::size_t k) {
  ASSAY_CHECK(k <= n && n <= UINT32_MAX);
  std::vector<std::size_t> result(k);
  // Python keeps a list of all where that is smaller than a set of the chosen ones.
  std::size_t set_size = 21;
  if (k > 5)
    set_size += static_cast<std::size_t>(std::pow(4.0, std::ceil(std::log(3.0 * static_cast<double>(k)) / std::log(4.0))));
  if (n <= set_size) {
    std::vector<std::size_t> pool(n);
    std::iota(pool.begin(), pool.end(), std::size_t{0});
    for (std::size_t i = 0; i < k; ++i) {
      const std::size_t j = below(static_cast<std::uint32_t>(n - i));
      result[i] = pool[j];
      pool[j] = pool[n - i - 1];
    }
    return result;
  }
  std::unordered_set<std::size_t> chosen;
  for (std::size_t i = 0; i < k; ++i) {
    std::size_t j = below(static_cast<std::uint32_t>(n));
    while (!chosen.insert(j).second) j = below(static_cast<std::uint32_t>(n));
    result[i] = j;
  }
  return result;
}

}  // namespace assay::datasets
