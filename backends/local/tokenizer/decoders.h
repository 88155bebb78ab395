#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay::local {

/// A step from the texts of tokens to the text they stand for.
/// Threads: const members are safe from several threads.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Changes the texts of a whole sequence; steps that look at neighbours may join or drop some.
  virtual void apply(std::vector<std::string>& tokens) const = 0;
  /// What the text of one token becomes in the middle of a sequence, as bytes.
  virtual std::string in_middle(std::string token) const = 0;
};

/// The `decoder` of a tokenizer.json; nullptr for null.
/// Throws: Error(kRuntime) that names `where` for one of an unsupported type or without what it needs.
std::unique_ptr<Decoder> read_decoder(const Value& step, std::string_view where);

/// The decoder of byte-level vocabularies.
std::unique_ptr<Decoder> byte_level_decoder();
/// The decoder of SentencePiece vocabularies: marks to spaces, bytes to text, and no space at the beginning where one
/// was put there.
std::unique_ptr<Decoder> sentencepiece_decoder(bool space_was_prepended);

/// The byte that a token written as "<0x0A>" stands for, or -1.
int byte_of_token(std::string_view token);

}  // namespace assay::local
