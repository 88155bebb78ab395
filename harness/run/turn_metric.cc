#include "harness/run/turn_metric.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/run/answer_gathering.h"
#include "harness/run/dialogue.h"

namespace assay::run {
namespace {

constexpr std::string_view kTurn = "turn";
constexpr std::string_view kTargets = "targets_by_turn";
constexpr int kMostTurns = 1000;

std::string suffix_of(const TurnChoice& choice) {
  if (choice.all) return ",all-turns";
  return choice.turn ? fmt::format(",turn-{}", *choice.turn) : "";
}

// The last turn (from 0) of each epoch, where that is the same for all.
std::optional<int> common_last(std::span<const Response> responses) {
  const std::vector<Response> last = answers_of_turn(responses, std::nullopt);
  std::optional<int> turns;
  for (const Response& answer : last) {
    int own = 0;
    for (const Response& response : responses)
      if (response.id.epoch == answer.id.epoch) own = std::max(own, response.id.slot);
    if (turns && *turns != own) return std::nullopt;
    turns = own;
  }
  return turns;
}

}  // namespace

TurnChoice read_turn_choice(const Options& options, bool targets_by_turn) {
  TurnChoice choice;
  choice.target_of_turn = options.flag(kTargets, targets_by_turn);
  const std::string word = options.text(kTurn, "last");
  if (word == "last") return choice;
  if (word == "all") {
    choice.all = true;
    return choice;
  }
  int turn = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), turn);
  if (error != std::errc() || end != word.data() + word.size() || turn < 1 || turn > kMostTurns)
    options.fail(kTurn, fmt::format("'{}' is no turn; expected last, all, or a number from 1 to {}", word, kMostTurns));
  choice.turn = turn;
  return choice;
}

void put_turn_choice(const TurnChoice& choice, Value& options) {
  std::erase_if(options.as_object(),
                [](const Value::Member& member) { return member.key == kTurn || member.key == kTargets; });
  if (choice.all)
    options.set(std::string(kTurn), "all");
  else if (choice.turn)
    options.set(std::string(kTurn), *choice.turn);
  if (choice.target_of_turn) options.set(std::string(kTargets), true);
}

TurnChoice take_turn_choice(Value& options, const std::string& source) {
  Value own = Value::object();
  for (const std::string_view key : {kTurn, kTargets})
    if (const Value* value = options.find(key)) own.set(std::string(key), *value);
  const TurnChoice choice = read_turn_choice(Options::from_yaml(json::dump(own), source));
  put_turn_choice({}, options);
  return choice;
}

TurnMetric::TurnMetric(std::unique_ptr<Metric> metric, const TurnChoice& choice)
    : metric_(std::move(metric)),
      choice_(choice),
      name_(std::string(metric_->info().name) + suffix_of(choice)),
      info_(metric_->info()) {
  info_.name = name_;
  info_.sees_turns = true;
  if (!choice_.all) return;
  if (!is_mean() && !metric_->value_is_of_sums())
    throw Error(ErrorKind::kConfig, fmt::format("the metric '{}' can score one turn of a dialogue and not all together; "
                                                "expected turn: last or a number",
                                                metric_->info().name));
  if (is_mean()) info_.interval = IntervalMethod::kT;  // a mean of turns is no longer 0 or 1
}

std::string TurnMetric::signature() const {
  std::string out = metric_->signature();
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : "|") + part; };
  if (choice_.all) add("turn:all");
  if (choice_.turn) add(fmt::format("turn:{}", *choice_.turn));
  if (choice_.target_of_turn) add("target:of_turn");
  return out;
}

std::optional<double> TurnMetric::value(const StatsRows& rows) const {
  return choice_.all && is_mean() ? weighted_mean(rows) : metric_->value(rows);
}

// `turn` is that of the answers, from 0; nullopt where they are of different ones.
Scored TurnMetric::score_turn(const Sample& sample, std::span<const Response> answers, std::optional<int> turn) const {
  if (!choice_.target_of_turn) return metric_->score(sample, answers);
  if (!turn)
    return {Unscored{"its epochs end at different turns, and each turn has a target of its own"}, std::nullopt, ""};
  Sample own = sample;
  const auto place = static_cast<std::size_t>(*turn);
  const bool has_target = place < sample.targets.size() && !sample.targets[place].empty();
  own.targets = has_target ? std::vector<std::string>{sample.targets[place]} : std::vector<std::string>{};
  return metric_->score(own, answers);
}

Scored TurnMetric::score_all(const Sample& sample, std::span<const Response> responses) const {
  StatsRow sum;
  double values = 0.0;
  bool has_values = true;
  std::string detail;
  const int turns = num_turns(responses);
  for (int turn = 0; turn < turns; ++turn) {
    const std::vector<Response> answers = answers_of_turn(responses, turn);
    Scored scored = score_turn(sample, answers, turn);
    if (!scored.is_scored())
      return {Unscored{fmt::format("turn {}: {}", turn + 1, std::get<Unscored>(scored.row).reason)}, std::nullopt, detail};
    StatsRow row = std::get<StatsRow>(std::move(scored.row));
    // The further columns of a mean are about its epochs, and turns are no epochs.
    if (is_mean()) row.resize(1);
    if (sum.empty()) sum.assign(row.size(), 0.0);
    for (std::size_t i = 0; i < row.size() && i < sum.size(); ++i) sum[i] += row[i];
    has_values = has_values && scored.value.has_value();
    values += scored.value.value_or(0.0);
    if (!scored.detail.empty()) detail += fmt::format("{}turn {}: {}", detail.empty() ? "" : "; ", turn + 1, scored.detail);
  }
  if (is_mean())
    for (double& x : sum) x /= turns;
  std::optional<double> value;
  if (has_values) value = values / turns;
  return {std::move(sum), value, std::move(detail)};
}

Scored TurnMetric::score(const Sample& sample, std::span<const Response> epochs) const {
  if (!is_dialogue(epochs)) {
    if (choice_.turn.value_or(1) != 1)
      return {Unscored{"it is one question and no dialogue: there is no other turn"}, std::nullopt, ""};
    return metric_->score(sample, gathered(sample, epochs));
  }
  if (choice_.all) return score_all(sample, epochs);
  if (!choice_.turn) return score_turn(sample, answers_of_turn(epochs, std::nullopt), common_last(epochs));
  const std::vector<Response> answers = answers_of_turn(epochs, *choice_.turn - 1);
  if (answers.empty())
    return {Unscored{fmt::format("the dialogue has only {} turn{}", num_turns(epochs), num_turns(epochs) == 1 ? "" : "s")},
            std::nullopt, ""};
  return score_turn(sample, answers, *choice_.turn - 1);
}

}  // namespace assay::run
