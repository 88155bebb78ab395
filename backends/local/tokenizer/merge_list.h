#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/local/tokenizer/bpe.h"
#include "backends/local/tokenizer/vocab.h"

namespace assay::local {

/// The texts of two neighbours that become one.
using TextPair = std::pair<std::string_view, std::string_view>;

/// The two halves of a merge written "left right".
/// Throws: Error(kRuntime) that names `where` and the number of the merge where there are not two.
TextPair parse_merge(std::string_view line, std::size_t number, std::string_view where);

/// The merges by id, ranked by their place. Of the right half `skip_right` bytes are no part of the result.
/// Throws: Error(kRuntime) that names `where`, the number of the merge and a text that is no token.
std::vector<Merge> resolve_merges(const Vocab& vocab, std::span<const TextPair> merges, std::size_t skip_right,
                                  std::string_view where);

/// The merges of a SentencePiece vocabulary: any two neighbours whose joined text is a token with a score, the highest
/// score first. Adds to `parts` the merges, the symbols, and the single characters that are no tokens but parts of one.
/// `scores` has one for each id; tokens that are not `mergeable` are never made by merging.
void add_scored_merges(const Vocab& vocab, std::span<const double> scores, const std::vector<bool>& mergeable,
                       BpeParts& parts);

/// The tokens written "<0x00>" to "<0xFF>", by their byte; TextIndex::kNone for one that is not there.
std::array<TokenId, 256> byte_tokens_of(const Vocab& vocab);

/// Adds a token to the symbols: its text, or the bytes it stands for where the unit is bytes (none: it is left out).
void add_symbol(BpeParts& parts, std::string_view text, TokenId id);

}  // namespace assay::local
