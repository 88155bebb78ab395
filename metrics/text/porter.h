#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::metrics {

/// The stem of a lower-case word. Bytes other than a..z count as consonants.
/// Source: Porter 1980, "An algorithm for suffix stripping", with the extensions of NLTK's stemmer in its default mode,
/// which ROUGE uses: a table of irregular words, -ies and -ied after one letter, y -> i only after a consonant, and
/// the suffixes -bli, -fulli, -logi and -alli in step 2.
std::string porter_stem(std::string_view word);

/// The same at the word's own place, since no stem is longer than its word; returns the stem's size.
std::size_t porter_stem_in_place(char* word, std::size_t size);

}  // namespace assay::metrics
