#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay::datasets {

/// The bytes of a file from first to last, decompressed where it is compressed. Memory does not grow with the file, nor
/// with what it expands to. Threads: one source, one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Puts up to `size` bytes at `out` and returns their number; 0 only at the end.
  /// Throws: Error(kData) that names the file, where it cannot be read, is cut short or corrupt.
  virtual std::size_t read(char* out, std::size_t size) = 0;
  /// Leaves out the next `count` bytes, or what is left of them.
  virtual void skip(std::uint64_t count);
};

/// Opens a file. A name that ends in .gz or .zst must hold gzip data (several members are read as one) or zstd data
/// (several frames); one of another name is decompressed where it begins like either.
/// Throws: Error(kData) for a file that is not there, a folder, or content that belies the name.
std::unique_ptr<ByteSource> open_bytes(const std::string& path);

/// The path without the ending of a compression, in any case: "x.csv" of "x.csv.GZ".
std::string_view without_compression(std::string_view path);

}  // namespace assay::datasets
