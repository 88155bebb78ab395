#include "backends/local/weights/gguf.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_set>

#include "backends/local/weights/byte_cursor.h"
#include "backends/local/weights/gguf_types.h"
#include "backends/local/weights/tensor_extent.h"

namespace assay::local {
namespace {

constexpr std::uint32_t kMagic = 0x46554747;  // "GGUF"
constexpr std::uint32_t kMaxDims = 4;
constexpr std::uint64_t kMaxKeyBytes = 65535;
constexpr int kMaxNesting = 8;
// A Value takes 40 bytes where the file may need one, so that the file's size alone would not bound the memory. The
// largest vocabularies in use have half a million tokens in three lists and as many merges.
constexpr std::uint64_t kMaxElements = std::uint64_t{1} << 23;
constexpr std::int64_t kDefaultAlignment = 32;

class GgufParser {
 public:
  GgufParser(std::span<const std::byte> bytes, std::string_view file)
      : bytes_(bytes), file_(file), cursor_(bytes, file) {}

  GgufContent parse() {
    read_header();
    GgufContent content;
    content.metadata = read_metadata();
    refuse_split(content.metadata);
    alignment_ = read_alignment(content.metadata);
    content.tensors = read_tensor_infos();
    place_tensors(content.tensors);
    return content;
  }

 private:
  void read_header() {
    if (const auto magic = cursor_.read<std::uint32_t>("the magic"); magic != kMagic) {
      cursor_.fail(
          fmt::format("is not a GGUF file: it begins with 0x{:08X}, expected 0x{:08X} (\"GGUF\")", magic, kMagic));
    }
    const auto version = cursor_.read<std::uint32_t>("the version");
    if ((version & 0xFFFF) == 0 && version != 0) {
      cursor_.fail(
          fmt::format("is a big-endian GGUF file (its version reads as 0x{:08X}); expected a little-endian one: "
                      "convert it with gguf_convert_endian",
                      version));
    }
    if (version != 2 && version != 3) cursor_.fail(fmt::format("has GGUF version {}; expected 2 or 3", version));
    num_tensors_ = cursor_.read<std::uint64_t>("the number of tensors");
    num_keys_ = cursor_.read<std::uint64_t>("the number of keys");
    // Least sizes: a tensor has name length, n_dims, one extent, type, offset; a key has its length, a type and one
    // byte.
    cursor_.check_count(num_tensors_, 8 + 4 + 8 + 4 + 8, "tensors");
    cursor_.check_count(num_keys_, 8 + 4 + 1, "keys");
  }

  Value read_metadata() {
    Value::Object members;
    std::unordered_set<std::string_view> seen;
    members.reserve(num_keys_);
    for (std::uint64_t i = 0; i < num_keys_; ++i) {
      cursor_.set_place(fmt::format("key {} of {}", i + 1, num_keys_));
      const std::string_view key = cursor_.read_string("its name");
      if (key.size() > kMaxKeyBytes) {
        cursor_.fail(fmt::format("its name has {} bytes, expected at most {}", key.size(), kMaxKeyBytes));
      }
      cursor_.set_place(fmt::format("key {}", in_quotes(key)));
      if (!seen.insert(key).second) cursor_.fail("appears twice, expected each key once");
      members.push_back({std::string(key), read_value(cursor_.read<std::uint32_t>("its type"), 0)});
    }
    cursor_.set_place("");
    return Value(std::move(members));
  }

  Value read_value(std::uint32_t type, int depth) {
    switch (static_cast<GgufType>(type)) {
      case GgufType::kUint8: return Value(static_cast<std::int64_t>(cursor_.read<std::uint8_t>("its value")));
      case GgufType::kInt8: return Value(static_cast<std::int64_t>(cursor_.read<std::int8_t>("its value")));
      case GgufType::kUint16: return Value(static_cast<std::int64_t>(cursor_.read<std::uint16_t>("its value")));
      case GgufType::kInt16: return Value(static_cast<std::int64_t>(cursor_.read<std::int16_t>("its value")));
      case GgufType::kUint32: return Value(static_cast<std::int64_t>(cursor_.read<std::uint32_t>("its value")));
      case GgufType::kInt32: return Value(static_cast<std::int64_t>(cursor_.read<std::int32_t>("its value")));
      case GgufType::kFloat32: return Value(static_cast<double>(cursor_.read<float>("its value")));
      case GgufType::kBool: return Value(read_bool());
      case GgufType::kString: return Value(std::string(cursor_.read_string("its string")));
      case GgufType::kArray: return read_array(depth);
      case GgufType::kUint64: return read_uint64();
      case GgufType::kInt64: return Value(cursor_.read<std::int64_t>("its value"));
      case GgufType::kFloat64: return Value(cursor_.read<double>("its value"));
    }
    cursor_.fail(fmt::format("has value type {}, expected 0..12", type));
  }

  bool read_bool() {
    const auto byte = cursor_.read<std::uint8_t>("its value");
    if (byte > 1) cursor_.fail(fmt::format("has the boolean {}, expected 0 or 1", byte));
    return byte == 1;
  }

  Value read_uint64() {
    const auto number = cursor_.read<std::uint64_t>("its value");
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return Value(static_cast<double>(number));
    }
    return Value(static_cast<std::int64_t>(number));
  }

  Value read_array(int depth) {
    if (depth == kMaxNesting) cursor_.fail(fmt::format("has lists nested more than {} deep", kMaxNesting));
    const auto type = cursor_.read<std::uint32_t>("the type of its elements");
    const auto count = cursor_.read<std::uint64_t>("the number of its elements");
    const std::size_t min_bytes = least_bytes(static_cast<GgufType>(type));
    if (min_bytes == 0) cursor_.fail(fmt::format("has elements of type {}, expected 0..12", type));
    cursor_.check_count(count, min_bytes, "elements");
    num_elements_ += count;
    if (num_elements_ > kMaxElements) {
      cursor_.fail(fmt::format("brings the lists of the metadata to {} elements, expected at most {}", num_elements_,
                               kMaxElements));
    }
    Value::Array elements;
    elements.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) elements.push_back(read_value(type, depth + 1));
    return Value(std::move(elements));
  }

  // A part of a split checkpoint opens well but lacks most tensors: say so here and not as "tensor missing" later.
  void refuse_split(const Value& metadata) const {
    const Value* count = metadata.find("split.count");
    if (count == nullptr || !count->is_int() || count->as_int() <= 1) return;
    const Value* number = metadata.find("split.no");
    const std::string part = number != nullptr && number->is_int() ? fmt::format(" {}", number->as_int()) : "";
    cursor_.fail(
        fmt::format("is part{} of a GGUF checkpoint split into {} files (key 'split.count'); expected one whole "
                    "file: merge them with llama-gguf-split --merge",
                    part, count->as_int()));
  }

  std::uint64_t read_alignment(const Value& metadata) const {
    const Value* given = metadata.find("general.alignment");
    if (given == nullptr) return kDefaultAlignment;
    if (!given->is_int()) {
      cursor_.fail(fmt::format("key 'general.alignment': is a {}, expected an integer", kind_name(*given)));
    }
    const std::int64_t alignment = given->as_int();
    if (alignment < 1 || alignment > (std::int64_t{1} << 31) ||
        !std::has_single_bit(static_cast<std::uint64_t>(alignment))) {
      cursor_.fail(fmt::format("key 'general.alignment': is {}, expected a power of two from 1 to 2^31", alignment));
    }
    return static_cast<std::uint64_t>(alignment);
  }

  std::vector<TensorView> read_tensor_infos() {
    std::vector<TensorView> tensors;
    std::unordered_set<std::string_view> seen;
    cursor_.check_count(num_tensors_, 8 + 4 + 8 + 4 + 8, "tensors");
    tensors.reserve(num_tensors_);
    offsets_.reserve(num_tensors_);
    for (std::uint64_t i = 0; i < num_tensors_; ++i) {
      cursor_.set_place(fmt::format("tensor {} of {}", i + 1, num_tensors_));
      const std::string_view name = cursor_.read_string("its name");
      cursor_.set_place(fmt::format("tensor {}", in_quotes(name)));
      if (!seen.insert(name).second) cursor_.fail("appears twice, expected each name once");
      TensorView tensor;
      tensor.name = name;
      tensor.shape = read_shape();
      tensor.dtype = read_dtype(tensor.shape);
      offsets_.push_back(cursor_.read<std::uint64_t>("its offset"));
      tensors.push_back(std::move(tensor));
    }
    cursor_.set_place("");
    return tensors;
  }

  std::vector<std::int64_t> read_shape() {
    const auto num_dims = cursor_.read<std::uint32_t>("its number of dimensions");
    if (num_dims < 1 || num_dims > kMaxDims) {
      cursor_.fail(fmt::format("has {} dimensions, expected 1 to {}", num_dims, kMaxDims));
    }
    std::vector<std::int64_t> shape(num_dims);
    for (std::uint32_t d = 0; d < num_dims; ++d) {
      const auto extent = cursor_.read<std::uint64_t>("its dimensions");
      if (extent == 0 || extent > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        cursor_.fail(fmt::format("dimension {} is {}, expected 1 to 2^63-1", d, extent));
      }
      shape[num_dims - 1 - d] = static_cast<std::int64_t>(extent);
    }
    return shape;
  }

  DType read_dtype(const std::vector<std::int64_t>& shape) {
    const auto number = cursor_.read<std::uint32_t>("its type");
    const std::optional<DType> dtype = dtype_of_ggml(number);
    if (!dtype) {
      cursor_.fail(fmt::format("has the ggml type {} ({}), which is not supported; expected one of {}", number,
                               ggml_type_name(number), supported_ggml_types()));
    }
    const auto block = static_cast<std::int64_t>(block_values(*dtype));
    if (shape.back() % block != 0) {
      cursor_.fail(fmt::format("has rows of {} values, expected a multiple of the {} values in a block of {}",
                               shape.back(), block, name_of(*dtype)));
    }
    return *dtype;
  }

  // The data section begins at the next multiple of the alignment; offsets count from there.
  void place_tensors(std::vector<TensorView>& tensors) const {
    if (tensors.empty()) return;
    const std::uint64_t begin = (cursor_.position() + alignment_ - 1) / alignment_ * alignment_;
    const std::uint64_t size = begin < bytes_.size() ? bytes_.size() - begin : 0;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      TensorView& tensor = tensors[i];
      const auto fail = [&](std::string_view message) {
        refuse(file_, fmt::format("tensor {}: {}", in_quotes(tensor.name), message));
      };
      const std::optional<std::uint64_t> length = tensor_bytes(tensor.dtype, tensor.shape);
      if (!length) fail(fmt::format("its shape {} has more values than 2^63-1 bytes hold", shape_text(tensor.shape)));
      const std::uint64_t offset = offsets_[i];
      if (offset % alignment_ != 0) {
        fail(fmt::format("its offset {} is not a multiple of the alignment {}", offset, alignment_));
      }
      if (offset > size || *length > size - offset) {
        fail(
            fmt::format("its {} bytes at offset {} end outside the file: expected at most the {} bytes of data, which "
                        "begin at byte {} (is the file truncated?)",
                        *length, offset, size, begin));
      }
      tensor.data = bytes_.subspan(begin + offset, *length);
    }
    refuse_overlaps(tensors);
  }

  void refuse_overlaps(const std::vector<TensorView>& tensors) const {
    std::vector<const TensorView*> sorted;
    sorted.reserve(tensors.size());
    for (const TensorView& tensor : tensors) sorted.push_back(&tensor);
    std::sort(sorted.begin(), sorted.end(),
              [](const TensorView* a, const TensorView* b) { return a->data.data() < b->data.data(); });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      const TensorView& before = *sorted[i - 1];
      if (before.data.data() + before.data.size() <= sorted[i]->data.data()) continue;
      refuse(file_, fmt::format("tensor {}: its data at byte {} overlap those of tensor {}, which end at byte {}",
                                in_quotes(sorted[i]->name), sorted[i]->data.data() - bytes_.data(),
                                in_quotes(before.name), before.data.data() + before.data.size() - bytes_.data()));
    }
  }

  std::span<const std::byte> bytes_;
  std::string_view file_;
  ByteCursor cursor_;
  std::uint64_t num_tensors_ = 0;
  std::uint64_t num_keys_ = 0;
  std::uint64_t num_elements_ = 0;
  std::uint64_t alignment_ = kDefaultAlignment;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace

GgufContent parse_gguf(std::span<const std::byte> bytes, std::string_view file) {
  return GgufParser(bytes, file).parse();
}

}  // namespace assay::local
