#pragma once

#include <string_view>

namespace assay::metrics {

/// Whether a word is an abbreviation, given in lower case without its last full stop ("dr", "u.s").
bool is_sentence_abbreviation(std::string_view lowercase);

/// What a capitalised word says of the place where it stands.
enum class CapitalisedWord {
  kName,     ///< may be a name: it is no evidence of a beginning, and after an initial it is a surname
  kWord,     ///< an ordinary word that is also a part of names: evidence of a beginning after an initial only
  kStarter,  ///< begins a sentence, even after an abbreviation
};

/// The kind of a word, given in lower case.
CapitalisedWord capitalised_word(std::string_view lowercase);

}  // namespace assay::metrics
