#include "harness/run/compare.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "harness/run/alignment.h"
#include "harness/run/compare_groups.h"
#include "harness/run/paired.h"
#include "harness/run/run_groups.h"

namespace assay::run {
namespace {

std::vector<std::string> models_of(const ScoreSet& set) {
  std::vector<std::string> models;
  for (const TaskScores& task : set.tasks)
    if (std::find(models.begin(), models.end(), task.model) == models.end()) models.push_back(task.model);
  return models;
}

// Which model of the base is compared with which of the candidate.
std::vector<std::pair<std::string, std::string>> pair_models(const ScoreSet& base, const ScoreSet& candidate,
                                                             const CompareOptions& options) {
  const std::vector<std::string> left = models_of(base), right = models_of(candidate);
  const auto chosen = [](const std::string& wanted, const std::vector<std::string>& models, const char* option) {
    if (wanted.empty()) return models;
    if (std::find(models.begin(), models.end(), wanted) == models.end())
      throw Error(ErrorKind::kUsage, fmt::format("{} {}: that side evaluated {}", option, wanted, fmt::join(models, ", ")));
    return std::vector<std::string>{wanted};
  };
  const auto lefts = chosen(options.base_model, left, "--base-model");
  const auto rights = chosen(options.candidate_model, right, "--candidate-model");
  if (lefts.size() == 1 && rights.size() == 1) return {{lefts[0], rights[0]}};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& model : lefts)
    if (std::find(rights.begin(), rights.end(), model) != rights.end()) pairs.emplace_back(model, model);
  if (pairs.empty())
    throw Error(ErrorKind::kUsage,
                fmt::format("the base evaluated {}, the candidate {}: say which are compared with --base-model and "
                            "--candidate-model",
                            fmt::join(left, ", "), fmt::join(right, ", ")));
  return pairs;
}

const TaskScores* find_task(const ScoreSet& set, const std::string& model, const std::string& task) {
  for (const TaskScores& scores : set.tasks)
    if (scores.model == model && scores.task == task) return &scores;
  return nullptr;
}

// Everything about one task of one pair of models.
class TaskComparison {
 public:
  TaskComparison(const TaskScores& base, const TaskScores& candidate, const CompareOptions& options, Comparison& out,
                 std::vector<TaskPairs>* kept)
      : base_(base), candidate_(candidate), options_(options), out_(out), kept_(kept),
        alignment_(align(base, candidate, options.across_prompts, options.across_questions, options.across_variants)) {}

  void perform() {
    for (NotComparable& reason : alignment_.not_comparable) out_.not_comparable.push_back(std::move(reason));
    if (alignment_.pairs.empty()) {
      out_.not_comparable.push_back({base_.task, "", "the two sides share no sample that can be compared", 0});
      return;
    }
    number_clusters();
    bool first = true;
    for (const MetricScores& left : base_.metrics) {
      if (!wanted(left.name)) continue;
      const MetricScores* right = candidate_.find(left.name);
      if (right == nullptr) {
        leave_out(left.name, "only the base was scored with it");
      } else if (left.signature != right->signature) {
        leave_out(left.name, fmt::format("scored in different ways: '{}' and '{}'; `assay rescore` makes them alike",
                                         left.signature, right->signature));
      } else {
        add_result(left, *right, first);
        first = false;
      }
    }
    for (const MetricScores& right : candidate_.metrics)
      if (wanted(right.name) && base_.find(right.name) == nullptr) leave_out(right.name, "only the candidate was scored with it");
  }

 private:
  bool wanted(const std::string& metric) const {
    return options_.metrics.empty() ||
           std::find(options_.metrics.begin(), options_.metrics.end(), metric) != options_.metrics.end();
  }

  void leave_out(const std::string& metric, std::string reason) {
    out_.not_comparable.push_back({base_.task, metric, std::move(reason), 0});
  }

  void number_clusters() {
    std::unordered_map<std::string, std::uint32_t> numbers;
    for (const auto& [i, j] : alignment_.pairs) {
      const std::optional<std::string>& cluster = base_.samples[i].cluster;
      if (!cluster) {
        clusters_.clear();
        return;
      }
      clusters_.push_back(numbers.try_emplace(*cluster, static_cast<std::uint32_t>(numbers.size())).first->second);
    }
  }

  void add_result(const MetricScores& left, const MetricScores& right, bool headline) {
    PairedResult result;
    const MetricInfo& info = left.metric->info();
    result.base_model = base_.model;
    result.candidate_model = candidate_.model;
    result.task = base_.task;
    result.metric = left.name;
    result.signature = left.signature;
    result.level = options_.level;
    result.higher_is_better = info.higher_is_better;
    result.scale = info.scale;
    if (left.width != right.width && left.width != 0 && right.width != 0)
      return leave_out(left.name, "the two sides were scored by different versions of the metric; `assay rescore` makes them alike");

    MetricPairs rows;
    rows.metric = left.metric.get();
    rows.width = std::max(left.width, right.width);
    rows.same_answers = alignment_.same_answers;
    for (std::size_t k = 0; k < alignment_.pairs.size(); ++k) {
      const auto& [i, j] = alignment_.pairs[k];
      const std::int64_t a = left.row_of[i], b = right.row_of[j];
      result.failed_base += a == MetricScores::kFailed;
      result.failed_candidate += b == MetricScores::kFailed;
      result.only_base += a >= 0 && b < 0;
      result.only_candidate += b >= 0 && a < 0;
      if (a < 0 || b < 0) continue;
      rows.base.insert(rows.base.end(), left.row(a).begin(), left.row(a).end());
      rows.candidate.insert(rows.candidate.end(), right.row(b).begin(), right.row(b).end());
      if (!clusters_.empty()) rows.clusters.push_back(clusters_[k]);
      const std::optional<double>& base_value = left.values[static_cast<std::size_t>(a)];
      const std::optional<double>& candidate_value = right.values[static_cast<std::size_t>(b)];
      if (info.interval == IntervalMethod::kWilson && base_value && candidate_value)
        note_flip(base_.samples[i].id, left.name, *base_value, *candidate_value, headline, result);
    }
    result.only_base += alignment_.only_base;
    result.only_candidate += alignment_.only_candidate;
    test_pairs(rows, {options_.level, options_.seed, options_.replicates}, result);
    const double unit = info.scale > 0.0 ? info.scale : std::abs(result.base.value_or(0.0));
    result.margin = options_.margin * unit;
    if (kept_ != nullptr) kept_->push_back({base_.task, left.name, std::move(rows), result});
    out_.results.push_back(std::move(result));
  }

  // Passing is being right in most epochs. Values strictly between 0 and 1 are epochs that disagree.
  void note_flip(const std::string& sample, const std::string& metric, double base, double candidate, bool headline,
                 PairedResult& result) {
    const bool unstable = (base > 0.0 && base < 1.0) || (candidate > 0.0 && candidate < 1.0);
    if (unstable && headline) out_.unstable.push_back({base_.task, sample, base, candidate});
    const bool passed = base > 0.5, passes = candidate > 0.5;
    if (passed == passes) return;
    (passes ? result.gained : result.lost) += 1;
    if (headline) out_.flips.push_back({base_.task, metric, sample, base, candidate, unstable, "", "", ""});
  }

  const TaskScores& base_;
  const TaskScores& candidate_;
  const CompareOptions& options_;
  Comparison& out_;
  std::vector<TaskPairs>* kept_;  // of tasks that are in a group
  Alignment alignment_;
  std::vector<std::uint32_t> clusters_;
};

Verdict verdict_of(const PairedResult& result) {
  const double alpha = 1.0 - result.level;
  if (result.p_adjusted && result.difference && *result.p_adjusted < alpha && *result.difference != 0.0)
    return (*result.difference > 0.0) == result.higher_is_better ? Verdict::kImproved : Verdict::kRegressed;
  if (result.low && result.high && *result.low >= -result.margin && *result.high <= result.margin) return Verdict::kEquivalent;
  return Verdict::kInconclusive;
}

}  // namespace

void adjust(std::span<PairedResult* const> results, metrics::Adjustment correction) {
  std::vector<double> p;
  for (const PairedResult* result : results)
    if (result->p) p.push_back(*result->p);
  const std::vector<double> adjusted = metrics::adjusted_p(p, correction);
  std::size_t next = 0;
  for (PairedResult* result : results) {
    if (result->p) result->p_adjusted = adjusted[next++];
    result->verdict = verdict_of(*result);
  }
}

Comparison compare(const ScoreSet& base, const ScoreSet& candidate, const CompareOptions& options) {
  Comparison out;
  for (const auto& [left, right] : pair_models(base, candidate, options)) {
    std::vector<TaskPairs> kept;
    for (const TaskScores& task : base.tasks) {
      if (task.model != left) continue;
      if (const TaskScores* other = find_task(candidate, right, task.task))
        TaskComparison(task, *other, options, out, is_in_a_group(base.groups, task.task) ? &kept : nullptr).perform();
      else
        out.not_comparable.push_back({task.task, "", "only the base has this task", 0});
    }
    for (const TaskScores& task : candidate.tasks)
      if (task.model == right && find_task(base, left, task.task) == nullptr)
        out.not_comparable.push_back({task.task, "", "only the candidate has this task", 0});
    compare_groups(base, candidate, left, right, kept, options, out);
  }
  for (const std::string& metric : options.metrics) {
    const auto has = [&](const PairedResult& result) { return result.metric == metric; };
    const auto named = [&](const NotComparable& reason) { return reason.metric == metric; };
    if (std::none_of(out.results.begin(), out.results.end(), has) &&
        std::none_of(out.not_comparable.begin(), out.not_comparable.end(), named))
      throw Error(ErrorKind::kUsage, fmt::format("no side was scored with the metric '{}'", metric));
  }
  std::vector<PairedResult*> results;
  for (PairedResult& result : out.results) results.push_back(&result);
  adjust(results, options.correction);
  std::stable_sort(out.flips.begin(), out.flips.end(), [](const Flip& a, const Flip& b) {
    return (a.candidate < a.base) > (b.candidate < b.base);
  });
  return out;
}

}  // namespace assay::run
