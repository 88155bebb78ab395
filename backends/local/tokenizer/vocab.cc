#include "backends/local/tokenizer/vocab.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "harness/core/error.h"

namespace assay::local {
namespace {

// Ids may have holes, but a file of a few bytes must not make us allocate a table of two billion tokens.
constexpr std::int64_t kMaxHoles = 1 << 20;

std::uint32_t hash_of(std::string_view text) {
  const std::size_t hash = std::hash<std::string_view>{}(text);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace

std::size_t TextIndex::slot_of(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].id != kNone) {
    const Slot& slot = slots_[at];
    if (slot.hash == hash && std::string_view(texts_).substr(slot.offset, slot.length) == text) break;
    at = (at + 1) & mask;
  }
  return at;
}

void TextIndex::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_.assign(std::max<std::size_t>(64, old.size() * 2), Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id == kNone) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].id != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

TokenId TextIndex::insert(std::string_view text, TokenId id) {
  if (size_ * 2 >= slots_.size()) grow();
  const std::uint32_t hash = hash_of(text);
  Slot& slot = slots_[slot_of(text, hash)];
  if (slot.id != kNone) return slot.id;
  slot = {hash, static_cast<std::uint32_t>(text.size()), texts_.size(), id};
  texts_ += text;
  ++size_;
  longest_ = std::max(longest_, text.size());
  return id;
}

TokenId TextIndex::find(std::string_view text) const {
  if (size_ == 0 || text.size() > longest_) return kNone;
  return slots_[slot_of(text, hash_of(text))].id;
}

void Vocab::add(std::string_view text, std::int64_t id, std::string_view where) {
  const auto limit = static_cast<std::int64_t>(index_.size()) + kMaxHoles;
  if (id < 0 || id > limit)
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: token '{}' has id {}, outside 0..{}", where, text.substr(0, 60), id, limit));
  const auto place = static_cast<std::size_t>(id);
  if (place < taken_.size() && taken_[place])
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: tokens '{}' and '{}' both have id {}", where, texts_[place], text.substr(0, 60), id));
  const TokenId there = index_.insert(text, static_cast<TokenId>(id));
  if (there != id)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: token '{}' is listed twice, as id {} and as id {}", where,
                                                 text.substr(0, 60), there, id));
  if (place >= texts_.size()) {
    texts_.resize(place + 1);
    taken_.resize(place + 1, false);
  }
  texts_[place] = std::string(text);
  taken_[place] = true;
}

std::optional<TokenId> Vocab::find(std::string_view text) const {
  const TokenId id = index_.find(text);
  if (id == TextIndex::kNone) return std::nullopt;
  return id;
}

std::string_view Vocab::text(TokenId id) const {
  if (!has(id)) return {};
  return texts_[static_cast<std::size_t>(id)];
}

bool Vocab::has(TokenId id) const {
  return id >= 0 && static_cast<std::size_t>(id) < taken_.size() && taken_[static_cast<std::size_t>(id)];
}

}  // namespace assay::local
