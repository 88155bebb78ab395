#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/local/tokenizer/tokenizer.h"

namespace assay::local {

/// A token that is found in a text before the text is cut into pieces.
struct AddedToken {
  std::string content;
  TokenId id = 0;
  bool special = false;      ///< found only where special tokens are parsed; left out of decoded text
  bool normalized = false;   ///< looked for in the normalised text, not in the text as it is
  bool single_word = false;  ///< not inside a word
  bool lstrip = false;       ///< takes the white space before it
  bool rstrip = false;       ///< takes the white space after it
};

/// Finds added tokens in a text: the leftmost, of those the longest.
/// Threads: const members are safe from several threads.
/// Source: the behaviour of the HuggingFace tokenizers library's AddedVocabulary.
class AddedTokens {
 public:
  /// A stretch of a text: the token `id`, or plain text where `id` is negative.
  struct Part {
    std::string_view text;
    TokenId id = -1;
  };

  AddedTokens() = default;
  explicit AddedTokens(std::vector<AddedToken> tokens);

  /// The whole text as parts in order. Special tokens are plain text unless `with_special`.
  std::vector<Part> split(std::string_view text, bool with_special) const;
  /// Whether a token that is looked for may begin somewhere in `text`: no, or perhaps.
  bool may_begin_in(std::string_view text, bool with_special) const;
  bool empty() const { return tokens_.empty(); }

 private:
  struct Node {
    std::vector<std::pair<unsigned char, int>> children;
    int token = -1;
  };
  int child(int node, unsigned char byte) const;
  /// The longest token that begins at `pos`: its index and the end of the match, or -1.
  int match_at(std::string_view text, std::size_t pos, std::size_t& end) const;

  std::vector<AddedToken> tokens_;
  std::vector<Node> nodes_;
  std::array<bool, 256> may_begin_{};        // any token
  std::array<bool, 256> plain_may_begin_{};  // one that is not special
};

}  // namespace assay::local
