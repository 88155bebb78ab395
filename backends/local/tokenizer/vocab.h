#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tokenizer/tokenizer.h"

namespace assay::local {

/// A hash table from text to token id, with all texts in one buffer.
/// Threads: const members are safe from several threads.
class TextIndex {
 public:
  static constexpr TokenId kNone = -1;

  /// Adds a text. Returns `id`, or the id that the text already has (which stays).
  TokenId insert(std::string_view text, TokenId id);
  /// The id of a text, or kNone.
  TokenId find(std::string_view text) const;
  std::size_t size() const { return size_; }
  /// The bytes of the longest text.
  std::size_t longest() const { return longest_; }
  /// Calls `take(text, id)` for every text, in no particular order.
  template <class Take>
  void for_each(Take take) const {
    for (const Slot& slot : slots_)
      if (slot.id != kNone) take(std::string_view(texts_).substr(slot.offset, slot.length), slot.id);
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t length = 0;
    std::size_t offset = 0;
    TokenId id = kNone;
  };
  void grow();
  std::size_t slot_of(std::string_view text, std::uint32_t hash) const;

  std::vector<Slot> slots_;
  std::string texts_;
  std::size_t size_ = 0;
  std::size_t longest_ = 0;
};

/// The tokens of a model by id and by text. Ids may have holes, whose text is empty and is not found.
/// Threads: const members are safe from several threads.
class Vocab {
 public:
  /// Sets the text of an id.
  /// Throws: Error(kRuntime) that names `where` for an id that is negative, far beyond the number of tokens or taken,
  /// and for a text that another id has.
  void add(std::string_view text, std::int64_t id, std::string_view where);

  std::optional<TokenId> find(std::string_view text) const;
  /// The text of an id; empty for one that is no token.
  std::string_view text(TokenId id) const;
  bool has(TokenId id) const;
  /// The highest id plus one.
  int size() const { return static_cast<int>(texts_.size()); }

 private:
  std::vector<std::string> texts_;
  std::vector<bool> taken_;
  TextIndex index_;
};

}  // namespace assay::local
