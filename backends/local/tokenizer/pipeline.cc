#include "backends/local/tokenizer/pipeline.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

// Vocabularies made from valid text lack the bytes that never occur in it. Such a byte becomes U+FFFD, so that it
// leaves a trace in the ids; a byte that the vocabulary has stays as it is.
std::string without_unknown_bytes(const Bpe& bpe, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    const char32_t c = text::next_code_point(text, pos);
    const std::string_view bytes = text.substr(begin, pos - begin);
    const bool invalid = c == 0xFFFD && bytes != kReplacement;
    const bool known = std::all_of(bytes.begin(), bytes.end(), [&](char byte) { return bpe.knows_byte(byte); });
    out += invalid && !known ? kReplacement : bytes;
  }
  return out;
}

class EncodePieces : public PieceSink {
 public:
  EncodePieces(const Bpe& bpe, std::vector<TokenId>& out) : bpe_(bpe), out_(out) {}
  void take(Piece piece) override { bpe_.encode(piece.text, out_); }

 private:
  const Bpe& bpe_;
  std::vector<TokenId>& out_;
};

}  // namespace

Pipeline::Pipeline(PipelineParts parts, std::string_view where)
    : vocab_(std::move(parts.vocab)),
      normalizer_(std::move(parts.normalizer)),
      pre_tokenization_(std::move(parts.pre_tokenization)),
      decoder_(std::move(parts.decoder)),
      surrounding_(std::move(parts.surrounding)),
      takes_bytes_(parts.bpe.unit == BpeParts::Unit::kByte),
      bpe_(std::move(parts.bpe)) {
  for (const auto* ids : {&surrounding_.before, &surrounding_.after})
    for (const TokenId id : *ids)
      if (!vocab_.has(id))
        throw Error(ErrorKind::kRuntime,
                    fmt::format("{}: id {} that is put around a text is no token of the {} there are", where, id,
                                vocab_.size()));
  const auto size = static_cast<std::size_t>(vocab_.size());
  special_.assign(size, false);
  token_bytes_.resize(size);
  std::vector<AddedToken> as_written, normalized;
  for (AddedToken& token : parts.added) {
    special_[static_cast<std::size_t>(token.id)] = token.special;
    if (token.normalized && normalizer_ != nullptr) {
      normalizer_->apply(token.content);
      normalized_texts_[token.id] = token.content;
    }
    (token.normalized ? normalized : as_written).push_back(std::move(token));
  }
  added_as_written_ = AddedTokens(std::move(as_written));
  added_normalized_ = AddedTokens(std::move(normalized));
  for (std::size_t i = 0; i < size; ++i) {
    if (special_[i]) continue;
    std::string text = text_to_decode(static_cast<TokenId>(i));
    token_bytes_[i] = decoder_ != nullptr ? decoder_->in_middle(std::move(text)) : std::move(text);
  }
}

bool Pipeline::is_special(TokenId id) const {
  return id >= 0 && static_cast<std::size_t>(id) < special_.size() && special_[static_cast<std::size_t>(id)];
}

std::string Pipeline::text_to_decode(TokenId id) const {
  const auto normalized = normalized_texts_.find(id);
  return normalized != normalized_texts_.end() ? normalized->second : std::string(vocab_.text(id));
}

std::string Pipeline::token_bytes(TokenId id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= token_bytes_.size()) return {};
  return token_bytes_[static_cast<std::size_t>(id)];
}

std::vector<TokenId> Pipeline::encode(std::string_view text, SpecialTokens special) const {
  std::vector<TokenId> out;
  out.reserve(text.size() / 3 + 4);
  if (special == SpecialTokens::kAdd) out = surrounding_.before;
  append_ids(text, true, special == SpecialTokens::kParse, out);
  if (special == SpecialTokens::kAdd) out.insert(out.end(), surrounding_.after.begin(), surrounding_.after.end());
  return out;
}

// Pieces are encoded one by one. So the ids of pieces that are the same whatever follows are those of the whole, where
// nothing but the cutting looks at more than a piece: no normalizer, and no added token that could begin among them.
std::vector<std::vector<TokenId>> Pipeline::encode_each(std::string_view beginning, std::span<const std::string> endings,
                                                        SpecialTokens special) const {
  const bool parse = special == SpecialTokens::kParse;
  std::vector<TokenId> shared;
  if (special == SpecialTokens::kAdd) shared = surrounding_.before;
  std::size_t done = 0;
  if (endings.size() > 1 && normalizer_ == nullptr && pre_tokenization_.splitter != nullptr &&
      text::is_valid_utf8(beginning) && !added_as_written_.may_begin_in(beginning, parse) &&
      !added_normalized_.may_begin_in(beginning, parse)) {
    EncodePieces pieces(bpe_, shared);
    done = pre_tokenization_.splitter->split_beginning({beginning, true}, pieces).end;
  }
  if (done == 0) return Tokenizer::encode_each(beginning, endings, special);
  std::vector<std::vector<TokenId>> all;
  all.reserve(endings.size());
  std::string rest;
  for (const std::string& ending : endings) {
    rest.assign(beginning.substr(done)).append(ending);
    std::vector<TokenId>& ids = all.emplace_back();
    ids.reserve(shared.size() + rest.size() / 3 + 4);
    ids = shared;
    append_ids(rest, false, parse, ids);
    if (special == SpecialTokens::kAdd) ids.insert(ids.end(), surrounding_.after.begin(), surrounding_.after.end());
  }
  return all;
}

void Pipeline::append_ids(std::string_view text, bool at_start, bool parse, std::vector<TokenId>& out) const {
  // Models of characters have no tokens for bytes that are not UTF-8: those become U+FFFD, as everywhere.
  std::string mended;
  if (!text::is_valid_utf8(text)) {
    mended = takes_bytes_ ? without_unknown_bytes(bpe_, text) : text::encode_utf8(text::decode_utf8(text));
    text = mended;
  }
  if (added_as_written_.empty()) {
    encode_plain(text, at_start, parse, out);
  } else {
    for (const AddedTokens::Part& part : added_as_written_.split(text, parse)) {
      if (part.id >= 0)
        out.push_back(part.id);
      else
        encode_plain(part.text, at_start && part.text.data() == text.data(), parse, out);
    }
  }
}

void Pipeline::encode_plain(std::string_view text, bool at_start, bool parse_special, std::vector<TokenId>& out) const {
  std::string normalized;
  if (normalizer_ != nullptr) {
    normalized = std::string(text);
    normalizer_->apply(normalized);
    text = normalized;
  }
  EncodePieces pieces(bpe_, out);
  const auto encode_piece = [&](std::string_view piece) {
    if (piece.empty()) return;
    const Piece whole{piece, at_start && piece.data() == text.data()};
    if (pre_tokenization_.splitter != nullptr)
      pre_tokenization_.splitter->split(whole, pieces);
    else
      pieces.take(whole);
  };
  if (added_normalized_.empty()) {
    encode_piece(text);
    return;
  }
  for (const AddedTokens::Part& part : added_normalized_.split(text, parse_special)) {
    if (part.id >= 0)
      out.push_back(part.id);
    else
      encode_piece(part.text);
  }
}

std::string Pipeline::decode(std::span<const TokenId> ids, bool with_special) const {
  std::vector<std::string> tokens;
  tokens.reserve(ids.size());
  for (const TokenId id : ids)
    if (vocab_.has(id) && (with_special || !is_special(id))) tokens.push_back(text_to_decode(id));
  if (decoder_ != nullptr) decoder_->apply(tokens);
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0 && decoder_ == nullptr) out += ' ';
    out += tokens[i];
  }
  return out;
}

}  // namespace assay::local
