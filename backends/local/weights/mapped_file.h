#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace assay::local {

/// A regular file mapped into memory for reading. Movable; the bytes keep their place when it is moved.
/// Requires: nobody cuts the file short while it is mapped.
class MappedFile {
 public:
  /// Maps the whole file; symbolic links are followed.
  /// Throws: Error(kRuntime) for a path that is missing, unreadable, empty or no regular file.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  /// The path as it was given.
  const std::string& path() const { return path_; }
  std::size_t size_bytes() const { return size_; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }
  /// The same bytes as characters.
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }

 private:
  std::string path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace assay::local
