#pragma once

#include <string>
#include <string_view>

namespace assay::metrics {

/// `porter_stem` of a lower-case word over its characters and not its bytes: each one beyond ASCII is one consonant, and two
/// in a row are a double one only where they are the same.
/// Source: NLTK 3.10's PorterStemmer, which sees a text as Python does.
std::string character_stem(std::string_view word);

}  // namespace assay::metrics
