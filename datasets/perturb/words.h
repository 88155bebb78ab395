#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// A run of white space, or a run of anything else.
struct Word {
  std::string_view text;
  bool is_space = false;
  bool is_code = false;  ///< inside ``` fences or `back quotes`, or of a line in a fence
};

/// All of a text in order; the parts joined are the text.
std::vector<Word> split_words(std::string_view text);

/// A word in lower case without the punctuation at its ends.
std::string bare_word(std::string_view word);

/// Whether a word must stay as it is: it has a digit, is a choice's letter ("A", "(b)", "C."), is code, an address, a
/// name with an underscore or a brace, or is one of `targets` (bare words, sorted).
bool is_protected(const Word& word, std::span<const std::string> targets);

/// The text with every word that may be changed replaced by `change(word)`; `changed` becomes true where one differs.
std::string change_words(std::string_view text, std::span<const std::string> targets,
                         const std::function<std::string(std::string_view)>& change, bool& changed);

}  // namespace assay::datasets
