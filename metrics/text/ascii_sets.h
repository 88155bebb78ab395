#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace assay::metrics {

/// Python's string.punctuation: the ASCII punctuation and symbols.
constexpr bool is_ascii_punctuation(char32_t c) {
  return (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
}

/// Python's string.digits.
constexpr bool is_ascii_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// The text without the bytes that `drop` names. Requires: `drop` is false for bytes over 0x7F.
template <class Predicate>
std::string without(std::string_view text, Predicate drop) {
  std::string kept;
  kept.reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
               [&](char c) { return !drop(static_cast<unsigned char>(c)); });
  return kept;
}

}  // namespace assay::metrics
