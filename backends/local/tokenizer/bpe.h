#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tokenizer/tokenizer.h"
#include "backends/local/tokenizer/vocab.h"

namespace assay::local {

/// Two neighbouring symbols that become one. The lowest rank goes first; of equal ranks the leftmost place.
struct Merge {
  TokenId left = 0;
  TokenId right = 0;
  TokenId result = 0;
  std::int32_t rank = 0;
};

/// What a byte-pair encoder is made of.
struct BpeParts {
  /// What a text is cut into before merging: bytes (byte-level models) or code points.
  enum class Unit { kByte, kCodePoint };
  Unit unit = Unit::kByte;
  /// Texts of the symbols (bytes where the unit is bytes). Ids at or over `vocab_size` are symbols that are no tokens
  /// themselves but can be merged into one.
  TextIndex symbols;
  int vocab_size = 0;
  std::vector<Merge> merges;
  /// The token of each byte ("<0x0A>"), used for a symbol that is no token; TextIndex::kNone where there is none.
  std::array<TokenId, 256> byte_tokens = no_byte_tokens();
  std::optional<TokenId> unk;  ///< for a symbol that is neither; without it such a symbol is left out
  bool fuse_unk = false;       ///< neighbouring unknown symbols give one `unk`
  bool ignore_merges = false;  ///< a piece that is a token is not taken apart
  std::string continuing_subword_prefix, end_of_word_suffix;

  static std::array<TokenId, 256> no_byte_tokens();
};

/// The byte-pair encoder: one piece of text to token ids.
/// It is O(n log n) in the length of a piece, and most pieces of real text cost one look-up, because it is worked out
/// beforehand which tokens are what their own text is encoded to.
/// Threads: const members are safe from several threads.
class Bpe {
 public:
  explicit Bpe(BpeParts parts);
  Bpe(Bpe&&) noexcept = default;
  Bpe& operator=(Bpe&&) noexcept = default;

  /// Appends the ids of `piece`. Requires: valid UTF-8 where the unit is code points.
  void encode(std::string_view piece, std::vector<TokenId>& out) const;
  /// Whether the byte by itself is a symbol; without one it can be encoded only as part of a token.
  bool knows_byte(char byte) const { return one_byte_[static_cast<unsigned char>(byte)] != TextIndex::kNone; }

 private:
  /// (left, right) -> (rank, result), open addressing.
  class PairTable {
   public:
    struct Entry {
      std::uint64_t key = ~std::uint64_t{0};
      std::int32_t rank = 0;
      TokenId result = 0;
    };
    explicit PairTable(const std::vector<Merge>& merges);
    const Entry* find(TokenId left, TokenId right) const;

   private:
    std::vector<Entry> entries_;
    int shift_ = 60;
  };

  void encode_word(std::string_view word, std::vector<TokenId>& out) const;
  void first_symbols(std::string_view piece, std::vector<TokenId>& symbols) const;
  void unknown_symbol(std::string_view symbol, bool& pending_unk, std::vector<TokenId>& symbols) const;
  bool append_bytes(std::string_view symbol, std::vector<TokenId>& out) const;
  void merge_short(std::vector<TokenId>& symbols) const;
  void merge_long(std::vector<TokenId>& symbols) const;
  void append_tokens(std::span<const TokenId> symbols, std::vector<TokenId>& out) const;
  bool may_cut_at_word_marks() const;
  void find_whole_tokens();

  BpeParts parts_;
  PairTable pairs_;
  std::array<TokenId, 256> one_byte_;      // symbols of one byte, without a hash
  std::vector<bool> whole_;                // by id: the token's text is encoded to the token itself
  std::vector<std::string> texts_beyond_;  // of the symbols that are no tokens, from vocab_size on
  bool cut_at_word_marks_ = false;
};

}  // namespace assay::local
