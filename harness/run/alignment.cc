#include "harness/run/alignment.h"

#include <fmt/core.h>

#include <optional>
#include <unordered_map>

namespace assay::run {
namespace {

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

std::string content_of(const store::SampleIdentity& sample) { return sample.input + sample.target; }

// Positions of the samples whose id the other side does not know, by content; kNobody where it is not unique.
std::unordered_map<std::string, std::size_t> by_content(const std::vector<store::SampleIdentity>& samples,
                                                        const std::unordered_map<std::string, std::size_t>& known) {
  std::unordered_map<std::string, std::size_t> found;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].input.empty() || known.contains(samples[i].id)) continue;  // without its question nothing is known again
    const auto [at, is_new] = found.try_emplace(content_of(samples[i]), i);
    if (!is_new) at->second = kNobody;
  }
  return found;
}

std::unordered_map<std::string, std::size_t> by_id(const std::vector<store::SampleIdentity>& samples) {
  std::unordered_map<std::string, std::size_t> found;
  for (std::size_t i = 0; i < samples.size(); ++i) found.emplace(samples[i].id, i);
  return found;
}

}  // namespace

Alignment align(const TaskScores& base, const TaskScores& candidate, bool across_prompts, bool across_questions,
                bool across_targets) {
  Alignment out;
  const auto base_ids = by_id(base.samples);
  const auto candidate_ids = by_id(candidate.samples);
  const auto candidate_contents = by_content(candidate.samples, base_ids);
  const auto base_contents = by_content(base.samples, candidate_ids);
  std::int64_t inputs = 0, targets = 0, prompts = 0, matched = 0;
  for (std::size_t i = 0; i < base.samples.size(); ++i) {
    const store::SampleIdentity& left = base.samples[i];
    std::size_t j = kNobody;
    if (const auto at = candidate_ids.find(left.id); at != candidate_ids.end()) {
      j = at->second;
    } else if (const auto same = candidate_contents.find(content_of(left));
               !left.input.empty() && same != candidate_contents.end() && base_contents.at(content_of(left)) != kNobody) {
      j = same->second;
    }
    if (j == kNobody) {
      ++out.only_base;
      continue;
    }
    ++matched;
    const store::SampleIdentity& right = candidate.samples[j];
    const bool both_asked = !left.prompt.empty() && !right.prompt.empty();
    if (left.input != right.input && !across_questions && !across_targets) {
      ++inputs;
    } else if (left.target != right.target && !across_targets) {
      ++targets;
    } else if (both_asked && left.prompt != right.prompt && !across_prompts && !across_questions && !across_targets) {
      ++prompts;
    } else {
      out.pairs.emplace_back(i, j);
      out.same_answers = out.same_answers && !left.keys.empty() && left.keys == right.keys;
    }
  }
  out.only_candidate = static_cast<std::int64_t>(candidate.samples.size()) - matched;
  out.same_answers = out.same_answers && !out.pairs.empty();
  const auto name = [&](std::int64_t count, std::string_view what) {
    if (count > 0)
      out.not_comparable.push_back(
          {base.task, "", fmt::format("{} of {} shared samples: {}", count, matched, what), count});
  };
  name(inputs, "the question changed under the same id; --across-questions compares them all the same");
  name(targets, "the target changed");
  name(prompts, "the prompt changed; --across-prompts compares them all the same");
  return out;
}

}  // namespace assay::run
