#include "harness/run/answer_gathering.h"

#include "harness/run/dialogue.h"

#include <algorithm>
#include <map>

namespace assay::run {
namespace {

bool is_single(const Response& response) {
  const auto* scores = std::get_if<Loglikelihoods>(&response.body);
  return scores != nullptr && scores->continuations.size() == 1;
}

}  // namespace

std::vector<Response> gathered(const Sample& sample, std::span<const Response> responses) {
  if (is_dialogue(responses)) return answers_of_turn(responses, std::nullopt);
  const auto inputs = static_cast<int>(sample.choices.size());
  const auto is_input = [&](const Response& response) { return response.id.slot < inputs; };
  const bool by_slots = inputs > 1 && std::any_of(responses.begin(), responses.end(), [](const Response& r) { return r.id.slot > 0; }) &&
                        std::all_of(responses.begin(), responses.end(),
                                    [&](const Response& r) { return !is_input(r) || is_single(r); });
  if (!by_slots) return {responses.begin(), responses.end()};
  std::map<int, std::vector<const Response*>> of_epoch;
  std::vector<Response> out;
  for (const Response& response : responses) {
    if (is_input(response)) {
      of_epoch[response.id.epoch].push_back(&response);
    } else {
      out.push_back(response);
      out.back().id.slot = 1;
    }
  }
  std::vector<Response> merged;
  for (auto& [epoch, parts] : of_epoch) {
    std::sort(parts.begin(), parts.end(), [](const Response* a, const Response* b) { return a->id.slot < b->id.slot; });
    Response whole = *parts.front();
    auto& scores = std::get<Loglikelihoods>(whole.body).continuations;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      scores.push_back(std::get<Loglikelihoods>(parts[i]->body).continuations.front());
      whole.usage.prompt_tokens += parts[i]->usage.prompt_tokens;
      whole.usage.completion_tokens += parts[i]->usage.completion_tokens;
      if (whole.usage.cost && parts[i]->usage.cost) *whole.usage.cost += *parts[i]->usage.cost;
      whole.timing.seconds += parts[i]->timing.seconds;
    }
    merged.push_back(std::move(whole));
  }
  merged.insert(merged.end(), out.begin(), out.end());
  return merged;
}

}  // namespace assay::run
