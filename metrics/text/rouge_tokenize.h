#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// The tokens that ROUGE compares: runs of a..z and 0..9 of the lower-cased text; with `use_stemmer` those longer than
/// three characters are stemmed. They are parts of `storage`. Requires: `storage` outlives the tokens.
/// Source: rouge-score 0.1.2.
std::vector<std::string_view> rouge_tokens(std::string_view text, bool use_stemmer, std::string& storage);

/// The sentences of a text, each a list of tokens as above: its lines, without those that have none.
std::vector<std::vector<std::string_view>> rouge_sentences(std::string_view text, bool use_stemmer,
                                                           std::string& storage);

}  // namespace assay::metrics
