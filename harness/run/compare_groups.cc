#include "harness/run/compare_groups.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/run/group_numbers.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/power.h"
#include "metrics/stats/stratified_paired.h"

namespace assay::run {
namespace {

const RunFacts::Group* find_group(const ScoreSet& side, const std::string& name) {
  for (const RunFacts::Group& group : side.groups)
    if (group.name == name) return &group;
  return nullptr;
}

bool has_metric(const ScoreSet& side, const std::string& model, const std::string& task, const std::string& metric) {
  return std::any_of(side.tasks.begin(), side.tasks.end(), [&](const TaskScores& scores) {
    return scores.model == model && scores.task == task && scores.find(metric) != nullptr;
  });
}

// The metrics of a side's tasks, by name only.
std::vector<TaskTables> names_of(const ScoreSet& side, const std::string& model) {
  std::vector<TaskTables> out;
  for (const TaskScores& scores : side.tasks) {
    if (scores.model != model) continue;
    TaskTables tables;
    tables.task = scores.task;
    for (const MetricScores& metric : scores.metrics) tables.columns.push_back({metric.name, metric.metric, {}});
    out.push_back(std::move(tables));
  }
  return out;
}

// One number of a group on both sides.
class GroupComparison {
 public:
  GroupComparison(std::span<const TaskPairs* const> parts, bool by_size, const CompareOptions& options)
      : parts_(parts), options_(options) {
    std::vector<double> sizes;
    for (const TaskPairs* part : parts) sizes.push_back(static_cast<double>(part->pairs.size()));
    const bool any = std::any_of(sizes.begin(), sizes.end(), [](double size) { return size > 0.0; });
    weights_ = metrics::stratum_weights(sizes, by_size && any);
  }

  PairedResult make(const std::string& group, const std::string& metric) {
    const PairedResult& first = parts_.front()->result;
    result_.is_group = true;
    result_.base_model = first.base_model;
    result_.candidate_model = first.candidate_model;
    result_.task = group;
    result_.metric = metric;
    result_.signature = first.signature;
    result_.level = options_.level;
    result_.higher_is_better = first.higher_is_better;
    result_.scale = first.scale;
    for (const TaskPairs* part : parts_) add_counts(*part);
    if (sum_values()) test();
    const double unit = result_.scale > 0.0 ? result_.scale : std::abs(result_.base.value_or(0.0));
    result_.margin = options_.margin * unit;
    return std::move(result_);
  }

 private:
  void add_counts(const TaskPairs& part) {
    const PairedResult& r = part.result;
    result_.tasks.push_back(part.task);
    result_.n += r.n;
    result_.only_base += r.only_base;
    result_.only_candidate += r.only_candidate;
    result_.failed_base += r.failed_base;
    result_.failed_candidate += r.failed_candidate;
    result_.gained += r.gained;
    result_.lost += r.lost;
    if (r.signature != result_.signature) result_.signature.clear();
    if (r.clusters > 0) clustered_ = true;
    units_ += r.clusters > 0 ? r.clusters : r.n;
  }

  bool sum_values() {
    double base = 0.0, candidate = 0.0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const PairedResult& r = parts_[i]->result;
      if (!r.base || !r.candidate) {
        result_.reason = fmt::format("{}: {}", r.task, r.reason.empty() ? "there is no value" : r.reason);
        return false;
      }
      base += weights_[i] * *r.base;
      candidate += weights_[i] * *r.candidate;
    }
    result_.base = base;
    result_.candidate = candidate;
    result_.difference = candidate - base;
    if (clustered_) result_.clusters = units_;
    return true;
  }

  void test() {
    if (std::all_of(parts_.begin(), parts_.end(), [](const TaskPairs* part) { return part->pairs.same_answers; })) {
      result_.low = result_.high = result_.difference = 0.0;
      result_.p = 1.0;
      result_.test = result_.method = "same_answers";
      return;
    }
    std::vector<metrics::PairedStratum> strata;
    for (const TaskPairs* part : parts_) {
      const MetricPairs& pairs = part->pairs;
      strata.push_back({part->task,
                        {{pairs.base, pairs.width, {}}, {pairs.candidate, pairs.width, {}}},
                        pairs.clusters,
                        metrics::value_of(*pairs.metric),
                        pairs.same_answers});
    }
    const IntervalMethod kind = parts_.front()->pairs.metric->info().interval;
    if (kind == IntervalMethod::kBootstrap)
      test_corpus_values(strata);
    else
      test_mean_values(strata, kind == IntervalMethod::kWilson);
  }

  void set_outcome(const metrics::TestResult& test, const std::optional<metrics::Interval>& interval, const std::string& method,
                   const std::string& no_interval) {
    result_.test = test.method;
    result_.p = test.p;
    if (!test.p) result_.reason = test.reason;
    if (interval) {
      result_.low = interval->low;
      result_.high = interval->high;
      result_.method = method;
    } else if (result_.reason.empty()) {
      result_.reason = no_interval;
    }
  }

  void set_mde(double standard_error) {
    if (!(standard_error > 0.0)) return;
    const double n = static_cast<double>(result_.n);
    metrics::PowerGoal goal;
    goal.alpha = 1.0 - result_.level;
    result_.mde = metrics::detectable_difference(n, {.between = n * standard_error * standard_error}, goal);
  }

  void test_mean_values(std::span<const metrics::PairedStratum> strata, bool proportion) {
    const MetricInfo& info = parts_.front()->pairs.metric->info();
    const bool has_range = info.scale > 0.0 && std::isfinite(info.lowest);
    const metrics::StratifiedPairedT t = metrics::stratified_paired_t(
        strata, weights_, proportion, has_range ? std::optional(info.scale - info.lowest) : std::nullopt, options_.level);
    set_outcome(t.test, t.interval, t.method, t.test.reason);
    result_.standard_error = t.standard_error;
    if (t.standard_error)
      set_mde(*t.standard_error);
    else if (t.interval)
      set_mde((t.interval->high - t.interval->low) / 2.0 / metrics::normal_quantile(0.5 + 0.5 * options_.level));
  }

  void test_corpus_values(std::span<const metrics::PairedStratum> strata) {
    metrics::PairedOptions how;
    how.level = options_.level;
    how.seed = options_.seed;
    how.replicates = options_.replicates;
    const metrics::RandomizationResult randomization = metrics::stratified_randomization(strata, weights_, how);
    how.replicates = std::min<std::size_t>(options_.replicates, 2000);
    const double lowest = parts_.front()->pairs.metric->info().lowest;
    const double largest = result_.scale > 0.0 ? result_.scale - lowest : HUGE_VAL;
    const metrics::PairedBootstrapResult found = metrics::stratified_paired_bootstrap(strata, weights_, how, largest);
    set_outcome(randomization.test, found.bootstrap.interval, found.bootstrap.method, found.bootstrap.reason);
    result_.standard_error = found.bootstrap.standard_error;
    if (result_.standard_error) set_mde(*result_.standard_error);
  }

  std::span<const TaskPairs* const> parts_;
  const CompareOptions& options_;
  std::vector<double> weights_;
  PairedResult result_;
  bool clustered_ = false;
  std::int64_t units_ = 0;
};

}  // namespace

void compare_groups(const ScoreSet& base, const ScoreSet& candidate, const std::string& base_model,
                    const std::string& candidate_model, std::span<const TaskPairs> kept, const CompareOptions& options,
                    Comparison& out) {
  const std::vector<TaskTables> names = names_of(base, base_model);
  const auto leave_out = [&](const std::string& group, const std::string& metric, std::string reason) {
    out.not_comparable.push_back({group, metric, std::move(reason), 0});
  };
  for (const RunFacts::Group& group : base.groups) {
    if (group.numbers.empty()) continue;
    const RunFacts::Group* other = find_group(candidate, group.name);
    if (other == nullptr) {
      leave_out(group.name, "", "only the base has this group");
      continue;
    }
    if (std::set<std::string>(group.tasks.begin(), group.tasks.end()) !=
        std::set<std::string>(other->tasks.begin(), other->tasks.end())) {
      leave_out(group.name, "", "the group has other tasks on the two sides");
      continue;
    }
    if (group.numbers != other->numbers) {
      leave_out(group.name, "", "the group's numbers are made in different ways on the two sides (metrics, filters or weights)");
      continue;
    }
    std::vector<std::pair<std::string, bool>> metrics;  // with by_size; the later counts
    for (const RunFacts::Group::Number& number : group.numbers)
      for (const std::string& metric : metrics_of_number(group, number, names)) {
        const auto known = std::find_if(metrics.begin(), metrics.end(), [&](const auto& m) { return m.first == metric; });
        if (known == metrics.end())
          metrics.emplace_back(metric, number.by_size);
        else
          known->second = number.by_size;
      }
    for (const auto& [metric, by_size] : metrics) {
      if (!options.metrics.empty() && std::find(options.metrics.begin(), options.metrics.end(), metric) == options.metrics.end())
        continue;
      std::vector<const TaskPairs*> parts;
      std::string missing;
      for (const std::string& task : group.tasks) {
        const auto part = std::find_if(kept.begin(), kept.end(),
                                       [&](const TaskPairs& pairs) { return pairs.task == task && pairs.metric == metric; });
        if (part != kept.end())
          parts.push_back(&*part);
        else if (has_metric(base, base_model, task, metric) || has_metric(candidate, candidate_model, task, metric))
          missing = task;
      }
      if (!missing.empty())
        leave_out(group.name, metric, fmt::format("its task {} cannot be compared", missing));
      else if (parts.empty())
        leave_out(group.name, metric, "no task of the group has this metric");
      else
        out.results.push_back(GroupComparison(parts, by_size, options).make(group.name, metric));
    }
  }
  for (const RunFacts::Group& group : candidate.groups)
    if (!group.numbers.empty() && find_group(base, group.name) == nullptr)
      leave_out(group.name, "", "only the candidate has this group");
}

}  // namespace assay::run
