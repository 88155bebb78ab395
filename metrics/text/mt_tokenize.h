#pragma once

#include <array>
#include <string>
#include <string_view>

namespace assay::metrics {

/// The tokenizers of machine-translation metrics. Each returns the text with spaces between the tokens; the tokens are
/// then what white space separates.
/// Source: sacreBLEU 2.6.0, of which the outputs are reproduced.

/// WMT's mteval-v13a: for Western languages; undoes four HTML entities.
std::string tokenize_13a(std::string_view text);

/// mteval-v14's international tokenizer: splits off punctuation and symbols of any script.
std::string tokenize_intl(std::string_view text);

/// Each character by itself.
std::string tokenize_char(std::string_view text);

/// Each Chinese character by itself, the rest as in 13a but for the entities.
std::string tokenize_zh(std::string_view text);

/// The tokenizers by their names in sacreBLEU, "none" included.
inline constexpr std::array<std::string_view, 5> kMtTokenizers = {"13a", "none", "char", "intl", "zh"};

/// Requires: `name` is one of kMtTokenizers.
std::string mt_tokenize(std::string_view name, std::string_view text);

}  // namespace assay::metrics
