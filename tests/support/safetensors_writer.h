#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tensor.h"

namespace assay::test {

/// Builds a small safetensors file in memory. Tensors keep their order and follow each other without gaps.
class SafetensorsWriter {
 public:
  /// Adds a tensor. Shape: outermost first. `bytes` are stored as they are. Requires: a name without quotes or
  /// backslashes.
  SafetensorsWriter& add_tensor(std::string_view name, local::DType dtype, const std::vector<std::int64_t>& shape,
                                std::string_view bytes);
  /// Adds a tensor of F32 numbers.
  SafetensorsWriter& add_floats(std::string_view name, const std::vector<std::int64_t>& shape,
                                const std::vector<float>& values);
  /// Adds a string to __metadata__.
  SafetensorsWriter& set_metadata(std::string_view key, std::string_view value);

  /// The bytes of the file; the header is padded with spaces to a multiple of 8.
  std::string build() const;

 private:
  std::string metadata_;
  std::string tensors_;
  std::string data_;
};

/// A safetensors file of this header, as it is, and data: for broken files.
std::string safetensors_file(std::string_view header, std::string_view data);

}  // namespace assay::test
