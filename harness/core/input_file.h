#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/core/error.h"

namespace assay {

/// A file that is read from its beginning: a regular file, a pipe or a device. A pipe that nobody writes to is an error
/// within a second, not an endless wait; one that has a writer is waited for. Threads: one at a time.
class InputFile {
 public:
  /// `expected` is what a message says that the file should be ("a file of rows").
  /// Throws: Error(kind) that says why the file cannot be read.
  InputFile(std::string path, ErrorKind kind, std::string expected);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// Whether it can be read more than once.
  bool is_regular() const { return is_regular_; }
  /// Puts up to `size` bytes at `out`, fewer only at the end. Throws: Error(kind).
  std::size_t read(char* out, std::size_t size);
  /// Leaves out the next `count` bytes. Requires: it is regular.
  void skip(std::uint64_t count);

 private:
  [[noreturn]] void fail(const std::string& why) const;
  void wait_for_writer();

  std::string path_;
  ErrorKind kind_;
  std::string expected_;
  int descriptor_ = -1;
  bool is_regular_ = false;
  bool holds_byte_ = false;  // one that was read to see whether there is a writer
  char held_byte_ = 0;
};

/// The whole of a text file, without a byte order mark. Throws: Error(kind) where it cannot be read, has more than
/// `max_bytes`, or is not text in UTF-8 (with the line).
std::string read_text_file(const std::string& path, ErrorKind kind, const std::string& expected, std::size_t max_bytes);

/// Files that people write, in YAML: more than this in one is no such file. A reader of YAML takes 150 times as much memory.
inline constexpr std::size_t kMaxYamlBytes = 2u << 20;

}  // namespace assay
