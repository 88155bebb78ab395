#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "harness/core/json.h"
#include "harness/run/checks/checks.h"
#include "harness/run/scoring.h"

namespace assay::run {
namespace {

// Metrics that give the full score to the very answer that the data has; others (BLEU of a short text) need not.
constexpr std::array<std::string_view, 26> kFullForGold = {"acc",
                                                           "acc_norm",
                                                           "acc_bytes",
                                                           "acc_tokens",
                                                           "acc_mutual_info",
                                                           "exact_match",
                                                           "quasi_exact_match",
                                                           "prefix_exact_match",
                                                           "token_f1",
                                                           "contains",
                                                           "starts_with",
                                                           "ends_with",
                                                           "numeric_match",
                                                           "math_equal",
                                                           "squad_em",
                                                           "squad_f1",
                                                           "squad_v2_em",
                                                           "squad_v2_f1",
                                                           "drop_em",
                                                           "drop_f1",
                                                           "rouge_1",
                                                           "rouge_l",
                                                           "rouge_lsum",
                                                           "pass_at_k",
                                                           "maj_at_k",
                                                           "json_field_match"};

bool is_full_for_gold(std::string_view name) {
  return std::find(kFullForGold.begin(), kFullForGold.end(), name.substr(0, name.find(','))) != kFullForGold.end();
}

bool is_right(const Sample& sample, std::size_t choice) {
  return std::find(sample.target_choices.begin(), sample.target_choices.end(), static_cast<int>(choice)) !=
         sample.target_choices.end();
}

ContinuationScore score_of(const std::string& text, bool right) {
  // So far apart that dividing by a length keeps the order.
  const int bytes = static_cast<int>(text.size());
  return {right ? -1e-3 : -1e9, std::max(1, bytes / 4), bytes, right};
}

// What a model that is always right would answer.
Response right_answer(const SampleView& view, const Request& request) {
  const Sample& sample = view.sample;
  Response response;
  response.id = request.id;
  if (std::holds_alternative<Generate>(request.body)) {
    response.body = Completion{sample.targets.empty() ? "" : sample.targets.front(), FinishReason::kStop, {}};
    return response;
  }
  Loglikelihoods out;
  if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) {
    const bool alone = scored->context == Prompt{} && request.id.slot > 0 && !sample.choices_are_inputs;
    for (std::size_t i = 0; i < scored->continuations.size(); ++i) {
      const std::size_t choice = sample.choices_are_inputs ? static_cast<std::size_t>(request.id.slot) : i;
      out.continuations.push_back(
          score_of(scored->continuations[i], !alone && (sample.choices.empty() || is_right(sample, choice))));
    }
  } else {
    out.continuations.push_back(score_of(std::get<RollingLoglikelihood>(request.body).text, true));
  }
  response.body = std::move(out);
  return response;
}

}  // namespace

GoldScores::GoldScores(const OpenTask& task) : task_(task), uses_(task.metrics.size()) {}

void GoldScores::see(const SampleView& view) {
  ++samples_;
  if (view.sample.target_choices.size() == 1) ++positions_[view.sample.target_choices.front()];
  std::vector<Response> answers;
  for (const Request& request : view.requests) answers.push_back(right_answer(view, request));
  if (answers.empty()) return;
  for (std::size_t m = 0; m < uses_.size(); ++m) {
    const Metric& metric = *task_.metrics[m];
    MetricUse& use = uses_[m];
    const std::optional<Scored> scored = score_sample(metric, view.sample, answers);
    if (!scored) continue;
    if (!scored->is_scored()) {
      if (use.unscored++ == 0) {
        use.reason = std::get<Unscored>(scored->row).reason;
        if (use.first_where.empty()) use.first_where = view.where;
      }
      continue;
    }
    ++use.scored;
    const std::string gold = view.sample.targets.empty() ? "" : json::dump(Value(view.sample.targets.front().substr(0, 80)));
    if (scored->detail.find("the filter found nothing") != std::string::npos && use.not_found++ == 0)
      use.first_not_found = fmt::format("{} ({})", gold, view.where);
    const bool has_answer = !view.sample.targets.empty() || !view.sample.target_choices.empty();
    if (has_answer && is_full_for_gold(metric.info().name) && scored->value && *scored->value < metric.info().scale - 1e-9 &&
        use.below++ == 0)
      use.first_below = fmt::format("{} scores {:.3g} ({})", gold, *scored->value, view.where);
  }
}

void GoldScores::report(Findings& findings) const {
  std::map<std::string, std::vector<std::string>> cannot;  // metrics by the reason
  for (std::size_t m = 0; m < uses_.size(); ++m)
    if (uses_[m].scored == 0 && uses_[m].unscored > 0)
      cannot[uses_[m].reason].emplace_back(task_.metrics[m]->info().name);
  for (const auto& [reason, names] : cannot)
    findings.error("metric_cannot_score", task_.spec.file,
                   fmt::format("{} leave{} every sample unscored, even with the right answer: {}", fmt::join(names, ", "),
                               names.size() == 1 ? "s" : "", reason),
                   reason);
  for (std::size_t m = 0; m < uses_.size(); ++m) {
    const std::string name(task_.metrics[m]->info().name);
    const MetricUse& use = uses_[m];
    if (use.scored > 0 && use.unscored > 0) {
      findings.warn("gold_unscored", use.first_where,
                    fmt::format("{} leaves {} of {} samples unscored, even with the right answer: {}", name, use.unscored,
                                use.scored + use.unscored, use.reason),
                    name);
    }
    if (use.not_found > 0)
      findings.warn(
          "gold_not_found", task_.spec.file,
          fmt::format(
              "the filters of {} find nothing in {} of {} right answers, first {}: only a model that answers in another "
              "form than the data can score",
              name, use.not_found, use.scored, use.first_not_found),
          name);
    if (use.below > 0)
      findings.warn("gold_below_full", task_.spec.file,
                    fmt::format("{} gives {} of {} right answers less than the full score, first {}", name, use.below,
                                use.scored, use.first_below),
                    name);
  }
  if (task_.spec.output_type == datasets::OutputType::kMultipleChoice && samples_ >= 10 && positions_.size() == 1 &&
      positions_.begin()->second == samples_)
    findings.warn(
        "target_constant", task_.spec.file,
        fmt::format("the right choice is number {} in all {} samples: a model that always takes that place is right",
                    positions_.begin()->first, samples_));
}

}  // namespace assay::run
