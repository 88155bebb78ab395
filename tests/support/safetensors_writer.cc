#include "tests/support/safetensors_writer.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace assay::test {

namespace {

std::string_view dtype_text(local::DType dtype) {
  using local::DType;
  switch (dtype) {
    case DType::kF32: return "F32";
    case DType::kF16: return "F16";
    case DType::kBf16: return "BF16";
    case DType::kF64: return "F64";
    case DType::kI64: return "I64";
    case DType::kI32: return "I32";
    case DType::kI16: return "I16";
    case DType::kI8: return "I8";
    case DType::kU8: return "U8";
    case DType::kBool: return "BOOL";
    default: return "no such type";  // safetensors knows no block formats
  }
}

}  // namespace

SafetensorsWriter& SafetensorsWriter::add_tensor(std::string_view name, local::DType dtype,
                                                 const std::vector<std::int64_t>& shape, std::string_view bytes) {
  if (!tensors_.empty()) tensors_ += ',';
  tensors_ += fmt::format(R"("{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})", name, dtype_text(dtype),
                          fmt::join(shape, ","), data_.size(), data_.size() + bytes.size());
  data_ += bytes;
  return *this;
}

SafetensorsWriter& SafetensorsWriter::add_floats(std::string_view name, const std::vector<std::int64_t>& shape,
                                                 const std::vector<float>& values) {
  return add_tensor(name, local::DType::kF32, shape,
                    {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

SafetensorsWriter& SafetensorsWriter::set_metadata(std::string_view key, std::string_view value) {
  if (!metadata_.empty()) metadata_ += ',';
  metadata_ += fmt::format(R"("{}":"{}")", key, value);
  return *this;
}

std::string SafetensorsWriter::build() const {
  std::string header = "{";
  if (!metadata_.empty()) header += fmt::format(R"("__metadata__":{{{}}}{})", metadata_, tensors_.empty() ? "" : ",");
  header += tensors_ + "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return safetensors_file(header, data_);
}

std::string safetensors_file(std::string_view header, std::string_view data) {
  const auto length = static_cast<std::uint64_t>(header.size());
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  return file.append(header).append(data);
}

}  // namespace assay::test
