#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// The tokenizers of machine-translation metrics by their names in sacreBLEU:
/// - 13a: WMT's mteval-v13a, for Western languages; undoes four HTML entities;
/// - none: what white space separates;
/// - char: each character by itself;
/// - intl: mteval-v14's international one, which splits off punctuation and symbols of any script;
/// - zh: each Chinese character by itself, the rest as in 13a but for the entities.
inline constexpr std::array<std::string_view, 5> kMtTokenizers = {"13a", "none", "char", "intl", "zh"};

/// Appends the tokens of a text. They are parts of it or, where it had to be rewritten, of `storage`.
/// Requires: `name` is one of kMtTokenizers; what `text` points at, and `storage`, outlive the tokens.
/// Source: sacreBLEU 2.6.0, of which the outputs are reproduced.
void mt_tokens(std::string_view name, std::string_view text, std::string& storage,
               std::vector<std::string_view>& tokens);

/// The tokens with a space between any two; "none" leaves the text as it is.
std::string mt_tokenize(std::string_view name, std::string_view text);

}  // namespace assay::metrics
