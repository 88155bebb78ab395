#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/local/tensor.h"

namespace assay::local {

/// The types of a metadata value, with the numbers that GGUF writes.
/// Source: ggml's docs/gguf.md, gguf_metadata_value_type.
enum class GgufType : std::uint32_t {
  kUint8 = 0,
  kInt8 = 1,
  kUint16 = 2,
  kInt16 = 3,
  kUint32 = 4,
  kInt32 = 5,
  kFloat32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kUint64 = 10,
  kInt64 = 11,
  kFloat64 = 12,
};

/// The fewest bytes that one element of this type takes in a list; 0 where there is no such type.
std::size_t least_bytes(GgufType type);

/// The format of a tensor with this ggml type number, or nullopt where it is not supported.
/// Source: ggml's docs/gguf.md, ggml_type.
std::optional<DType> dtype_of_ggml(std::uint32_t number);

/// The name of a ggml type for messages, also of those that are not supported; "unknown" for a number without a
/// meaning.
std::string_view ggml_type_name(std::uint32_t number);

/// The supported types, "F32, F16, ...": for messages.
std::string supported_ggml_types();

}  // namespace assay::local
