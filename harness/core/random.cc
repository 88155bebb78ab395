#include "harness/core/random.h"

#include <string>

#include "harness/core/check.h"
#include "harness/core/hash.h"

namespace assay {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

std::uint64_t stream_seed(std::uint64_t run_seed, std::string_view purpose, std::string_view id, std::uint64_t index) {
  const std::string digest =
      Sha256().field(std::to_string(run_seed)).field(purpose).field(id).field(std::to_string(index)).hex();
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

std::uint32_t RandomStream::next_u32() {
  const std::uint64_t in_block = position_ % 4;
  if (in_block == 0 || position_ == 0 || block_ == std::array<std::uint32_t, 4>{}) {
    const std::uint64_t block = position_ / 4;
    block_ = philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), 0, 0},
                        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
  }
  ++position_;
  return block_[in_block];
}

std::uint64_t RandomStream::next_u64() {
  const std::uint64_t low = next_u32();
  return low | (static_cast<std::uint64_t>(next_u32()) << 32);
}

double RandomStream::uniform() { return static_cast<double>(next_u64() >> 11) * 0x1.0p-53; }

std::uint64_t RandomStream::below(std::uint64_t n) {
  ASSAY_CHECK(n > 0);
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
  std::uint64_t draw = next_u64();
  while (draw >= limit) draw = next_u64();
  return draw % n;
}

}  // namespace assay
