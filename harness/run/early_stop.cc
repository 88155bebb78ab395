#include "harness/run/early_stop.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "harness/core/random.h"
#include "harness/run/score_set.h"
#include "metrics/stats/confidence_sequence.h"

namespace assay::run {
namespace {

constexpr std::size_t kFirstRound = 32;

std::optional<double> mean_of(const std::vector<std::optional<double>>& values) {
  double sum = 0.0, count = 0.0;
  for (const std::optional<double>& value : values) {
    if (!value) continue;
    sum += *value;
    count += 1.0;
  }
  return count > 0.0 ? std::optional(sum / count) : std::nullopt;
}

std::vector<double> paired(const std::vector<std::optional<double>>& one,
                           const std::vector<std::optional<double>>& other, double range) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < one.size() && i < other.size(); ++i)
    if (one[i] && other[i]) differences.push_back(std::clamp(*one[i] - *other[i], -range, range));
  return differences;
}

// A sequence is wider than an interval for one look. What not even that excludes is not worth the sequence, which takes
// time.
bool is_clearly_worse(const std::vector<double>& differences) {
  const auto n = static_cast<double>(differences.size());
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / n;
  double squares = 0.0;
  for (const double d : differences) squares += (d - mean) * (d - mean);
  return mean < 0.0 && mean * mean > 3.0 * squares / (n * n);
}

// The first `count` samples of the random order.
std::vector<std::size_t> chosen(const OpenTask& task, std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order = random_order(task.set.ids(), task.spec.name, seed);
  order.resize(std::min(order.size(), count));
  return order;
}

// A sweep in rounds.
class EarlySweep {
 public:
  EarlySweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry, store::Store& store,
             const EarlyStopOptions& options)
      : sweep_(sweep),
        configs_(configs),
        registry_(registry),
        store_(store),
        options_(options),
        models_(sweep, registry),
        answered_(configs.size(), 0),
        failed_(configs.size(), false) {
    out_.sweep.runs.resize(configs.size());
    out_.dropped.resize(configs.size());
  }

  EarlySweepOutcome perform(const std::string& version, Listener& listener, const std::atomic<bool>& interrupted) {
    for (asked_ = kFirstRound;; asked_ *= 2) {
      largest_ = 0;
      for (const std::size_t i : models_.order()) {
        if (out_.dropped[i]) continue;
        listener.notice(fmt::format("up to {} samples: {}", asked_, sweep_.points[i].name));
        if (!ask(i, version, listener, interrupted)) return std::move(out_);
      }
      if (asked_ >= largest_) break;
      drop(listener);
    }
    const std::int64_t total = std::accumulate(answered_.begin(), answered_.end(), std::int64_t{0});
    out_.sweep.cached = std::max<std::int64_t>(0, total - out_.sweep.asked);
    out_.sweep.too_many_failed = std::find(failed_.begin(), failed_.end(), true) != failed_.end();
    return std::move(out_);
  }

 private:
  // False where it was interrupted.
  bool ask(std::size_t i, const std::string& version, Listener& listener, const std::atomic<bool>& interrupted) {
    const OpenRun open = models_.open(sweep_.points[i], configs_[i]);
    for (const OpenTask& task : open.tasks) {
      largest_ = std::max(largest_, task.set.size());
      if (i != 0 || task.spec.name != options_.task) continue;
      // The default's samples, for all are compared with it.
      ids_.clear();
      for (const std::size_t position : chosen(task, asked_, options_.seed))
        ids_.push_back(task.set.id(position));
    }
    try {
      const RunOutcome run = perform_run(open, store_, version, listener, interrupted, [&](const OpenTask& task) {
        std::vector<std::size_t> positions = chosen(task, asked_, options_.seed);
        std::sort(positions.begin(), positions.end());
        return positions;
      });
      out_.sweep.runs[i] = run.run;
      out_.sweep.asked += run.asked;
      answered_[i] = run.asked + run.cached;
      failed_[i] = run.too_many_failed;
      out_.sweep.interrupted = run.interrupted;
    } catch (Error& e) {
      e.add(fmt::format("at the setting {}", sweep_.points[i].name));
      throw;
    }
    return !out_.sweep.interrupted;
  }

  void drop(Listener& listener) {
    std::vector<std::size_t> active;
    std::vector<std::vector<std::optional<double>>> values;
    for (std::size_t i = 0; i < configs_.size(); ++i) {
      if (out_.dropped[i]) continue;
      active.push_back(i);
      values.push_back(read_values(out_.sweep.runs[i]));
    }
    const RoundOptions round{range_, options_.level, configs_.size()};
    for (const Exclusion& one : excluded(values, round)) {
      const std::size_t setting = active[one.setting];
      if (setting == 0) continue;
      SweepReport::Dropped dropped{static_cast<std::int64_t>(asked_),
                                   sweep_.points[active[one.against]].name,
                                   options_.task,
                                   options_.metric,
                                   one.difference,
                                   one.low,
                                   one.high,
                                   round.level_of_one()};
      if (!higher_is_better_) {
        dropped.difference = -one.difference;
        dropped.low = -one.high;
        dropped.high = -one.low;
      }
      out_.dropped[setting] = std::move(dropped);
      listener.notice(fmt::format("dropped after {} samples: {}", asked_, sweep_.points[setting].name));
    }
  }

  // In the order of the round; only what was chosen for it, so that a sweep that was killed decides as it did before.
  std::vector<std::optional<double>> read_values(const std::string& run) {
    std::unordered_map<std::string, double> by_id;
    const ScoreSet set = stored_scores(store_, run, registry_.metrics);
    for (const TaskScores& task : set.tasks) {
      const MetricScores* scores = task.task == options_.task ? task.find(options_.metric) : nullptr;
      if (scores == nullptr) continue;
      const MetricInfo& info = scores->metric->info();
      range_ = info.scale - info.lowest;
      higher_is_better_ = info.higher_is_better;
      for (std::size_t i = 0; i < task.samples.size(); ++i) {
        if (scores->row_of[i] < 0) continue;
        const std::optional<double>& value = scores->values[static_cast<std::size_t>(scores->row_of[i])];
        if (value) by_id.emplace(task.samples[i].id, higher_is_better_ ? *value : -*value);
      }
    }
    std::vector<std::optional<double>> values(ids_.size());
    for (std::size_t i = 0; i < ids_.size(); ++i)
      if (const auto found = by_id.find(ids_[i]); found != by_id.end()) values[i] = found->second;
    return values;
  }

  const Sweep& sweep_;
  std::span<const RunConfig> configs_;
  const Registry& registry_;
  store::Store& store_;
  const EarlyStopOptions& options_;
  SweepModels models_;
  EarlySweepOutcome out_;
  std::size_t asked_ = 0;    // samples of each task, at most
  std::size_t largest_ = 0;  // samples of the largest task
  std::vector<std::string> ids_;
  std::vector<std::int64_t> answered_;
  std::vector<bool> failed_;
  double range_ = 1.0;
  bool higher_is_better_ = true;
};

}  // namespace

std::vector<std::size_t> random_order(std::span<const std::string> ids, const std::string& task, std::uint64_t seed) {
  std::vector<std::uint64_t> keys;
  for (const std::string& id : ids) keys.push_back(stream_seed(seed, "sweep/order/" + task, id, 0));
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  return order;
}

std::vector<Exclusion> excluded(std::span<const std::vector<std::optional<double>>> values,
                                const RoundOptions& options) {
  std::optional<std::size_t> best;
  std::vector<std::optional<double>> means;
  for (const auto& one : values) means.push_back(mean_of(one));
  for (std::size_t i = 0; i < means.size(); ++i)
    if (means[i] && (!best || *means[i] > *means[*best])) best = i;
  std::vector<Exclusion> out;
  if (!best) return out;
  metrics::SequenceOptions sequence;
  sequence.level = options.level_of_one();
  sequence.lowest = -options.range;
  sequence.highest = options.range;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i == *best || !means[i]) continue;
    const std::vector<double> differences = paired(values[i], values[*best], options.range);
    if (differences.empty() || !is_clearly_worse(differences)) continue;
    const auto intervals = metrics::running_intersection(metrics::betting_sequence(differences, sequence));
    if (!intervals.back() || !(intervals.back()->high < 0.0)) continue;
    const double mean =
        std::accumulate(differences.begin(), differences.end(), 0.0) / static_cast<double>(differences.size());
    out.push_back({i, *best, mean, intervals.back()->low, intervals.back()->high});
  }
  return out;
}

EarlySweepOutcome perform_early_sweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry,
                                      store::Store& store, const std::string& version, Listener& listener,
                                      const std::atomic<bool>& interrupted, const EarlyStopOptions& options) {
  for (std::size_t i = 0; i < configs.size(); ++i)
    if (configs[i].evaluated.size() != 1)
      throw Error(ErrorKind::kUsage,
                  fmt::format("--stop-early drops settings by one number each, but {} evaluates {} models; name "
                              "one with --set model=NAME",
                              sweep.points[i].name, configs[i].evaluated.size()));
  return EarlySweep(sweep, configs, registry, store, options).perform(version, listener, interrupted);
}

}  // namespace assay::run
