#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tensor.h"
#include "harness/core/value.h"

namespace assay::local {

/// A checkpoint's tensors and metadata, memory-mapped. Every tensor's bytes were checked to lie inside its file.
/// Threads: const members are safe from several threads. Views live as long as the source.
class WeightSource {
 public:
  virtual ~WeightSource() = default;
  /// The tensor of that name, or nullptr.
  virtual const TensorView* find(std::string_view name) const = 0;
  /// All tensors, in the file's order.
  virtual const std::vector<TensorView>& tensors() const = 0;
  /// GGUF: its key-value pairs (an object with dotted keys). safetensors: the folder's config.json.
  virtual const Value& metadata() const = 0;
  /// "gguf" or "safetensors".
  virtual std::string_view format() const = 0;
  /// The files, and SHA-256 over their names and content (computed at the first call).
  virtual const std::vector<std::string>& files() const = 0;
  virtual const std::string& fingerprint() const = 0;
};

/// Opens a .gguf file, a .safetensors file, or a HuggingFace folder (single or sharded safetensors with config.json).
/// Throws: Error(kRuntime) with file, tensor or key, offending value and what was expected.
std::unique_ptr<WeightSource> open_weights(const std::string& path);

/// Dequantises `num_values` values that start at a block's beginning. Exactly the reference's numbers (ggml's
/// dequantize_row_*, bit for bit). Requires: num_values is a multiple of the block; a floating or block dtype.
void dequantize(DType dtype, const std::byte* blocks, std::int64_t num_values, float* out);

/// A block format taken apart: value[i] = scale[i / group] * quant[i] + min[i / group], where the sum of a product without
/// rounding is what `dequantize` gives.
struct QuantParts {
  int group = 32;                   ///< values that share a scale: 32, or 16 for Q6_K
  int bits = 8;                     ///< 4: all quants lie in 0..15; 8: in -128..127
  std::vector<std::int8_t> quants;
  std::vector<float> scales;
  std::vector<float> mins;          ///< empty where the format has none
};
/// Takes blocks apart. Requires: a block-quantised dtype.
QuantParts split_quants(DType dtype, const std::byte* blocks, std::int64_t num_values);

}  // namespace assay::local
