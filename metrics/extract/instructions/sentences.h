#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// The English sentences of a text, by the algorithm of Punkt with hand-made tables of abbreviations and of words that begin
/// sentences in the place of trained ones: a full stop after an abbreviation, an initial or a number ends a sentence only
/// where the word after it says so. Invalid UTF-8 becomes U+FFFD.
/// Source: Kiss and Strunk (2006), Unsupervised Multilingual Sentence Boundary Detection; nltk.sent_tokenize of NLTK 3.10.
std::vector<std::string> split_sentences(std::string_view text);

/// How many sentences `split_sentences` gives.
std::size_t count_sentences(std::string_view text);

}  // namespace assay::metrics
