#include "tests/support/gguf_writer.h"

namespace assay::test {
namespace {

// Numbers of ggml's docs/gguf.md, written out again here: a test that took them from the reader could not find an
// error.
enum : std::uint32_t {
  kUint32 = 4,
  kInt32 = 5,
  kFloat32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kUint64 = 10,
  kInt64 = 11
};

std::uint32_t ggml_number(local::DType dtype) {
  using local::DType;
  switch (dtype) {
    case DType::kF32: return 0;
    case DType::kF16: return 1;
    case DType::kQ4_0: return 2;
    case DType::kQ4_1: return 3;
    case DType::kQ5_0: return 6;
    case DType::kQ5_1: return 7;
    case DType::kQ8_0: return 8;
    case DType::kQ4_K: return 12;
    case DType::kQ5_K: return 13;
    case DType::kQ6_K: return 14;
    case DType::kI8: return 24;
    case DType::kI16: return 25;
    case DType::kI32: return 26;
    case DType::kI64: return 27;
    case DType::kF64: return 28;
    case DType::kBf16: return 30;
    case DType::kU8:
    case DType::kBool: break;  // GGUF has no such tensors
  }
  return 0xFFFFFFFF;
}

std::string list_head(std::uint32_t type, std::size_t count) {
  return bytes_of(type) + bytes_of(static_cast<std::uint64_t>(count));
}

}  // namespace

std::string gguf_string(std::string_view text) {
  return bytes_of(static_cast<std::uint64_t>(text.size())) + std::string(text);
}

GgufWriter& GgufWriter::set_raw(std::string_view key, std::uint32_t type, std::string_view bytes) {
  keys_ += gguf_string(key) + bytes_of(type);
  keys_ += bytes;
  ++num_keys_;
  return *this;
}

GgufWriter& GgufWriter::set_string(std::string_view key, std::string_view value) {
  return set_raw(key, kString, gguf_string(value));
}
GgufWriter& GgufWriter::set_uint32(std::string_view key, std::uint32_t value) {
  return set_raw(key, kUint32, bytes_of(value));
}
GgufWriter& GgufWriter::set_int32(std::string_view key, std::int32_t value) {
  return set_raw(key, kInt32, bytes_of(value));
}
GgufWriter& GgufWriter::set_uint64(std::string_view key, std::uint64_t value) {
  return set_raw(key, kUint64, bytes_of(value));
}
GgufWriter& GgufWriter::set_int64(std::string_view key, std::int64_t value) {
  return set_raw(key, kInt64, bytes_of(value));
}
GgufWriter& GgufWriter::set_float(std::string_view key, float value) { return set_raw(key, kFloat32, bytes_of(value)); }
GgufWriter& GgufWriter::set_bool(std::string_view key, bool value) {
  return set_raw(key, kBool, std::string(1, static_cast<char>(value)));
}

GgufWriter& GgufWriter::set_strings(std::string_view key, const std::vector<std::string>& values) {
  std::string bytes = list_head(kString, values.size());
  for (const std::string& value : values) bytes += gguf_string(value);
  return set_raw(key, kArray, bytes);
}

GgufWriter& GgufWriter::set_ints(std::string_view key, const std::vector<std::int32_t>& values) {
  return set_raw(key, kArray, list_head(kInt32, values.size()) + bytes_of_all(values));
}

GgufWriter& GgufWriter::set_floats(std::string_view key, const std::vector<float>& values) {
  return set_raw(key, kArray, list_head(kFloat32, values.size()) + bytes_of_all(values));
}

GgufWriter& GgufWriter::set_bools(std::string_view key, const std::vector<bool>& values) {
  std::string bytes = list_head(kBool, values.size());
  for (const bool value : values) bytes += static_cast<char>(value);
  return set_raw(key, kArray, bytes);
}

GgufWriter& GgufWriter::add_raw_tensor(std::string_view name, std::uint32_t ggml_type,
                                       const std::vector<std::uint64_t>& extents, std::string_view bytes) {
  tensors_.push_back({std::string(name), ggml_type, extents, data_.size()});
  data_ += bytes;
  data_.resize((data_.size() + alignment_ - 1) / alignment_ * alignment_);
  ++num_tensors_;
  return *this;
}

GgufWriter& GgufWriter::add_tensor(std::string_view name, local::DType dtype, const std::vector<std::int64_t>& shape,
                                   std::string_view bytes) {
  return add_raw_tensor(name, ggml_number(dtype), std::vector<std::uint64_t>(shape.rbegin(), shape.rend()), bytes);
}

GgufWriter& GgufWriter::add_floats(std::string_view name, const std::vector<std::int64_t>& shape,
                                   const std::vector<float>& values) {
  return add_tensor(name, local::DType::kF32, shape, bytes_of_all(values));
}

GgufWriter& GgufWriter::override_last_offset(std::uint64_t offset) {
  tensors_.back().offset = offset;
  return *this;
}

GgufWriter& GgufWriter::override_num_tensors(std::uint64_t count) {
  num_tensors_ = count;
  return *this;
}

GgufWriter& GgufWriter::override_num_keys(std::uint64_t count) {
  num_keys_ = count;
  return *this;
}

std::string GgufWriter::build() const {
  std::string file = "GGUF" + bytes_of(version_) + bytes_of(num_tensors_) + bytes_of(num_keys_) + keys_;
  for (const Tensor& tensor : tensors_) {
    file += gguf_string(tensor.name) + bytes_of(static_cast<std::uint32_t>(tensor.extents.size()));
    for (const std::uint64_t extent : tensor.extents) file += bytes_of(extent);
    file += bytes_of(tensor.type) + bytes_of(tensor.offset);
  }
  if (!tensors_.empty()) file.resize((file.size() + alignment_ - 1) / alignment_ * alignment_);
  return file + data_;
}

}  // namespace assay::test
