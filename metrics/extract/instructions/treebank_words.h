#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// The tokens of one sentence as the Penn Treebank parts them: punctuation, clitics ("n't", "'s") and brackets apart.
/// Throws: Error(kData) where the text makes a rule backtrack without end.
/// Source: NLTKWordTokenizer of NLTK 3.10.
std::vector<std::string> treebank_words(std::string_view sentence);

/// The tokens of all sentences of a text (see `split_sentences`), as nltk.word_tokenize gives them.
std::vector<std::string> word_tokens(std::string_view text);

}  // namespace assay::metrics
