#pragma once

#include <string>
#include <string_view>

namespace assay::metrics {

/// The stem of a lower-case word. Bytes other than a..z count as consonants.
/// Source: Porter 1980, "An algorithm for suffix stripping", with the extensions of NLTK's stemmer in its default mode,
/// which ROUGE uses: a table of irregular words, -ies and -ied after one letter, y -> i only after a consonant, and
/// the suffixes -bli, -fulli, -logi and -alli in step 2.
std::string porter_stem(std::string_view word);

}  // namespace assay::metrics
