#include "harness/run/sweep_results.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/run/best_of.h"
#include "harness/run/compare.h"
#include "harness/run/score_set.h"
#include "harness/run/sweep_front.h"
#include "harness/store/answer_usage.h"
#include "harness/store/stored_run.h"

namespace assay::run {
namespace {

std::string qualified(const ResultRow& row) { return fmt::format("{}.{}", row.task, row.metric); }

// The first metric of every task, once for all models.
std::vector<std::string> headlines_of(const std::vector<SweepReport::Score>& scores) {
  std::vector<std::string> names, tasks;
  for (const SweepReport::Score& score : scores) {
    if (std::find(tasks.begin(), tasks.end(), score.result.task) != tasks.end()) continue;
    tasks.push_back(score.result.task);
    names.push_back(qualified(score.result));
  }
  return names;
}

void check_quality(const SweepReport& report) {
  std::vector<std::string> known;
  for (const SweepReport::Score& score : report.settings.front().scores) known.push_back(qualified(score.result));
  for (const std::string& name : report.quality) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = did_you_mean(name, known);
    throw Error(ErrorKind::kUsage, fmt::format("--quality {}: the sweep has {}{}", name, fmt::join(known, ", "),
                                               near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
}

SweepReport::Setting read_setting(const store::Store& store, const SweepPoint& point, const std::string& run) {
  SweepReport::Setting setting;
  setting.name = point.name;
  setting.values = point.values;
  setting.run = run;
  for (ResultRow& row : store::StoredRun(store, run).results())
    setting.scores.push_back({std::move(row), std::nullopt});
  const store::AnswerUsage usage = store::answer_usage(store, run);
  setting.samples = usage.samples;
  if (usage.samples == 0) return setting;
  const auto samples = static_cast<double>(usage.samples);
  setting.tokens = static_cast<double>(usage.completion_tokens) / samples;
  setting.latency = usage.seconds / samples;
  if (usage.cost) setting.cost = *usage.cost / samples;
  return setting;
}

void add_comparison(const Comparison& comparison, SweepReport::Setting& setting,
                    std::vector<NotComparable>& not_comparable) {
  for (SweepReport::Score& score : setting.scores)
    for (const PairedResult& result : comparison.results)
      if (result.candidate_model == score.result.model && result.task == score.result.task &&
          result.metric == score.result.metric)
        score.against_default = result;
  for (NotComparable reason : comparison.not_comparable) {
    reason.reason = fmt::format("{}: {}", setting.name, reason.reason);
    not_comparable.push_back(std::move(reason));
  }
}

void add_best_of(const ScoreSet& scores, const std::vector<std::string>& quality, std::uint64_t seed,
                 SweepReport::Setting& setting) {
  for (const TaskScores& task : scores.tasks)
    for (const MetricScores& metric : task.metrics)
      if (std::find(quality.begin(), quality.end(), fmt::format("{}.{}", task.task, metric.name)) != quality.end())
        if (auto curve = best_of_k(task, metric, seed)) setting.best_of.push_back(std::move(*curve));
}

}  // namespace

SweepReport report_sweep(const store::Store& store, const Sweep& sweep, std::span<const std::string> runs,
                         std::span<const MetricDef* const> metrics, const SweepReportOptions& options) {
  SweepReport report;
  report.name = options.name;
  report.grid_size = sweep.grid_size;
  for (const SweepAxis& axis : sweep.axes) report.axes.push_back({axis.name, axis.path, axis.values});
  for (std::size_t i = 0; i < runs.size(); ++i)
    report.settings.push_back(read_setting(store, sweep.points[i], runs[i]));
  report.settings.front().is_default = true;
  report.stopped_early = !options.dropped.empty();
  for (std::size_t i = 0; i < options.dropped.size(); ++i) report.settings[i].dropped = options.dropped[i];
  report.quality = options.quality.empty() ? headlines_of(report.settings.front().scores) : options.quality;
  check_quality(report);

  CompareOptions how;
  how.across_prompts = true;
  how.margin = options.margin;
  how.seed = options.seed;
  how.level = report.level;
  const ScoreSet base = stored_scores(store, runs.front(), metrics);
  for (SweepReport::Setting& setting : report.settings) {
    if (setting.is_default) {
      add_best_of(base, report.quality, options.seed, setting);
      continue;
    }
    const ScoreSet scores = stored_scores(store, setting.run, metrics);
    add_best_of(scores, report.quality, options.seed, setting);
    add_comparison(compare(base, scores, how), setting, report.not_comparable);
  }
  std::vector<PairedResult*> family;
  for (SweepReport::Setting& setting : report.settings)
    for (SweepReport::Score& score : setting.scores)
      if (score.against_default) family.push_back(&*score.against_default);
  adjust(family);
  mark_front(report);
  return report;
}

void mark_front(SweepReport& report) {
  std::vector<FrontPoint> points;
  for (const SweepReport::Setting& setting : report.settings) {
    FrontPoint point{{}, setting.tokens, setting.latency, setting.cost};
    for (const std::string& name : report.quality) {
      bool found = false;
      for (const SweepReport::Score& score : setting.scores) {
        if (qualified(score.result) != name) continue;
        found = true;
        const std::optional<double>& value = score.result.estimate.value;
        point.quality.push_back(value ? std::optional(score.result.higher_is_better ? *value : -*value) : std::nullopt);
      }
      if (!found) point.quality.push_back(std::nullopt);
    }
    if (setting.dropped) point.quality.assign(1, std::nullopt);
    points.push_back(std::move(point));
  }
  const std::vector<bool> on = front(points);
  for (std::size_t i = 0; i < on.size(); ++i) report.settings[i].on_front = on[i];
}

}  // namespace assay::run
