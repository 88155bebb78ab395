#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace assay::local {

/// How a text is cut into pieces before byte-pair encoding: the published regular expressions of the model families, as
/// scanners that run in one pass.
enum class SplitPattern {
  kGpt2,    ///< contractions, letters, numbers, other signs, each with one leading space; white space
  kLlama3,  ///< contractions in any case, letters after one sign, up to three digits, signs with line ends
  kQwen2,   ///< as kLlama3, each digit by itself
};

/// The end of the piece that begins at `pos`. Bytes that are not UTF-8 count as signs. Requires: pos < text.size().
std::size_t piece_end(SplitPattern pattern, std::string_view text, std::size_t pos);

/// The last place at which `piece_end` ends a piece of `text` and would end it whatever followed the text, so that the pieces
/// up to there and those from there on are found independently; 0 where there is none that is sure. Calls `take(begin, end)`
/// for each piece before it.
template <class Take>
std::size_t sure_pieces(SplitPattern pattern, std::string_view text, const Take& take);

/// A byte of `text` behind which no piece that ends at or before it is looked for: see `sure_pieces`; 0 where there is none.
std::size_t guard_byte(std::string_view text);

/// The scanner that does what this regular expression of a tokenizer.json says, or nullopt.
std::optional<SplitPattern> known_pattern(std::string_view regex);

template <class Take>
std::size_t sure_pieces(SplitPattern pattern, std::string_view text, const Take& take) {
  const std::size_t guard = guard_byte(text);
  std::size_t pos = 0;
  while (pos < guard) {
    const std::size_t end = piece_end(pattern, text, pos);
    if (end > guard) break;
    take(pos, end);
    pos = end;
  }
  return pos;
}

}  // namespace assay::local
