#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay::local {

using TokenId = std::int32_t;

/// What becomes of special tokens when a text is encoded.
enum class SpecialTokens {
  kAdd,        ///< what the model's own tokenizer adds (begin and end of sequence); written ones are plain text
  kNone,       ///< none added, written ones are plain text
  kParse,      ///< none added, written ones ("<|im_start|>") become their ids
};

/// From text to token ids and back, exactly as the model's own tokenizer does it.
/// Threads: const members are safe from several threads.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  virtual std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const = 0;
  /// `encode` of `beginning` followed by each of the endings. What is the same in all is encoded once, where that is sure to
  /// give the same ids.
  virtual std::vector<std::vector<TokenId>> encode_each(std::string_view beginning, std::span<const std::string> endings,
                                                        SpecialTokens special) const;
  /// The text of the ids, as the reference decodes a whole sequence. Special tokens are left out unless `with_special`.
  virtual std::string decode(std::span<const TokenId> ids, bool with_special = false) const = 0;
  /// The bytes that `id` adds in the middle of a text (a leading-space marker is a space); empty for a special token.
  /// Concatenated over a sequence they are its text, so a stream can be cut at any byte.
  virtual std::string token_bytes(TokenId id) const = 0;
  /// The token as it is written in the vocabulary.
  virtual std::string_view token_text(TokenId id) const = 0;
  virtual int vocab_size() const = 0;
  virtual bool is_special(TokenId id) const = 0;
  /// The id of a token as written in the vocabulary (special ones included), or nullopt.
  virtual std::optional<TokenId> find(std::string_view token_text) const = 0;
};

/// A tokenizer with what the files say about using it.
struct TokenizerBundle {
  std::shared_ptr<const Tokenizer> tokenizer;
  std::optional<TokenId> bos, eos, unk, pad;
  std::vector<TokenId> end_of_generation;  ///< eos, end of turn: generation stops at each
  bool adds_bos = false;                   ///< SpecialTokens::kAdd puts bos in front
  bool adds_eos = false;
  std::string chat_template;               ///< Jinja source; empty where there is none
  std::string bos_text, eos_text;          ///< as the chat template wants them
  std::string fingerprint;                 ///< SHA-256 of all that decides its ids, and of the chat template
};

/// From the metadata of a GGUF file (keys `tokenizer.ggml.*`, an object of dotted keys).
/// Throws: Error(kRuntime) that names the key for a missing, contradictory or unsupported one.
TokenizerBundle load_gguf_tokenizer(const Value& metadata, std::string_view where);

/// From a HuggingFace folder: tokenizer.json with tokenizer_config.json, special_tokens_map.json, generation_config.json and
/// chat_template.jinja where they are there; or vocab.json + merges.txt.
/// Throws: Error(kRuntime) that names the file and what is missing or unsupported in it.
TokenizerBundle load_hf_tokenizer(const std::string& folder);

}  // namespace assay::local
