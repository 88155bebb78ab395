#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tokenizer/pretokenize.h"
#include "harness/core/value.h"

namespace assay::local {

/// A stretch of the normalised text.
struct Piece {
  std::string_view text;
  bool at_start = false;  ///< at the very beginning of the text that is encoded
};

/// Takes pieces as they are cut. A piece's text is valid during the call only.
class PieceSink {
 public:
  virtual ~PieceSink() = default;
  virtual void take(Piece piece) = 0;
};

/// Cuts a text into the pieces that are encoded one by one.
/// Threads: const members are safe from several threads.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  /// Gives the pieces of `piece` to `sink` in order. Requires: a text that is not empty.
  virtual void split(Piece piece, PieceSink& sink) const = 0;

  /// How far the pieces of a text are known although more text may follow.
  struct Beginning {
    std::size_t end = 0;             ///< the pieces before this byte are sure, and cutting may start again from here
    bool rest_is_one_piece = false;  ///< what is left of the text lies in one piece, of which this is the beginning
  };
  /// Gives those pieces of `piece` to `sink` that are the same whatever follows it; none where that is not known.
  /// Requires: valid UTF-8.
  virtual Beginning split_beginning(Piece piece, PieceSink& sink) const;
};

/// A pre-tokenizer, and what its pieces are.
struct PreTokenization {
  std::unique_ptr<PreTokenizer> splitter;  ///< nullptr: the whole text is one piece
  bool gives_bytes = false;                ///< pieces are plain bytes, to be looked up in a byte-level vocabulary
};

/// The `pre_tokenizer` of a tokenizer.json; empty for null.
/// Throws: Error(kRuntime) that names `where` for one of an unsupported type or without what it needs.
PreTokenization read_pre_tokenizer(const Value& step, std::string_view where);

/// A byte-level pattern; with `single_digits` every number character is cut off by itself before.
PreTokenization byte_level_pre_tokenizer(SplitPattern pattern, bool single_digits);

}  // namespace assay::local
