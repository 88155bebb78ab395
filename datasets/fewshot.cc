#include "datasets/fewshot.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/random.h"

namespace assay::datasets {
namespace {

// What would give the answer away: equal rows have equal digests, and so do rows that differ only in fields not shown.
std::string content_digest(const Sample& sample) {
  Sha256 hash;
  hash.field(sample.input);
  hash.field(std::to_string(sample.choices.size()));
  for (const std::string& choice : sample.choices) hash.field(choice);
  for (const std::string& target : sample.targets) hash.field(target);
  return hash.hex();
}

}  // namespace

FewshotPool::FewshotPool(std::vector<Sample> samples) : samples_(std::move(samples)) {
  content_.reserve(samples_.size());
  for (const Sample& sample : samples_) content_.push_back(content_digest(sample));
  by_content_.resize(samples_.size());
  std::iota(by_content_.begin(), by_content_.end(), std::size_t{0});
  std::stable_sort(by_content_.begin(), by_content_.end(),
                   [this](std::size_t a, std::size_t b) { return content_[a] < content_[b]; });
}

std::vector<const Sample*> FewshotPool::choose(const TaskSpec& spec, const Sample& sample, int count) const {
  std::vector<const Sample*> chosen;
  if (count <= 0) return chosen;
  const auto wanted = static_cast<std::size_t>(count);
  const std::string own = content_digest(sample);
  const auto is_itself = [&](std::size_t i) { return samples_[i].id == sample.id || content_[i] == own; };

  if (spec.fewshot_sampler == FewshotSampler::kFirstN) {
    for (std::size_t i = 0; i < samples_.size() && chosen.size() < wanted; ++i)
      if (!is_itself(i)) chosen.push_back(&samples_[i]);
  } else {
    // Fisher-Yates from the front, with only the moved places kept: the cost does not grow with the pool.
    RandomStream stream(stream_seed(spec.fewshot_seed, "fewshot:" + spec.name, sample.id, 0));
    std::unordered_map<std::size_t, std::size_t> moved;
    const auto at = [&](std::size_t i) {
      const auto found = moved.find(i);
      return found == moved.end() ? i : found->second;
    };
    for (std::size_t i = 0; i < samples_.size() && chosen.size() < wanted; ++i) {
      const std::size_t j = i + static_cast<std::size_t>(stream.below(samples_.size() - i));
      const std::size_t drawn = by_content_[at(j)];
      moved[j] = at(i);
      if (!is_itself(drawn)) chosen.push_back(&samples_[drawn]);
    }
  }
  if (chosen.size() < wanted)
    throw Error(ErrorKind::kConfig,
                fmt::format("task '{}': {} few-shot examples are asked for, but the split '{}' has only {} beside the "
                            "sample '{}' itself",
                            spec.name, count, spec.fewshot_split, chosen.size(), sample.id));
  return chosen;
}

std::vector<const Sample*> FewshotPool::choose(const TaskSpec& spec, const Sample& sample) const {
  return choose(spec, sample, spec.num_fewshot);
}

}  // namespace assay::datasets
