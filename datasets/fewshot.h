#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/sample.h"

namespace assay::datasets {

/// The examples that may stand in front of a sample.
/// Threads: const members are safe from several threads.
class FewshotPool {
 public:
  FewshotPool() = default;
  explicit FewshotPool(std::vector<Sample> samples);

  std::size_t size() const { return samples_.size(); }

  /// `count` examples for one sample, in the order they are shown. A pure function of the seed, the task's name, the
  /// sample's id and the rows of the pool: neither a limit, nor the order of samples, shards or pool rows changes it.
  /// Never the sample itself: rows with its id, or with the same question, choices and answers, are left out.
  /// The pointers live as long as the pool.
  /// Throws: Error(kConfig) where the pool is too small.
  std::vector<const Sample*> choose(const TaskSpec& spec, const Sample& sample, int count) const;
  /// With the task's own `num_fewshot`.
  std::vector<const Sample*> choose(const TaskSpec& spec, const Sample& sample) const;

 private:
  std::vector<Sample> samples_;
  std::vector<std::string> content_;     // digest of each sample's content
  std::vector<std::size_t> by_content_;  // indices, ordered by digest, so that the file's order does not matter
};

}  // namespace assay::datasets
