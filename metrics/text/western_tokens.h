#pragma once

#include <string_view>
#include <vector>

namespace assay::metrics {

/// The variants of `western_tokens`.
struct WesternRules {
  bool padded = true;       ///< the text counts as between two spaces
  bool possessive = false;  ///< 's at the end of a word is split off
  /// Which characters beyond ASCII are tokens by themselves; none where it is null.
  bool (*stands_alone)(char32_t c) = nullptr;
};

/// Appends the tokens of a text as mteval-v13a and tercom have them for Western languages: ASCII punctuation is split
/// off, but for apostrophes, hyphens that follow no digit, and full stops and commas between digits.
/// Requires: what `text` points at outlives the tokens.
/// Source: sacreBLEU 2.6.0, of which the outputs are reproduced.
void western_tokens(std::string_view text, const WesternRules& rules, std::vector<std::string_view>& tokens);

}  // namespace assay::metrics
