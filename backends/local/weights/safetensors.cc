#include "backends/local/weights/safetensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "backends/local/weights/byte_cursor.h"
#include "backends/local/weights/safetensors_header.h"
#include "backends/local/weights/tensor_extent.h"

namespace assay::local {
namespace {

// The reference implementation's limit.
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

constexpr std::array kDtypes = {DType::kF32, DType::kF16, DType::kBf16, DType::kF64, DType::kI64,
                                DType::kI32, DType::kI16, DType::kI8,   DType::kU8,  DType::kBool};

std::optional<DType> dtype_named(std::string_view name) {
  for (const DType dtype : kDtypes) {
    if (name_of(dtype) == name) return dtype;
  }
  return std::nullopt;
}

std::string dtype_names() {
  std::string names;
  for (const DType dtype : kDtypes) names += fmt::format("{}{}", names.empty() ? "" : ", ", name_of(dtype));
  return names;
}

TensorView view_of(const SafetensorsEntry& entry, std::span<const std::byte> data, std::string_view file) {
  const auto fail = [&](std::string_view message) {
    refuse(file, fmt::format("tensor {}: {}", in_quotes(entry.name), message));
  };
  const std::optional<DType> dtype = dtype_named(entry.dtype);
  if (!dtype) {
    fail(fmt::format("has the dtype {}, which is not supported; expected one of {}", in_quotes(entry.dtype),
                     dtype_names()));
  }
  if (entry.begin > entry.end || entry.end > data.size()) {
    fail(fmt::format("its data_offsets [{}, {}] are not inside the file's {} bytes of data (is the file truncated?)",
                     entry.begin, entry.end, data.size()));
  }
  const std::optional<std::uint64_t> length = tensor_bytes(*dtype, entry.shape);
  if (!length) fail(fmt::format("its shape {} has more values than 2^63-1 bytes hold", shape_text(entry.shape)));
  if (*length != entry.end - entry.begin) {
    fail(fmt::format("its data_offsets [{}, {}] span {} bytes, expected {} for shape {} of {}", entry.begin, entry.end,
                     entry.end - entry.begin, *length, shape_text(entry.shape), entry.dtype));
  }
  return {entry.name, *dtype, entry.shape, data.subspan(entry.begin, *length)};
}

// The format wants the data covered exactly, so that nothing can hide in a file.
void check_cover(const std::vector<SafetensorsEntry>& entries, std::uint64_t data_bytes, std::string_view file) {
  std::uint64_t covered = 0;
  const SafetensorsEntry* before = nullptr;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin < covered) {
      refuse(file, fmt::format("tensor {}: its data begin at {} and overlap those of tensor {}, which end at {}",
                               in_quotes(entry.name), entry.begin, in_quotes(before->name), covered));
    }
    if (entry.begin > covered) {
      refuse(file, fmt::format("tensor {}: its data begin at {}, which leaves a hole: expected {}",
                               in_quotes(entry.name), entry.begin, covered));
    }
    covered = entry.end;
    before = &entry;
  }
  if (covered != data_bytes) {
    refuse(file, fmt::format("{} bytes of data are in no tensor: the tensors end at {}, expected {}",
                             data_bytes - covered, covered, data_bytes));
  }
}

}  // namespace

std::vector<TensorView> parse_safetensors(std::span<const std::byte> bytes, std::string_view file) {
  ByteCursor cursor(bytes, file);
  const auto length = cursor.read<std::uint64_t>("the length of the header");
  if (length > kMaxHeaderBytes) {
    cursor.fail(fmt::format("its header claims {} bytes, expected at most {}", length, kMaxHeaderBytes));
  }
  if (length > cursor.remaining()) {
    cursor.fail(
        fmt::format("is not a whole safetensors file: its header claims {} bytes, but {} are left in the file of {}",
                    length, cursor.remaining(), bytes.size()));
  }
  const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + cursor.position(), length);
  const std::span<const std::byte> data = bytes.subspan(cursor.position() + length);

  std::vector<SafetensorsEntry> entries = parse_safetensors_header(header, file);
  std::stable_sort(entries.begin(), entries.end(), [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::vector<TensorView> tensors;
  tensors.reserve(entries.size());
  for (const SafetensorsEntry& entry : entries) tensors.push_back(view_of(entry, data, file));
  check_cover(entries, data.size(), file);
  return tensors;
}

}  // namespace assay::local
