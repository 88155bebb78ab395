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

/// The scanner that does what this regular expression of a tokenizer.json says, or nullopt.
std::optional<SplitPattern> known_pattern(std::string_view regex);

}  // namespace assay::local
