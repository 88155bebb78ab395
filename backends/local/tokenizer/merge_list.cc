#include "backends/local/tokenizer/merge_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string>

#include "backends/local/tokenizer/byte_level.h"
#include "harness/core/error.h"
#include "harness/text/utf8.h"

namespace assay::local {

TextPair parse_merge(std::string_view line, std::size_t number, std::string_view where) {
  const std::size_t space = line.find(' ');
  if (space == 0 || space == std::string_view::npos || space + 1 == line.size() ||
      line.find(' ', space + 1) != std::string_view::npos)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: merge {} is '{}'; expected two tokens with a space between them",
                                                 where, number, line.substr(0, 80)));
  return {line.substr(0, space), line.substr(space + 1)};
}

std::vector<Merge> resolve_merges(const Vocab& vocab, std::span<const TextPair> merges, std::size_t skip_right,
                                  std::string_view where) {
  std::vector<Merge> resolved;
  resolved.reserve(merges.size());
  std::string joined;
  for (std::size_t i = 0; i < merges.size(); ++i) {
    const std::string_view left = merges[i].first, right = merges[i].second;
    const auto id_of = [&](std::string_view text) {
      const auto id = vocab.find(text);
      if (!id)
        throw Error(ErrorKind::kRuntime,
                    fmt::format("{}: merge {} ('{}' + '{}') names '{}', which is no token of the vocabulary of {}",
                                where, i, left.substr(0, 60), right.substr(0, 60), text.substr(0, 60), vocab.size()));
      return *id;
    };
    joined = left;
    joined += right.substr(std::min(skip_right, right.size()));
    resolved.push_back({id_of(left), id_of(right), id_of(joined), static_cast<std::int32_t>(i)});
  }
  return resolved;
}

void add_scored_merges(const Vocab& vocab, std::span<const double> scores, const std::vector<bool>& mergeable,
                       BpeParts& parts) {
  std::vector<double> distinct;
  for (std::size_t i = 0; i < mergeable.size(); ++i)
    if (mergeable[i]) distinct.push_back(scores[i]);
  std::sort(distinct.begin(), distinct.end(), std::greater<>());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (std::size_t i = 0; i < mergeable.size(); ++i)
    if (mergeable[i]) parts.symbols.insert(vocab.text(static_cast<TokenId>(i)), static_cast<TokenId>(i));
  TokenId beyond = static_cast<TokenId>(vocab.size());
  const auto symbol_of = [&](std::string_view text, bool one_character) {
    const TokenId id = parts.symbols.find(text);
    if (id != TextIndex::kNone || !one_character) return id;
    return parts.symbols.insert(text, beyond++);
  };
  for (std::size_t i = 0; i < mergeable.size(); ++i) {
    if (!mergeable[i]) continue;
    const auto id = static_cast<TokenId>(i);
    const std::string_view text = vocab.text(id);
    const auto rank =
        std::lower_bound(distinct.begin(), distinct.end(), scores[i], std::greater<>()) - distinct.begin();
    std::vector<std::size_t> cuts;  // the ends of the characters
    for (std::size_t pos = 0; pos < text.size(); cuts.push_back(pos)) text::next_code_point(text, pos);
    for (std::size_t c = 0; c + 1 < cuts.size(); ++c) {
      const TokenId left = symbol_of(text.substr(0, cuts[c]), c == 0);
      const TokenId right = symbol_of(text.substr(cuts[c]), c + 2 == cuts.size());
      if (left != TextIndex::kNone && right != TextIndex::kNone)
        parts.merges.push_back({left, right, id, static_cast<std::int32_t>(rank)});
    }
  }
}

std::array<TokenId, 256> byte_tokens_of(const Vocab& vocab) {
  std::array<TokenId, 256> tokens = BpeParts::no_byte_tokens();
  for (std::size_t b = 0; b < 256; ++b) tokens[b] = vocab.find(fmt::format("<0x{:02X}>", b)).value_or(TextIndex::kNone);
  return tokens;
}

void add_symbol(BpeParts& parts, std::string_view text, TokenId id) {
  if (parts.unit == BpeParts::Unit::kCodePoint)
    parts.symbols.insert(text, id);
  else if (const auto bytes = from_byte_level(text))
    parts.symbols.insert(*bytes, id);
}

}  // namespace assay::local
