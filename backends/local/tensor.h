#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::local {

/// How the numbers of a stored tensor are written. The names are those of GGUF and safetensors.
enum class DType {
  kF32, kF16, kBf16,
  kQ4_0, kQ4_1, kQ5_0, kQ5_1, kQ8_0, kQ4_K, kQ5_K, kQ6_K,
  kI8, kI16, kI32, kI64, kU8, kBool, kF64,
};

std::string_view name_of(DType dtype);
/// Values in one block (1 for plain types) and its bytes. A row's length is a multiple of the block.
std::size_t block_values(DType dtype);
std::size_t block_bytes(DType dtype);

/// A stored tensor, not owned. Shape: outermost dimension first (a matrix of a linear layer is [outputs, inputs]).
struct TensorView {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;

  std::int64_t num_values() const;
};

/// Memory aligned to 64 bytes; large buffers ask for huge pages. Not initialised.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  /// Throws: Error(kRuntime) where there is not that much memory.
  explicit AlignedBuffer(std::size_t bytes);
  template <class T>
  T* as() { return reinterpret_cast<T*>(data_.get()); }
  template <class T>
  const T* as() const { return reinterpret_cast<const T*>(data_.get()); }
  std::size_t size_bytes() const { return bytes_; }

 private:
  struct Free { void operator()(std::byte* p) const; };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t bytes_ = 0;
};

}  // namespace assay::local
