#include "raters/rubric/judged_answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace assay::raters {
namespace {

// The reference of turn `turn`, from 0.
std::string reference_of(const Rubric& rubric, const Sample& sample, int turn) {
  const auto place = static_cast<std::size_t>(rubric.reference_by_turn ? turn : 0);
  if (rubric.reference == ReferenceUse::kNone || place >= sample.targets.size()) return "";
  return sample.targets[place];
}

bool has_reference(const Rubric& rubric, const Sample& sample, int turn) {
  return static_cast<std::size_t>(rubric.reference_by_turn ? turn : 0) < sample.targets.size();
}

JudgedAnswer judged_answer(const Rubric& rubric, const Sample& sample, const Response& response, int turn) {
  JudgedAnswer out;
  out.epoch = response.id.epoch;
  out.task = response.user_turn.empty() ? sample.input : response.user_turn;
  out.reference = reference_of(rubric, sample, turn);
  const auto* completion = std::get_if<Completion>(&response.body);
  if (completion == nullptr)
    out.problem = "there is no text to judge";
  else
    out.answer = completion->text;
  if (rubric.reference == ReferenceUse::kRequired && !has_reference(rubric, sample, turn))
    out.problem = rubric.reference_by_turn && !sample.targets.empty()
                      ? fmt::format("the rubric needs a reference and turn {} has none", turn + 1)
                      : "the rubric needs a reference and the sample has none";
  return out;
}

// One epoch's dialogue; its responses by turn.
void add_dialogue(const Rubric& rubric, const Sample& sample, std::span<const Response* const> turns,
                  std::vector<JudgedAnswer>& out) {
  const int last = static_cast<int>(turns.size()) - 1;
  const int only = rubric.turn ? *rubric.turn - 1 : last;
  if (only > last) {
    out.emplace_back();
    out.back().epoch = turns.front()->id.epoch;
    out.back().problem = fmt::format("the dialogue has only {} turn{}", last + 1, last == 0 ? "" : "s");
    return;
  }
  std::vector<Message> earlier;
  for (int turn = 0; turn <= last; ++turn) {
    JudgedAnswer answer = judged_answer(rubric, sample, *turns[static_cast<std::size_t>(turn)], turn);
    const Message user{"user", answer.task}, assistant{"assistant", answer.answer};
    if (rubric.all_turns || turn == only) {
      answer.earlier = earlier;
      out.push_back(std::move(answer));
    }
    earlier.push_back(user);
    earlier.push_back(assistant);
  }
}

}  // namespace

std::vector<JudgedAnswer> judged_answers(const Rubric& rubric, const Sample& sample, std::span<const Response> responses) {
  std::vector<JudgedAnswer> out;
  const bool is_dialogue =
      std::any_of(responses.begin(), responses.end(), [](const Response& r) { return !r.user_turn.empty(); });
  if (!is_dialogue) {
    for (const Response& response : responses) {
      out.push_back(judged_answer(rubric, sample, response, 0));
      if (rubric.turn.value_or(1) > 1) out.back().problem = "it is one question and no dialogue: there is no other turn";
    }
    return out;
  }
  std::map<int, std::vector<const Response*>> epochs;
  for (const Response& response : responses) epochs[response.id.epoch].push_back(&response);
  for (auto& [epoch, turns] : epochs) {
    std::sort(turns.begin(), turns.end(), [](const Response* a, const Response* b) { return a->id.slot < b->id.slot; });
    add_dialogue(rubric, sample, turns, out);
  }
  return out;
}

}  // namespace assay::raters
