#include "harness/run/compare_runs.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "harness/run/scoring.h"
#include "harness/run/settings_diff.h"
#include "harness/store/groups.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "metrics/stats/estimate.h"

namespace assay::run {
namespace {

// Answers are looked up for so many flips: what a person reads, not what a script counts.
constexpr std::size_t kAnsweredFlips = 200;

Comparison::Side side_of(const RunFacts& facts, const std::string& prompt) {
  return {facts.id, prompt.empty() ? facts.name : fmt::format("{}:{}", facts.name, prompt), facts.started};
}

// The candidate's own numbers, as a run would have them.
std::vector<ResultRow> results_of(const ScoreSet& set, double level) {
  std::vector<ResultRow> rows;
  for (const TaskScores& task : set.tasks) {
    for (const MetricScores& scores : task.metrics) {
      std::int64_t unscored = 0, failed = 0;
      for (const std::int64_t row : scores.row_of) (row == MetricScores::kFailed ? failed : unscored) += row < 0;
      ResultRow row;
      row.model = task.model;
      row.task = task.task;
      row.metric = scores.name;
      row.scale = scores.metric->info().scale;
      row.higher_is_better = scores.metric->info().higher_is_better;
      metrics::EstimateOptions options;
      options.level = level;
      row.estimate = metrics::make_estimate(scores.metric->info(), metrics::value_of(*scores.metric), {scores.rows, scores.width, {}},
                                            unscored, failed, options);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace

RunComparer::RunComparer(const store::Store& store, std::span<const MetricDef* const> metrics, ChosenRun candidate,
                         CompareOptions options)
    : store_(store), metrics_(metrics), candidate_(std::move(candidate)), options_(std::move(options)) {}

const ScoreSet& RunComparer::scores(const ChosenRun& run) {
  const auto found = scores_.find(run);
  if (found != scores_.end()) return found->second;
  ScoreSet set = stored_scores(store_, run.id, metrics_);
  set.groups = store::stored_groups(store_, run.id);
  return scores_.emplace(run, with_prompt(std::move(set), run.prompt)).first->second;
}

const Comparison& RunComparer::against(const ChosenRun& run, double level) {
  const auto key = std::pair(run, level);
  if (const auto found = compared_.find(key); found != compared_.end()) return found->second;
  CompareOptions options = options_;
  options.level = level;
  // Whoever names a prompt wants to know what it changes.
  options.across_variants = run.prompt != candidate_.prompt;
  return compared_.emplace(key, compare(scores(run), scores(candidate_), options)).first->second;
}

std::vector<GateResult> RunComparer::judge_all(const ChosenRun& base, std::span<const GateRule> rules) {
  GateInputs inputs;
  inputs.level = options_.level;
  const store::StoredRun candidate(store_, candidate_.id);
  inputs.results = with_prompt(candidate.results(), candidate_.prompt);
  inputs.groups = candidate.groups();
  inputs.compared = [&](const std::string& versus, double level) -> const Comparison& {
    if (versus.empty() && base.id.empty())
      throw Error(ErrorKind::kConfig, "a gate on a drop or on flips needs a run to compare with: write 'vs RUN' or 'vs baseline:NAME'");
    return against(versus.empty() ? base : resolve_chosen(store_, versus), level);
  };
  std::vector<GateResult> results;
  for (const GateRule& rule : rules) results.push_back(judge(rule, inputs));
  return results;
}

std::vector<GateResult> RunComparer::judge_rules(std::span<const GateRule> rules) { return judge_all({}, rules); }

void RunComparer::note_history(const ChosenRun& base, Comparison& comparison) const {
  const auto unstable_of = [&](const ChosenRun& run, const std::string& model, const PairedResult& result) {
    const RunFacts facts = store::StoredRun(store_, run.id).facts();
    for (const RunFacts::Model& one : facts.models)
      if (one.name == model)
        return store::unstable_samples(store_, one.fingerprint, stored_name(result.task, run.prompt), result.metric, result.signature);
    return std::map<std::string, double>();
  };
  for (const PairedResult& result : comparison.results) {
    const auto is_of = [&](const Flip& flip) { return flip.task == result.task && flip.metric == result.metric; };
    if (std::none_of(comparison.flips.begin(), comparison.flips.end(), is_of)) continue;
    const auto before = unstable_of(base, result.base_model, result);
    const auto after = unstable_of(candidate_, result.candidate_model, result);
    const auto share = [](const std::map<std::string, double>& all, const std::string& sample) -> std::optional<double> {
      const auto found = all.find(sample);
      return found == all.end() ? std::nullopt : std::optional(found->second);
    };
    for (Flip& flip : comparison.flips) {
      if (!is_of(flip) || flip.unstable || (!before.contains(flip.sample) && !after.contains(flip.sample))) continue;
      flip.unstable = true;
      comparison.unstable.push_back({flip.task, flip.sample, share(before, flip.sample), share(after, flip.sample)});
    }
  }
}

Comparison RunComparer::perform(const ChosenRun& base, std::span<const GateRule> rules) {
  const store::StoredRun left(store_, base.id), right(store_, candidate_.id);
  Comparison out = against(base, options_.level);
  out.base = side_of(left.facts(), base.prompt);
  out.candidate = side_of(right.facts(), candidate_.prompt);
  out.differences = settings_that_differ(left.facts(), right.facts());
  note_history(base, out);
  for (std::size_t i = 0; i < out.flips.size() && i < kAnsweredFlips; ++i) {
    Flip& flip = out.flips[i];
    for (const PairedResult& result : out.results) {
      if (result.task != flip.task) continue;
      const store::AnswerText before = store::answer_text(store_, base.id, result.base_model, stored_name(flip.task, base.prompt), flip.sample);
      const store::AnswerText after = store::answer_text(store_, candidate_.id, result.candidate_model, stored_name(flip.task, candidate_.prompt), flip.sample);
      flip.base_answer = before.answer;
      flip.candidate_answer = after.answer;
      flip.target = before.target;
      break;
    }
  }
  compared_.insert_or_assign({base, options_.level}, out);  // the rules see what history tells of the flips
  out.gates = judge_all(base, rules);
  return out;
}

void judge_files(std::span<const GateRule> rules, const ScoreSet& base, const ScoreSet& candidate, const CompareOptions& options,
                 Comparison& comparison) {
  std::map<double, Comparison> compared;
  GateInputs inputs;
  inputs.level = options.level;
  inputs.results = results_of(candidate, options.level);
  inputs.compared = [&](const std::string& versus, double level) -> const Comparison& {
    if (!versus.empty()) throw Error(ErrorKind::kConfig, fmt::format("'vs {}': files are compared with each other", versus));
    if (level == options.level) return comparison;
    CompareOptions other = options;
    other.level = level;
    return compared.try_emplace(level, compare(base, candidate, other)).first->second;
  };
  for (const GateRule& rule : rules) comparison.gates.push_back(judge(rule, inputs));
}

}  // namespace assay::run
