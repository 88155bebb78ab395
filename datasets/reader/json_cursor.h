#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "datasets/reader/text_stream.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// Walks through a JSON text of any length: steps into lists and objects, takes one value at a time as a `Value` and
/// steps over others. It holds one value. What is stepped over is checked for its brackets and strings alone.
/// Throws: every member Error(kData) with file and line, for text that is not JSON, cut short, or nested deeper than 200
/// levels. Threads: one cursor, one thread.
class JsonCursor {
 public:
  /// A place in a file, to come back to.
  struct Place {
    std::uint64_t offset = 0;  ///< in the decompressed text
    std::size_t line = 1;
  };

  explicit JsonCursor(const std::string& path, std::size_t chunk_bytes = TextStream::kChunkBytes);
  JsonCursor(const std::string& path, Place place, std::size_t chunk_bytes = TextStream::kChunkBytes);

  /// The next character that is no blank, or '\0' at the end of the text.
  char peek();
  /// Takes the character, if it comes next.
  bool take(char c);
  /// Whether a list or object, which `close` ends, goes on: steps over the comma, or over `close`. `is_first` is true
  /// before its first element, and false from then on.
  bool next_element(char close, bool& is_first);
  /// The key of a member, with its colon.
  std::string take_key();
  /// The value as it is. Throws: also for one of more than `kMaxRowBytes`.
  Value take_value();
  void skip_value();
  /// Throws unless nothing but blanks follows.
  void expect_end();

  Place place() const { return {stream_.position(), line_}; }
  std::size_t line() const { return line_; }
  std::string where() const;
  const std::string& path() const { return stream_.path(); }
  /// Throws Error(kData): what came next, and what was expected in its place.
  [[noreturn]] void fail(const std::string& expected);

 private:
  void scan(std::string* out);
  bool scan_part(std::string_view part, std::size_t& at);

  TextStream stream_;
  std::size_t line_ = 1;
  std::string raw_;
  // Of the value that is being scanned:
  std::string open_;  // the brackets that are open
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool is_word_ = false;  // a number, true, false or null
};

}  // namespace assay::datasets
