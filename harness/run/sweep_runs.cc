#include "harness/run/sweep_runs.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "harness/core/hash.h"

namespace assay::run {
namespace {

// Counting equal requests takes memory for each of them.
constexpr std::int64_t kMostCounted = 1'000'000;

bool is_sampling(const SweepAxis& axis) { return axis.path.starts_with("sampling."); }

// The values of the axes that `chosen` takes, as one text that tells points apart.
template <class Chosen>
std::string key_of(const Sweep& sweep, const SweepPoint& point, const Chosen& chosen) {
  std::string key;
  for (std::size_t i = 0; i < sweep.axes.size(); ++i)
    if (chosen(sweep.axes[i])) key += fmt::format("{}:{}", point.values[i].size(), point.values[i]);
  return key;
}

std::string data_key(const Sweep& sweep, const SweepPoint& point) {
  return key_of(sweep, point, [](const SweepAxis& axis) { return !is_sampling(axis); });
}

std::string model_key(const Sweep& sweep, const SweepPoint& point, const std::string& model) {
  return key_of(sweep, point, [&](const SweepAxis& axis) { return touches_model(axis, model); });
}

bool states(const SamplingOverrides& sampling, std::string_view setting) {
  return (setting == "temperature" && sampling.temperature) || (setting == "top_k" && sampling.top_k) ||
         (setting == "top_p" && sampling.top_p) || (setting == "min_p" && sampling.min_p) ||
         (setting == "repetition_penalty" && sampling.repetition_penalty) ||
         (setting == "max_tokens" && sampling.max_tokens) || (setting == "stop" && !sampling.stop.empty());
}

void check_axes_matter(const Sweep& sweep, const RunConfig& config) {
  for (const SweepAxis& axis : sweep.axes) {
    if (!is_sampling(axis)) continue;
    const std::string_view setting = std::string_view(axis.path).substr(axis.path.find('.') + 1);
    if (std::all_of(config.tasks.begin(), config.tasks.end(),
                    [&](const TaskEntry& task) { return states(task.sampling, setting); }))
      throw Error(ErrorKind::kUsage,
                  fmt::format("--grid {}: it would change nothing, for every task of the run states its own {} ({}); "
                              "sweep tasks.0.sampling.{} instead",
                              axis.name, setting, config.tasks.front().where, setting));
  }
}

std::int64_t count_requests(const OpenRun& run) {
  std::int64_t count = 0;
  for (const OpenTask& task : run.tasks) {
    for_each_sample(task, [&](const Sample& sample) { plan(task, sample, {}); });  // every prompt can be made
    count += static_cast<std::int64_t>(task.set.size()) * task.epochs;
  }
  return count * static_cast<std::int64_t>(run.config.evaluated.size());
}

void add_different(const Sweep& sweep, const SweepPoint& point, const RunConfig& config, OpenRun& open,
                   std::unordered_set<std::string>& seen) {
  for (std::size_t i = 0; i < open.tasks.size(); ++i) {
    OpenTask& task = open.tasks[i];
    task.sampling = config.tasks[task.entry].sampling.apply(config.sampling.apply(task.spec.sampling));
    for (const std::string& model : config.evaluated) {
      const std::string who = model + " " + model_key(sweep, point, model);
      for_each_sample(task, [&](const Sample& sample) {
        for (const Request& request : plan(task, sample, {})) seen.insert(content_key(request, who));
      });
    }
  }
}

void add_metrics(const OpenTask& task, SweepPreview& preview) {
  preview.raters += task.spec.raters.size();
  for (const std::unique_ptr<Metric>& metric : task.metrics) {
    const MetricInfo& info = metric->info();
    const std::string name = fmt::format("{}.{}", task.spec.name, info.name);
    if (metric == task.metrics.front()) preview.headlines.push_back(name);
    preview.metrics.push_back(name);
    if (info.interval != IntervalMethod::kBootstrap && info.scale > 0.0 && std::isfinite(info.lowest))
      preview.bounded_means.push_back(name);
  }
}

}  // namespace

bool touches_model(const SweepAxis& axis, const std::string& model) {
  if (model.empty()) return axis.path.starts_with("models.");
  const std::string path = "models." + model;
  return axis.path == path || axis.path.starts_with(path + ".");
}

SweepPreview preview_sweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry,
                           bool count_different) {
  check_axes_matter(sweep, configs.front());
  SweepPreview preview;
  preview.requests.resize(configs.size());
  // Points that differ only in sampling have the same data: it is opened once.
  std::map<std::string, std::vector<std::size_t>> same_data;
  std::vector<std::string> order;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    std::vector<std::size_t>& points = same_data[data_key(sweep, sweep.points[i])];
    if (points.empty()) order.push_back(data_key(sweep, sweep.points[i]));
    points.push_back(i);
  }
  std::unordered_set<std::string> seen;
  std::int64_t total = 0;
  for (const std::string& key : order) {
    const std::vector<std::size_t>& points = same_data[key];
    try {
      OpenRun open = open_run(configs[points.front()], registry, false);
      const std::int64_t requests = count_requests(open);
      if (points.front() == 0) {
        for (const OpenTask& task : open.tasks) add_metrics(task, preview);
      }
      for (const std::size_t point : points) {
        preview.requests[point] = requests;
        total += requests;
        if (count_different && total <= kMostCounted)
          add_different(sweep, sweep.points[point], configs[point], open, seen);
      }
    } catch (Error& e) {
      e.add(fmt::format("at the setting {}", sweep.points[points.front()].name));
      throw;
    }
  }
  preview.raters += configs.front().raters.size();
  if (count_different && total <= kMostCounted) preview.different = static_cast<std::int64_t>(seen.size());
  return preview;
}

OpenRun SweepModels::open(const SweepPoint& point, const RunConfig& config) try {
  std::map<std::string, std::string> keys;
  for (const ModelConfig& model : config.models) keys[model.name] = model_key(sweep_, point, model.name);
  std::erase_if(held_, [&](const auto& held) {
    const auto key = keys.find(held.first);
    return key == keys.end() || key->second != held.second.key;
  });
  return open_run_with(config, registry_, [&](const RunConfig& run, const ModelConfig& model) {
    const auto held = held_.find(model.name);
    if (held != held_.end()) return held->second.backend;
    std::shared_ptr<Backend> backend = open_model(run, model, registry_.backends);
    held_[model.name] = {keys[model.name], backend};
    return backend;
  });
} catch (Error& e) {
  e.add(fmt::format("at the setting {}", point.name));
  throw;
}

std::vector<std::size_t> SweepModels::order() const {
  std::map<std::string, std::size_t> first;
  std::vector<std::size_t> group(sweep_.points.size()), order(sweep_.points.size());
  for (std::size_t i = 0; i < group.size(); ++i)
    group[i] = first.try_emplace(model_key(sweep_, sweep_.points[i], ""), i).first->second;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return group[a] < group[b]; });
  return order;
}

SweepOutcome perform_sweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry,
                           store::Store& store, const std::string& version, Listener& listener,
                           const std::atomic<bool>& interrupted) {
  SweepOutcome outcome;
  outcome.runs.resize(configs.size());
  SweepModels models(sweep, registry);
  std::size_t number = 0;
  for (const std::size_t i : models.order()) {
    const SweepPoint& point = sweep.points[i];
    listener.notice(fmt::format("setting {} of {}: {}", ++number, configs.size(), point.name));
    const OpenRun open = models.open(point, configs[i]);
    try {
      const RunOutcome run = perform_run(open, store, version, listener, interrupted);
      outcome.runs[i] = run.run;
      outcome.asked += run.asked;
      outcome.cached += run.cached;
      outcome.too_many_failed |= run.too_many_failed;
      outcome.interrupted = run.interrupted;
    } catch (Error& e) {
      e.add(fmt::format("at the setting {}", point.name));
      throw;
    }
    if (outcome.interrupted) break;
  }
  return outcome;
}

}  // namespace assay::run
