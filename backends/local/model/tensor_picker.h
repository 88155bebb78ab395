#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "backends/local/weights/weight_source.h"

namespace assay::local {

/// Takes tensors out of a checkpoint by name and shape, and knows in the end which ones nobody took.
class TensorPicker {
 public:
  /// `source` outlives this. `config_file` is where the shapes come from, for messages.
  TensorPicker(const WeightSource& source, std::string config_file)
      : source_(source), config_file_(std::move(config_file)) {}

  /// The tensor, or nullptr where there is none. Throws: Error(kRuntime) for another shape or a type that is no number
  /// of a model.
  const TensorView* maybe(const std::string& name, const std::vector<std::int64_t>& shape);
  /// The tensor. Throws: Error(kRuntime) where it is missing, and as `maybe`.
  const TensorView& required(const std::string& name, const std::vector<std::int64_t>& shape);
  /// Counts a tensor as known though it is not needed.
  void ignore(const std::string& name) { taken_.insert(name); }
  /// Refuses a checkpoint with tensors that were not taken: a model without some of its weights answers, but wrongly.
  /// Throws: Error(kRuntime) that names the first one.
  void refuse_leftovers(std::span<const std::string_view> ignored_endings) const;

  /// Numbers in the tensors that were taken.
  std::int64_t num_values() const { return num_values_; }

 private:
  const WeightSource& source_;
  std::string config_file_;
  std::unordered_set<std::string> taken_;
  std::int64_t num_values_ = 0;
};

/// The tensor's numbers as floats.
std::vector<float> to_floats(const TensorView& tensor);

}  // namespace assay::local
