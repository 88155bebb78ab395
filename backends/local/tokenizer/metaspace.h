#pragma once

#include <cstddef>
#include <string_view>

namespace assay::local {

/// U+2581, which stands for a space in SentencePiece vocabularies.
inline constexpr std::string_view kWordMark = "\xE2\x96\x81";

/// The end of the word that begins at `pos`: before the first word mark that follows something else than a word mark.
std::size_t next_word(std::string_view text, std::size_t pos);

}  // namespace assay::local
