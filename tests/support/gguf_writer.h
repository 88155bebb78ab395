#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/local/tensor.h"

namespace assay::test {

/// Builds a small GGUF file in memory. Calls keep their order; nothing is checked, so that broken files can be built
/// too.
class GgufWriter {
 public:
  /// Where tensor data begin and each tensor is padded to; other than 32, set "general.alignment" to the same with
  /// set_uint32.
  explicit GgufWriter(std::uint32_t version = 3, std::uint64_t alignment = 32)
      : version_(version), alignment_(alignment) {}

  GgufWriter& set_string(std::string_view key, std::string_view value);
  GgufWriter& set_uint32(std::string_view key, std::uint32_t value);
  GgufWriter& set_int32(std::string_view key, std::int32_t value);
  GgufWriter& set_uint64(std::string_view key, std::uint64_t value);
  GgufWriter& set_int64(std::string_view key, std::int64_t value);
  GgufWriter& set_float(std::string_view key, float value);
  GgufWriter& set_bool(std::string_view key, bool value);
  GgufWriter& set_strings(std::string_view key, const std::vector<std::string>& values);
  GgufWriter& set_ints(std::string_view key, const std::vector<std::int32_t>& values);
  GgufWriter& set_floats(std::string_view key, const std::vector<float>& values);
  GgufWriter& set_bools(std::string_view key, const std::vector<bool>& values);
  /// A value of any type: GGUF's number of the type and the bytes as the file shall hold them.
  GgufWriter& set_raw(std::string_view key, std::uint32_t type, std::string_view bytes);

  /// Adds a tensor. Shape: outermost first, as in TensorView. `bytes` are stored as they are.
  GgufWriter& add_tensor(std::string_view name, local::DType dtype, const std::vector<std::int64_t>& shape,
                         std::string_view bytes);
  /// Adds a tensor of F32 numbers.
  GgufWriter& add_floats(std::string_view name, const std::vector<std::int64_t>& shape,
                         const std::vector<float>& values);
  /// Adds a tensor whose type is given by ggml's number, and its extents in the file's order (innermost first).
  GgufWriter& add_raw_tensor(std::string_view name, std::uint32_t ggml_type, const std::vector<std::uint64_t>& extents,
                             std::string_view bytes);
  /// Claims an offset, a number of tensors or of keys other than the true one.
  GgufWriter& override_last_offset(std::uint64_t offset);
  GgufWriter& override_num_tensors(std::uint64_t count);
  GgufWriter& override_num_keys(std::uint64_t count);

  /// The bytes of the file.
  std::string build() const;

 private:
  struct Tensor {
    std::string name;
    std::uint32_t type;
    std::vector<std::uint64_t> extents;
    std::uint64_t offset;
  };

  std::uint32_t version_;
  std::uint64_t alignment_;
  std::uint64_t num_keys_ = 0;
  std::uint64_t num_tensors_ = 0;
  std::string keys_;
  std::vector<Tensor> tensors_;
  std::string data_;
};

/// The bytes of a number as this machine keeps it (little-endian).
template <class T>
std::string bytes_of(T value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

/// The bytes of a list of numbers.
template <class T>
std::string bytes_of_all(const std::vector<T>& values) {
  return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

/// A string as GGUF writes it: its length in 64 bits and its bytes.
std::string gguf_string(std::string_view text);

}  // namespace assay::test
