#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// What becomes of punctuation: string.punctuation of Python in ASCII, the categories P* beyond.
enum class Punctuation {
  kDelete,  ///< removed, "don't" is "dont": the decontamination of GPT-3 and lm-evaluation-harness
  kSplit,   ///< taken as white space, "don't" is "don", "t": HELM
  kKeep,
};

/// What two texts may differ in and still be the same words.
struct WordOptions {
  bool fold_case = true;
  Punctuation punctuation = Punctuation::kDelete;
};

/// Hands on the words of a text in order, each with the byte at which it begins: normalised to NFC, then folded as the
/// options say, split at white space. A Han or kana character is a word by itself, for those scripts have no spaces.
/// Bytes that are not UTF-8 become U+FFFD. The view is valid during the call only.
void for_each_word(std::string_view text, const WordOptions& options,
                   const std::function<void(std::string_view word, std::size_t offset)>& each);

/// All words of a text.
std::vector<std::string> words_of(std::string_view text, const WordOptions& options);

/// The choice named "delete", "split" or "keep". Throws: Error(kUsage) for another name.
Punctuation parse_punctuation(std::string_view name);

}  // namespace assay::datasets
