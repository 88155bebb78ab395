#pragma once

#include <fmt/core.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "backends/local/weights/weight_error.h"

namespace assay::local {

static_assert(std::endian::native == std::endian::little,
              "checkpoints are read in place, so the machine is little-endian");

/// Reads little-endian numbers and strings one after the other; nothing is read or reserved past the end of the bytes.
class ByteCursor {
 public:
  /// `file` is the name for messages. Requires: both outlive the cursor.
  ByteCursor(std::span<const std::byte> bytes, std::string_view file) : bytes_(bytes), file_(file) {}

  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  /// What is being read now ("key 'x'"), put before the message of a failure.
  void set_place(std::string place) { place_ = std::move(place); }

  /// Throws: Error(kRuntime) with file, place and message.
  [[noreturn]] void fail(std::string_view message) const {
    refuse(file_, place_.empty() ? std::string(message) : fmt::format("{}: {}", place_, message));
  }

  /// The next number; `what` names it in the message where the file ends first.
  template <class T>
  T read(std::string_view what) {
    T value;
    std::memcpy(&value, take(sizeof(T), what), sizeof(T));
    return value;
  }

  /// A length in 64 bits and as many bytes, not copied.
  std::string_view read_string(std::string_view what) {
    const auto length = read<std::uint64_t>(what);
    return {reinterpret_cast<const char*>(take(length, what)), static_cast<std::size_t>(length)};
  }

  /// Refuses a count of elements that take `min_bytes` each at least and so cannot be in the rest of the file.
  void check_count(std::uint64_t count, std::size_t min_bytes, std::string_view what) const {
    if (count <= remaining() / min_bytes) return;
    fail(fmt::format("{} {} need at least {} bytes each, but {} bytes are left in the file of {}", count, what,
                     min_bytes, remaining(), bytes_.size()));
  }

 private:
  const std::byte* take(std::uint64_t count, std::string_view what) {
    if (count > remaining()) {
      fail(fmt::format("truncated: {} at byte {} needs {} bytes, but {} are left in the file of {}", what, position_,
                       count, remaining(), bytes_.size()));
    }
    const std::byte* start = bytes_.data() + position_;
    position_ += static_cast<std::size_t>(count);
    return start;
  }

  std::span<const std::byte> bytes_;
  std::string_view file_;
  std::string place_;
  std::size_t position_ = 0;
};

}  // namespace assay::local
