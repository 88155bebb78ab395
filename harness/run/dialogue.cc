#include "harness/run/dialogue.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "datasets/turns.h"
#include "harness/core/random.h"

namespace assay::run {
namespace {

// The texts of an epoch's answers by turn; nullopt where one of them failed.
std::optional<std::vector<std::string>> answers_of_epoch(std::span<const Response> responses, int epoch) {
  std::map<int, std::string> by_turn;
  for (const Response& response : responses) {
    if (response.id.epoch != epoch) continue;
    const auto* completion = std::get_if<Completion>(&response.body);
    if (completion == nullptr) return std::nullopt;
    by_turn[response.id.slot] = completion->text;
  }
  std::vector<std::string> answers;
  for (auto& [turn, text] : by_turn) answers.push_back(std::move(text));
  return answers;
}

}  // namespace

std::vector<Request> plan_turns(const OpenTask& task, const Sample& sample, std::span<const Response> earlier,
                                std::optional<int> num_fewshot) {
  std::vector<const Sample*> examples = task.pool.choose(task.spec, sample, task.num_fewshot);
  if (num_fewshot && examples.size() > static_cast<std::size_t>(*num_fewshot))
    examples.resize(static_cast<std::size_t>(*num_fewshot));
  std::vector<Request> requests;
  for (int epoch = 0; epoch < task.epochs; ++epoch) {
    const std::optional<std::vector<std::string>> answers = answers_of_epoch(earlier, epoch);
    if (!answers) continue;
    const auto slot = static_cast<int>(answers->size());
    try {
      std::optional<datasets::DialogueTurn> turn = datasets::next_turn(task.spec, sample, examples, *answers, task.style);
      if (!turn) continue;
      // The first turn draws as the only one of another task does; each later one has a stream of its own.
      const std::string purpose =
          slot == 0 ? "sampling/" + task.spec.name : fmt::format("sampling/{}/turn {}", task.spec.name, slot + 1);
      Request request{{sample.id, slot, epoch}, Generate{std::move(turn->prompt), task.sampling}, std::move(turn->user)};
      std::get<Generate>(request.body).sampling.seed =
          stream_seed(task.seed, purpose, sample.id, static_cast<std::uint64_t>(epoch));
      requests.push_back(std::move(request));
    } catch (Error& error) {
      error.add(fmt::format("while making turn {} of the sample '{}' of task '{}'", slot + 1, sample.id, task.spec.name));
      throw;
    }
  }
  return requests;
}

bool is_dialogue(std::span<const Response> responses) {
  return std::any_of(responses.begin(), responses.end(), [](const Response& r) { return !r.user_turn.empty(); });
}

int num_turns(std::span<const Response> responses) {
  int turns = 0;
  for (const Response& response : responses) turns = std::max(turns, response.id.slot + 1);
  return turns;
}

std::vector<Response> answers_of_turn(std::span<const Response> responses, std::optional<int> turn) {
  std::map<int, const Response*> of_epoch;
  for (const Response& response : responses) {
    if (turn && response.id.slot != *turn) continue;
    const Response*& last = of_epoch[response.id.epoch];
    if (last == nullptr || last->id.slot < response.id.slot) last = &response;
  }
  std::vector<Response> answers;
  for (const auto& [epoch, response] : of_epoch) {
    answers.push_back(*response);
    answers.back().id.slot = 0;
  }
  return answers;
}

}  // namespace assay::run
