#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/reader/byte_source.h"

namespace assay::datasets {

/// The most bytes that one row of a text format may have: what a reader holds in memory at one time.
inline constexpr std::size_t kMaxRowBytes = 64u << 20;
/// The most values (numbers, texts, lists ..) of one row.
inline constexpr std::size_t kMaxRowValues = 2'000'000;

/// The decompressed bytes of a text file, a chunk at a time, without the byte order mark at its beginning.
/// Threads: one stream, one thread.
class TextStream {
 public:
  static constexpr std::size_t kChunkBytes = 256u << 10;

  /// Opens the file, to be read from the byte `offset` of the decompressed text on.
  /// Throws: Error(kData) where it cannot be opened.
  explicit TextStream(const std::string& path, std::uint64_t offset = 0, std::size_t chunk_bytes = kChunkBytes,
                      bool keep_bom = false);

  /// The bytes that are at hand and not taken yet: at least one, but for the end of the text.
  std::string_view peek() {
    if (at_ == end_) fill();
    return {chunk_.data() + at_, end_ - at_};
  }
  /// Takes bytes that `peek` gave. Requires: not more of them.
  void take(std::size_t count) { at_ += count; }
  /// How many bytes of the decompressed text lie before the next one.
  std::uint64_t position() const { return chunk_start_ + at_; }

  const std::string& path() const { return path_; }

 private:
  void fill();

  std::string path_;
  std::unique_ptr<ByteSource> source_;
  std::vector<char> chunk_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t chunk_start_ = 0;  // its first byte in the text
};

/// What ends a line: "\n" (a "\r" before it belongs to the end), or also a "\r" alone.
enum class LineEnds { kNewline, kUniversal };

/// Lines of a text, counted from 1.
class LineReader {
 public:
  /// With `keep_bom` a byte order mark at the beginning belongs to the first line.
  LineReader(const std::string& path, LineEnds ends, std::string_view expected, bool keep_bom = false);

  /// The next line without its end; false at the end of the text. A text that ends in a line end has no line behind it.
  /// Throws: Error(kData) for a line of more than `kMaxRowBytes`.
  bool next(std::string& line);

  std::size_t number() const { return number_; }       ///< of the line last read
  std::uint64_t start() const { return start_; }       ///< its first byte in the decompressed text
  bool was_ended() const { return was_ended_; }        ///< it had a line end: the last line may have none
  const std::string& path() const { return stream_.path(); }

 private:
  TextStream stream_;
  LineEnds ends_;
  std::string expected_;
  std::size_t number_ = 0;
  std::uint64_t start_ = 0;
  bool was_ended_ = false;
};

/// Sees that bytes are text. `where` is their place, `file_offset` the place of the first in the decompressed text.
/// Throws: Error(kData) that names the first byte that is not UTF-8, or is NUL.
void require_text(std::string_view text, const std::string& where, std::uint64_t file_offset);

}  // namespace assay::datasets
