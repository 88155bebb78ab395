#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/sample.h"

namespace assay::datasets {

/// The examples that may stand in front of a sample.
/// Threads: const members are safe from several threads.
class FewshotPool {
 public:
  FewshotPool() = default;
  /// Of these rows only those at `indices` may be shown (`fewshot_indices`); all where it is empty.
  /// Throws: Error(kConfig) for an index beyond the rows.
  explicit FewshotPool(std::vector<Sample> samples, std::span<const std::int64_t> indices = {});

  std::size_t size() const { return in_order_.size(); }
  /// All rows of the pool, also those that `indices` leaves out.
  std::span<const Sample> samples() const { return samples_; }

  /// `count` examples for one sample, in the order they are shown. A pure function of the seed, the task's name, the
  /// sample's id and the rows of the pool: neither a limit, nor the order of samples, shards or pool rows changes it.
  /// Never the sample itself: rows with its id, or with the same question, choices and answers, are left out.
  /// The pointers live as long as the pool.
  /// Throws: Error(kConfig) where the pool is too small.
  std::vector<const Sample*> choose(const TaskSpec& spec, const Sample& sample, int count) const;
  /// With the task's own `num_fewshot`.
  std::vector<const Sample*> choose(const TaskSpec& spec, const Sample& sample) const;

  /// Makes `choose` give what lm-evaluation-harness draws: one stream of Python's random numbers over all samples in their
  /// order, so that a limit, the order and the samples before decide what is shown. `sample` is called for each
  /// evaluated sample in order, until it gives none. Throws: Error(kConfig) where the pool is too small.
  void draw_like_lm_eval(const TaskSpec& spec, int count, const std::function<std::optional<Sample>()>& sample);

 private:
  std::vector<Sample> samples_;
  std::vector<std::string> content_;     // digest of each sample's content
  std::vector<std::size_t> by_content_;  // indices, ordered by digest, so that the file's order does not matter
  std::vector<std::size_t> in_order_;    // indices of the rows that may be shown, in the file's order
  // Drawn beforehand: the examples of each sample, by its id.
  std::optional<std::unordered_map<std::string, std::vector<std::size_t>>> drawn_;
};

}  // namespace assay::datasets
