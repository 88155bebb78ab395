#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// Appends the words of a text, which are what Python's str.split() gives. Requires: what `text` points at outlives them.
void split_words(std::string_view text, std::vector<std::string_view>& words);

/// The words with a space between any two.
std::string joined(std::span<const std::string_view> words);

/// Every occurrence of `from` replaced, from left to right. Requires: `from` is not empty.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

/// The text with &quot; &amp; &lt; and &gt; undone, in this order.
std::string without_entities(std::string_view text);

/// Whether a byte may begin white space beyond ASCII, so that the others need not be decoded.
constexpr bool may_begin_space(unsigned char byte) {
  return byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3;
}

}  // namespace assay::metrics
