#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tokenizer/added_tokens.h"
#include "backends/local/tokenizer/bpe.h"
#include "backends/local/tokenizer/decoders.h"
#include "backends/local/tokenizer/normalizers.h"
#include "backends/local/tokenizer/post_processors.h"
#include "backends/local/tokenizer/pre_tokenizers.h"
#include "backends/local/tokenizer/tokenizer.h"
#include "backends/local/tokenizer/vocab.h"

namespace assay::local {

/// The steps of a tokenizer, whatever file they come from.
struct PipelineParts {
  Vocab vocab;  ///< all tokens, the added ones too
  std::vector<AddedToken> added;
  std::unique_ptr<Normalizer> normalizer;
  PreTokenization pre_tokenization;
  BpeParts bpe;
  std::unique_ptr<Decoder> decoder;  ///< nullptr: tokens are joined with spaces
  Surrounding surrounding;           ///< what SpecialTokens::kAdd puts around
};

/// The tokenizer that runs the steps: added tokens, normalizer, pieces, byte-pair encoding; and back.
class Pipeline : public Tokenizer {
 public:
  /// Throws: Error(kRuntime) that names `where` for an id of the surrounding that is no token.
  Pipeline(PipelineParts parts, std::string_view where);

  std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const override;
  std::vector<std::vector<TokenId>> encode_each(std::string_view beginning, std::span<const std::string> endings,
                                                SpecialTokens special) const override;
  std::string decode(std::span<const TokenId> ids, bool with_special) const override;
  std::string token_bytes(TokenId id) const override;
  std::string_view token_text(TokenId id) const override { return vocab_.text(id); }
  int vocab_size() const override { return vocab_.size(); }
  bool is_special(TokenId id) const override;
  std::optional<TokenId> find(std::string_view token_text) const override { return vocab_.find(token_text); }

 private:
  std::string text_to_decode(TokenId id) const;
  /// Appends the ids of a text that stands at the start of what is encoded, or not, without what is put around.
  void append_ids(std::string_view text, bool at_start, bool parse_special, std::vector<TokenId>& out) const;
  void encode_plain(std::string_view text, bool at_start, bool parse_special, std::vector<TokenId>& out) const;

  Vocab vocab_;
  std::unique_ptr<Normalizer> normalizer_;
  PreTokenization pre_tokenization_;
  std::unique_ptr<Decoder> decoder_;
  Surrounding surrounding_;
  bool takes_bytes_;
  Bpe bpe_;
  AddedTokens added_as_written_, added_normalized_;
  std::map<TokenId, std::string> normalized_texts_;  // of added tokens: decoded as they were found
  std::vector<bool> special_;
  std::vector<std::string> token_bytes_;
};

}  // namespace assay::local
