#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace assay::json {

/// How many of the eight bytes at `bytes` lie before the first that JSON does not write as it is, or that is not ASCII: a
/// control character, a quotation mark, a backslash, or 0x80 and over. The tricks are those for zero bytes in a word: a
/// borrow can only mark a byte behind one that is marked rightly.
inline int plain_bytes(const char* bytes) {
  static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest of the word");
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, 8);
  const auto is_zero = [](std::uint64_t w) { return (w - kOnes) & ~w; };
  const std::uint64_t is_control = (word - kOnes * 0x20) & ~word;
  const std::uint64_t marked = (word | is_control | is_zero(word ^ (kOnes * '"')) | is_zero(word ^ (kOnes * '\\'))) & kHighs;
  return std::countr_zero(marked) / 8;
}

}  // namespace assay::json
