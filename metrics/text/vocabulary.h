#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// Numbers for texts: equal texts have equal numbers, from 0 in order of arrival.
/// Requires: what the views point at outlives this object.
class Vocabulary {
 public:
  Vocabulary() : slots_(kFirstSize) {}

  std::uint32_t number(std::string_view text);
  template <class Text>
  std::vector<std::uint32_t> numbers(const std::vector<Text>& texts) {
    std::vector<std::uint32_t> found;
    found.reserve(texts.size());
    for (const Text& text : texts) found.push_back(number(text));
    return found;
  }
  template <class Text>
  std::vector<std::uint32_t> numbers(std::vector<Text>&& texts) = delete;  // they would not outlive it
  /// How many different texts there were.
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }

 private:
  static constexpr std::size_t kFirstSize = 128;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number_plus_one = 0;  ///< 0 where there is none
  };

  void grow();

  std::vector<Slot> slots_;  ///< an open hash table
  std::vector<std::string_view> texts_;
};

/// Spreads the bits of a key, so that no text can aim at one slot of a table.
/// Source: Steele, Lea & Flood 2014, the finaliser of SplitMix64.
constexpr std::uint64_t mixed_bits(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

}  // namespace assay::metrics
