#include "backends/local/sample/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "backends/local/sample/logprobs.h"
#include "harness/core/random.h"

namespace assay::local {
namespace {

struct Candidate {
  std::int32_t id;
  double weight;  // exp(logit - max): a probability up to a factor
};

bool more_probable(const Candidate& a, const Candidate& b) {
  return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
}

double total_weight(std::span<const Candidate> candidates) {
  return std::accumulate(candidates.begin(), candidates.end(), 0.0,
                         [](double sum, const Candidate& c) { return sum + c.weight; });
}

// Keeps the shortest most probable head whose weight reaches top_p of the total. Sorted piece by piece: for a usual
// model a few hundred candidates are enough.
void keep_top_p(std::vector<Candidate>& candidates, double top_p) {
  const double goal = top_p * total_weight(candidates);
  double reached = 0.0;
  std::size_t sorted = 0;
  while (sorted < candidates.size()) {
    const std::size_t end = std::min(candidates.size(), std::max<std::size_t>(256, sorted * 4));
    std::partial_sort(candidates.begin() + static_cast<std::ptrdiff_t>(sorted),
                      candidates.begin() + static_cast<std::ptrdiff_t>(end), candidates.end(), more_probable);
    for (std::size_t i = sorted; i < end; ++i) {
      reached += candidates[i].weight;
      if (reached >= goal) {
        candidates.resize(i + 1);
        return;
      }
    }
    sorted = end;
  }
}

}  // namespace

std::int32_t Sampler::draw(std::span<const float> logits, std::span<const std::int32_t> before,
                           std::uint64_t index) const {
  std::vector<float> penalised;
  if (settings_.repetition_penalty != 1.0) {
    penalised.assign(logits.begin(), logits.end());
    const auto penalty = static_cast<float>(settings_.repetition_penalty);
    for (const std::int32_t id : before) {
      const float logit = logits[static_cast<std::size_t>(id)];  // the original: a token counts once
      penalised[static_cast<std::size_t>(id)] = logit > 0.0f ? logit / penalty : logit * penalty;
    }
    logits = penalised;
  }
  const RowFacts facts = scan_row(logits);
  if (settings_.temperature <= 0.0) return facts.argmax;

  std::vector<Candidate> candidates(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i)
    candidates[i] = {
        static_cast<std::int32_t>(i),
        std::exp((static_cast<double>(logits[i]) - static_cast<double>(facts.max)) / settings_.temperature)};
  if (settings_.top_k > 0 && static_cast<std::size_t>(settings_.top_k) < candidates.size()) {
    std::nth_element(candidates.begin(), candidates.begin() + settings_.top_k, candidates.end(), more_probable);
    candidates.resize(static_cast<std::size_t>(settings_.top_k));
    // nth_element leaves an order of its own; sums and draws go by this one.
    std::sort(candidates.begin(), candidates.end(), more_probable);
  }
  if (settings_.top_p < 1.0) keep_top_p(candidates, settings_.top_p);
  // The most probable candidate has weight exp(0) = 1.
  if (settings_.min_p > 0.0)
    std::erase_if(candidates, [&](const Candidate& c) { return c.weight < std::min(settings_.min_p, 1.0); });

  // One block of four 32-bit numbers a token, so that no draw overlaps the next.
  RandomStream random(settings_.seed, index * 4);
  const double goal = random.uniform() * total_weight(candidates);
  double reached = 0.0;
  for (const Candidate& candidate : candidates) {
    reached += candidate.weight;
    if (reached > goal) return candidate.id;
  }
  return candidates.back().id;
}

}  // namespace assay::local
