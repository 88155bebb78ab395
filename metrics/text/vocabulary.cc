#include "metrics/text/vocabulary.h"

#include <cstring>
#include <string>

namespace assay::metrics {
namespace {

template <class Word>
std::uint64_t load(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

/// Eight bytes at a time; the last ones overlap with those before.
std::uint32_t hash_of(std::string_view text) {
  constexpr std::uint64_t kFactor = 0xD6E8FEB86659FD93U;
  const char* at = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = size;
  if (size > 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      hash = (hash ^ load<std::uint64_t>(at + i)) * kFactor;
      hash ^= hash >> 32;
    }
    hash ^= load<std::uint64_t>(at + size - 8);
  } else if (size >= 4) {
    hash ^= (load<std::uint32_t>(at) << 32 | load<std::uint32_t>(at + size - 4)) + (hash << 61);
  } else if (size > 0) {
    hash ^= load<std::uint8_t>(at) << 24 | load<std::uint8_t>(at + size / 2) << 16 | load<std::uint8_t>(at + size - 1) << 8;
  }
  return static_cast<std::uint32_t>(mixed_bits(hash));
}

}  // namespace

std::uint32_t Vocabulary::number(std::string_view text) {
  const std::uint32_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.number_plus_one == 0) {
      slot = {hash, size() + 1};
      texts_.push_back(text);
      const std::uint32_t number = slot.number_plus_one - 1;
      if (2 * texts_.size() > slots_.size()) grow();
      return number;
    }
    if (slot.hash == hash && texts_[slot.number_plus_one - 1] == text) return slot.number_plus_one - 1;
  }
}

void Vocabulary::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number_plus_one == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number_plus_one != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace assay::metrics
