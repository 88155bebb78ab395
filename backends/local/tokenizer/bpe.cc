#include "backends/local/tokenizer/bpe.h"

#include <algorithm>
#include <bit>
#include <queue>

#include "backends/local/tokenizer/metaspace.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

constexpr TokenId kNone = TextIndex::kNone;
// Up to this many symbols a scan for the lowest rank is faster than a heap.
constexpr std::size_t kShort = 40;

std::uint64_t key_of(TokenId left, TokenId right) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
}

// Fibonacci hashing: the high bits of the product depend on all bits of the key.
std::uint64_t mixed(std::uint64_t key) { return key * 0x9E3779B97F4A7C15u; }

}  // namespace

std::array<TokenId, 256> BpeParts::no_byte_tokens() {
  std::array<TokenId, 256> none;
  none.fill(kNone);
  return none;
}

Bpe::PairTable::PairTable(const std::vector<Merge>& merges) {
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(16, merges.size() * 2));
  entries_.resize(size);
  shift_ = 64 - std::countr_zero(size);
  for (const Merge& merge : merges) {
    const std::uint64_t key = key_of(merge.left, merge.right);
    std::size_t at = mixed(key) >> shift_;
    while (entries_[at].key != ~std::uint64_t{0} && entries_[at].key != key) at = (at + 1) & (size - 1);
    // Of a pair that is listed twice the last one counts, as in a map that is filled in order.
    entries_[at] = {key, merge.rank, merge.result};
  }
}

const Bpe::PairTable::Entry* Bpe::PairTable::find(TokenId left, TokenId right) const {
  const std::uint64_t key = key_of(left, right);
  std::size_t at = mixed(key) >> shift_;
  while (entries_[at].key != ~std::uint64_t{0}) {
    if (entries_[at].key == key) return &entries_[at];
    at = (at + 1) & (entries_.size() - 1);
  }
  return nullptr;
}

Bpe::Bpe(BpeParts parts) : parts_(std::move(parts)), pairs_(parts_.merges) {
  one_byte_.fill(kNone);
  for (std::size_t b = 0; b < 256; ++b) {
    const char byte = static_cast<char>(b);
    one_byte_[b] = parts_.symbols.find(std::string_view(&byte, 1));
  }
  parts_.symbols.for_each([this](std::string_view text, TokenId id) {
    if (id < parts_.vocab_size) return;
    const auto place = static_cast<std::size_t>(id - parts_.vocab_size);
    if (place >= texts_beyond_.size()) texts_beyond_.resize(place + 1);
    texts_beyond_[place] = std::string(text);
  });
  cut_at_word_marks_ = may_cut_at_word_marks();
  find_whole_tokens();
  parts_.merges = {};
}

bool Bpe::may_cut_at_word_marks() const {
  if (parts_.unit != BpeParts::Unit::kCodePoint || parts_.ignore_merges || !parts_.continuing_subword_prefix.empty() ||
      !parts_.end_of_word_suffix.empty() || parts_.symbols.find(kWordMark) == kNone)
    return false;
  std::vector<bool> merged;
  for (const Merge& merge : parts_.merges) {
    const auto place = static_cast<std::size_t>(merge.result);
    if (place >= merged.size()) merged.resize(place + 1, false);
    merged[place] = true;
  }
  // No merge makes a token with a mark after something else: then symbols on the two sides of such a place never meet.
  bool may = true;
  parts_.symbols.for_each([&](std::string_view text, TokenId id) {
    const auto place = static_cast<std::size_t>(id);
    if (place < merged.size() && merged[place] && next_word(text, 0) != text.size()) may = false;
  });
  return may;
}

void Bpe::find_whole_tokens() {
  if (!parts_.continuing_subword_prefix.empty() || !parts_.end_of_word_suffix.empty()) {
    if (!parts_.ignore_merges) return;
  }
  whole_.assign(static_cast<std::size_t>(parts_.vocab_size), false);
  std::vector<TokenId> ids;
  parts_.symbols.for_each([&](std::string_view text, TokenId id) {
    if (id >= parts_.vocab_size) return;
    if (!parts_.ignore_merges) {
      ids.clear();
      encode_word(text, ids);
    }
    whole_[static_cast<std::size_t>(id)] = parts_.ignore_merges || (ids.size() == 1 && ids[0] == id);
  });
}

void Bpe::encode(std::string_view piece, std::vector<TokenId>& out) const {
  if (!cut_at_word_marks_) {
    encode_word(piece, out);
    return;
  }
  for (std::size_t pos = 0; pos < piece.size();) {
    const std::size_t end = next_word(piece, pos);
    encode_word(piece.substr(pos, end - pos), out);
    pos = end;
  }
}

void Bpe::encode_word(std::string_view word, std::vector<TokenId>& out) const {
  if (word.empty()) return;
  if (!whole_.empty()) {
    const TokenId id = parts_.symbols.find(word);
    if (id != kNone && id < parts_.vocab_size && whole_[static_cast<std::size_t>(id)]) {
      out.push_back(id);
      return;
    }
  }
  std::vector<TokenId> symbols;
  first_symbols(word, symbols);
  if (symbols.size() <= kShort)
    merge_short(symbols);
  else
    merge_long(symbols);
  append_tokens(symbols, out);
}

void Bpe::first_symbols(std::string_view piece, std::vector<TokenId>& symbols) const {
  symbols.reserve(piece.size());
  const bool affixes = !parts_.continuing_subword_prefix.empty() || !parts_.end_of_word_suffix.empty();
  bool pending_unk = false;
  std::string with_affixes;
  for (std::size_t pos = 0; pos < piece.size();) {
    const std::size_t begin = pos;
    if (parts_.unit == BpeParts::Unit::kByte || static_cast<unsigned char>(piece[pos]) < 0x80)
      ++pos;
    else
      text::next_code_point(piece, pos);
    std::string_view symbol = piece.substr(begin, pos - begin);
    if (affixes) {
      with_affixes = begin == 0 ? std::string() : parts_.continuing_subword_prefix;
      with_affixes += symbol;
      if (pos == piece.size()) with_affixes += parts_.end_of_word_suffix;
      symbol = with_affixes;
    }
    const TokenId id =
        symbol.size() == 1 ? one_byte_[static_cast<unsigned char>(symbol[0])] : parts_.symbols.find(symbol);
    if (id == kNone) {
      unknown_symbol(symbol, pending_unk, symbols);
      continue;
    }
    if (pending_unk) symbols.push_back(*parts_.unk);
    pending_unk = false;
    symbols.push_back(id);
  }
  if (pending_unk) symbols.push_back(*parts_.unk);
}

void Bpe::unknown_symbol(std::string_view symbol, bool& pending_unk, std::vector<TokenId>& symbols) const {
  if (append_bytes(symbol, symbols)) return;
  if (!parts_.unk) return;
  if (pending_unk && !parts_.fuse_unk) symbols.push_back(*parts_.unk);
  pending_unk = true;
}

bool Bpe::append_bytes(std::string_view symbol, std::vector<TokenId>& out) const {
  for (const char b : symbol)
    if (parts_.byte_tokens[static_cast<unsigned char>(b)] == kNone) return false;
  for (const char b : symbol) out.push_back(parts_.byte_tokens[static_cast<unsigned char>(b)]);
  return true;
}

void Bpe::merge_short(std::vector<TokenId>& symbols) const {
  constexpr std::int64_t kNever = INT64_MAX;
  std::array<std::int64_t, kShort> ranks;
  std::array<TokenId, kShort> results;
  const auto look_up = [&](std::size_t i) {
    const PairTable::Entry* entry = pairs_.find(symbols[i], symbols[i + 1]);
    ranks[i] = entry == nullptr ? kNever : entry->rank;
    results[i] = entry == nullptr ? kNone : entry->result;
  };
  std::size_t n = symbols.size();
  for (std::size_t i = 0; i + 1 < n; ++i) look_up(i);
  while (n > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < n; ++i)
      if (ranks[i] < ranks[best]) best = i;
    if (ranks[best] == kNever) break;
    symbols[best] = results[best];
    for (std::size_t i = best + 1; i + 1 < n; ++i) {
      symbols[i] = symbols[i + 1];
      ranks[i] = ranks[std::min(i + 1, kShort - 1)];
      results[i] = results[std::min(i + 1, kShort - 1)];
    }
    --n;
    if (best > 0) look_up(best - 1);
    if (best + 1 < n) look_up(best);
  }
  symbols.resize(n);
}

void Bpe::merge_long(std::vector<TokenId>& symbols) const {
  struct Candidate {
    std::int32_t rank;
    std::size_t place;
    TokenId left, right, result;
    bool operator<(const Candidate& other) const {  // std::priority_queue gives the greatest first
      return rank != other.rank ? rank > other.rank : place > other.place;
    }
  };
  constexpr std::size_t kEnd = ~std::size_t{0};
  const std::size_t n = symbols.size();
  std::vector<std::size_t> next(n), previous(n);
  for (std::size_t i = 0; i < n; ++i) {
    next[i] = i + 1 < n ? i + 1 : kEnd;
    previous[i] = i > 0 ? i - 1 : kEnd;
  }
  std::vector<Candidate> first;
  const auto candidate = [&](std::size_t left, std::size_t right) -> std::optional<Candidate> {
    const PairTable::Entry* entry = pairs_.find(symbols[left], symbols[right]);
    if (entry == nullptr) return std::nullopt;
    return Candidate{entry->rank, left, symbols[left], symbols[right], entry->result};
  };
  for (std::size_t i = 0; i + 1 < n; ++i)
    if (const auto c = candidate(i, i + 1)) first.push_back(*c);
  std::priority_queue<Candidate> queue(std::less<Candidate>{}, std::move(first));
  while (!queue.empty()) {
    const Candidate best = queue.top();
    queue.pop();
    // Symbols that were merged meanwhile leave candidates behind that no longer describe their place.
    const std::size_t right = next[best.place];
    if (symbols[best.place] != best.left || right == kEnd || symbols[right] != best.right) continue;
    symbols[best.place] = best.result;
    symbols[right] = kNone;
    next[best.place] = next[right];
    if (next[right] != kEnd) previous[next[right]] = best.place;
    if (previous[best.place] != kEnd)
      if (const auto c = candidate(previous[best.place], best.place)) queue.push(*c);
    if (next[best.place] != kEnd)
      if (const auto c = candidate(best.place, next[best.place])) queue.push(*c);
  }
  std::erase(symbols, kNone);
}

void Bpe::append_tokens(std::span<const TokenId> symbols, std::vector<TokenId>& out) const {
  if (texts_beyond_.empty()) {
    out.insert(out.end(), symbols.begin(), symbols.end());
    return;
  }
  bool after_unk = false;
  for (const TokenId id : symbols) {
    const bool is_token = id < parts_.vocab_size;
    if (is_token && id != parts_.unk.value_or(kNone)) {
      out.push_back(id);
      after_unk = false;
    } else if (!is_token && append_bytes(texts_beyond_[static_cast<std::size_t>(id - parts_.vocab_size)], out)) {
      after_unk = false;
    } else if (parts_.unk) {
      if (!after_unk || !parts_.fuse_unk) out.push_back(*parts_.unk);
      after_unk = true;
    }
  }
}

}  // namespace assay::local
