#include "datasets/fewshot.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "datasets/python_random.h"
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

FewshotPool::FewshotPool(std::vector<Sample> samples, std::span<const std::int64_t> indices)
    : samples_(std::move(samples)), in_order_(samples_.size()) {
  content_.reserve(samples_.size());
  for (const Sample& sample : samples_) content_.push_back(content_digest(sample));
  std::iota(in_order_.begin(), in_order_.end(), std::size_t{0});
  if (!indices.empty()) in_order_.clear();
  for (const std::int64_t index : indices) {
    if (index < 0 || index >= static_cast<std::int64_t>(samples_.size()))
      throw Error(ErrorKind::kConfig, fmt::format("fewshot_indices: there is no row {}; the pool has {} (from 0)", index,
                                                  samples_.size()));
    in_order_.push_back(static_cast<std::size_t>(index));
  }
  by_content_ = in_order_;
  std::stable_sort(by_content_.begin(), by_content_.end(),
                   [this](std::size_t a, std::size_t b) { return content_[a] < content_[b]; });
}

namespace {

[[noreturn]] void refuse_small_pool(const TaskSpec& spec, int count, std::size_t found, const std::string& sample) {
  throw Error(
      ErrorKind::kConfig,
      fmt::format("{}task '{}': {} few-shot examples are asked for, but there are only {} beside the sample '{}' "
                  "itself{}",
                  spec.file.empty() ? "" : spec.file + ": ", spec.name, count, found, sample,
                  spec.stated_fewshot_split.empty() ? "" : fmt::format(", in the split '{}'", spec.stated_fewshot_split)));
}

}  // namespace

std::vector<const Sample*> FewshotPool::choose(const TaskSpec& spec, const Sample& sample, int count) const {
  std::vector<const Sample*> chosen;
  if (count <= 0) return chosen;
  const auto wanted = static_cast<std::size_t>(count);
  if (drawn_) {
    for (const std::size_t i : drawn_->at(sample.id))
      if (chosen.size() < wanted) chosen.push_back(&samples_[i]);
    return chosen;
  }
  const std::string own = content_digest(sample);
  const auto is_itself = [&](std::size_t i) { return samples_[i].id == sample.id || content_[i] == own; };

  if (spec.fewshot_sampler == FewshotSampler::kFirstN) {
    for (const std::size_t i : in_order_)
      if (chosen.size() < wanted && !is_itself(i)) chosen.push_back(&samples_[i]);
  } else {
    // Fisher-Yates from the front, with only the moved places kept: the cost does not grow with the pool.
    RandomStream stream(stream_seed(spec.fewshot_seed, "fewshot:" + spec.task_name(), sample.id, 0));
    std::unordered_map<std::size_t, std::size_t> moved;
    const auto at = [&](std::size_t i) {
      const auto found = moved.find(i);
      return found == moved.end() ? i : found->second;
    };
    for (std::size_t i = 0; i < by_content_.size() && chosen.size() < wanted; ++i) {
      const std::size_t j = i + static_cast<std::size_t>(stream.below(by_content_.size() - i));
      const std::size_t drawn = by_content_[at(j)];
      moved[j] = at(i);
      if (!is_itself(drawn)) chosen.push_back(&samples_[drawn]);
    }
  }
  if (chosen.size() < wanted) refuse_small_pool(spec, count, chosen.size(), sample.id);
  return chosen;
}

void FewshotPool::draw_like_lm_eval(const TaskSpec& spec, int count, const std::function<std::optional<Sample>()>& sample) {
  drawn_.emplace();
  if (count <= 0) return;
  const auto wanted = static_cast<std::size_t>(count);
  // There fewshot_indices are read and then passed over.
  std::vector<std::size_t> all(samples_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  // The sample is kept out only where the two keys are equal; two that are absent are.
  const bool keeps_out = spec.stated_fewshot_split == spec.test_split;
  PythonRandom random(spec.fewshot_seed);
  while (const std::optional<Sample> one = sample()) {
    const auto is_itself = [&](std::size_t i) { return keeps_out && samples_[i].fields == one->fields; };
    std::vector<std::size_t> chosen;
    const auto add = [&](std::size_t i) {
      if (chosen.size() < wanted && !is_itself(i)) chosen.push_back(i);
    };
    if (spec.fewshot_sampler == FewshotSampler::kFirstN) {
      for (const std::size_t i : all) add(i);
    } else {
      const std::size_t drawn = keeps_out ? wanted + 1 : wanted;
      if (drawn > all.size()) refuse_small_pool(spec, count, all.size(), one->id);
      for (const std::size_t i : random.sample(all.size(), drawn)) add(i);
      if (chosen.size() < wanted) {  // equal rows: it draws once more, from the others
        std::vector<std::size_t> others;
        std::copy_if(all.begin(), all.end(), std::back_inserter(others), [&](std::size_t i) { return !is_itself(i); });
        if (others.size() < wanted) refuse_small_pool(spec, count, others.size(), one->id);
        chosen.clear();
        for (const std::size_t i : random.sample(others.size(), wanted)) chosen.push_back(others[i]);
      }
    }
    if (chosen.size() < wanted) refuse_small_pool(spec, count, chosen.size(), one->id);
    drawn_->emplace(one->id, std::move(chosen));
  }
}

std::vector<const Sample*> FewshotPool::choose(const TaskSpec& spec, const Sample& sample) const {
  return choose(spec, sample, spec.num_fewshot);
}

}  // namespace assay::datasets
