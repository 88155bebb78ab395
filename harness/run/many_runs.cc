#include "harness/run/many_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "metrics/stats/bradley_terry.h"
#include "metrics/stats/estimate.h"

namespace assay::run {
namespace {

constexpr double kTie = 1e-12;

void add_reasons(const Comparison& comparison, std::vector<NotComparable>& out) {
  for (const NotComparable& reason : comparison.not_comparable)
    if (std::none_of(out.begin(), out.end(), [&](const NotComparable& known) {
          return known.task == reason.task && known.metric == reason.metric && known.reason == reason.reason;
        }))
      out.push_back(reason);
}

// The value of each sample of a task's metric, by the sample's id; only what was scored.
std::unordered_map<std::string, double> values_by_sample(const TaskScores& task, const MetricScores& scores) {
  std::unordered_map<std::string, double> values;
  for (std::size_t i = 0; i < task.samples.size(); ++i) {
    if (scores.row_of[i] < 0) continue;
    if (const auto& value = scores.values[static_cast<std::size_t>(scores.row_of[i])]) values.emplace(task.samples[i].id, *value);
  }
  return values;
}

const TaskScores* task_of(const ScoreSet& side, const std::string& task) {
  for (const TaskScores& scores : side.tasks)
    if (scores.task == task) return &scores;
  return nullptr;
}

void rank(const std::string& task, std::span<const ScoreSet* const> sides, const CompareOptions& options, ManyRuns& out) {
  const TaskScores* first = task_of(*sides.front(), task);
  if (first == nullptr || first->metrics.empty()) return;
  const MetricScores& headline = options.metrics.empty() || first->find(options.metrics.front()) == nullptr
                                     ? first->metrics.front()
                                     : *first->find(options.metrics.front());
  std::vector<std::size_t> players;
  std::vector<std::unordered_map<std::string, double>> values;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const TaskScores* scores = task_of(*sides[i], task);
    const MetricScores* metric = scores == nullptr ? nullptr : scores->find(headline.name);
    if (metric == nullptr || metric->signature != headline.signature) continue;
    players.push_back(i);
    values.push_back(values_by_sample(*scores, *metric));
  }
  if (players.size() < 2) return;
  const double sign = headline.metric->info().higher_is_better ? 1.0 : -1.0;
  std::vector<metrics::Comparison> games;
  std::vector<double> won(players.size(), 0.0), played(players.size(), 0.0);
  for (std::size_t s = 0; s < first->samples.size(); ++s) {
    for (std::size_t a = 0; a < players.size(); ++a) {
      for (std::size_t b = a + 1; b < players.size(); ++b) {
        const auto left = values[a].find(first->samples[s].id), right = values[b].find(first->samples[s].id);
        if (left == values[a].end() || right == values[b].end()) continue;
        const double difference = sign * (left->second - right->second);
        const double score = std::abs(difference) <= kTie ? 0.5 : difference > 0.0 ? 1.0 : 0.0;
        games.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), score, static_cast<std::uint32_t>(s)});
        won[a] += score;
        won[b] += 1.0 - score;
        ++played[a];
        ++played[b];
      }
    }
  }
  if (games.empty()) return;
  const metrics::BradleyTerry fit = metrics::fit_bradley_terry(games, players.size());
  std::vector<metrics::RankInterval> ranks;
  if (fit.reason.empty()) ranks = metrics::rank_intervals(fit, options.level, 2000, options.seed);
  std::vector<RankRow> rows;
  for (std::size_t p = 0; p < players.size(); ++p) {
    RankRow row;
    row.task = task;
    row.metric = headline.name;
    row.run = players[p];
    row.win_rate = played[p] > 0.0 ? won[p] / played[p] : 0.5;
    row.reason = fit.reason;
    row.worst_rank = players.size();
    if (fit.reason.empty()) {
      row.strength = fit.strengths[p];
      row.standard_error = fit.standard_errors[p];
      row.best_rank = ranks[p].best;
      row.worst_rank = ranks[p].worst;
    }
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const RankRow& a, const RankRow& b) { return a.win_rate > b.win_rate; });
  out.ranking.insert(out.ranking.end(), rows.begin(), rows.end());
}

// A side's own number, as its run reports it.
void set_value(const MetricScores& scores, const CompareOptions& options, SeriesPoint& point) {
  metrics::EstimateOptions how;
  how.level = options.level;
  how.seed = options.seed;
  const Estimate estimate = metrics::make_estimate(scores.metric->info(), metrics::value_of(*scores.metric),
                                                   {scores.rows, scores.width, {}}, 0, 0, how);
  point.value = estimate.value;
  point.low = estimate.low;
  point.high = estimate.high;
}

struct Step {
  std::size_t row = 0, point = 0;
  PairedResult result;
};

}  // namespace

ManyRuns compare_all(std::span<const ScoreSet* const> sides, const CompareOptions& options) {
  ManyRuns out;
  for (std::size_t i = 0; i < sides.size(); ++i)
    for (std::size_t j = i + 1; j < sides.size(); ++j) {
      const Comparison comparison = compare(*sides[i], *sides[j], options);
      add_reasons(comparison, out.not_comparable);
      for (const PairedResult& result : comparison.results) out.pairs.push_back({i, j, result});
    }
  std::vector<PairedResult*> results;
  for (ManyRuns::Pair& pair : out.pairs) results.push_back(&pair.result);
  adjust(results, options.correction);
  std::vector<std::string> ranked;
  for (const TaskScores& task : sides.front()->tasks) {
    if (std::find(ranked.begin(), ranked.end(), task.task) != ranked.end()) continue;
    ranked.push_back(task.task);
    rank(task.task, sides, options, out);
  }
  return out;
}

ManyRuns compare_series(std::span<const ScoreSet* const> sides, const CompareOptions& options) {
  ManyRuns out;
  out.is_series = true;
  std::vector<Step> steps;
  std::map<std::pair<std::size_t, std::size_t>, Comparison> compared;
  const auto between = [&](std::size_t i, std::size_t j) -> const Comparison& {
    const auto found = compared.find({i, j});
    if (found != compared.end()) return found->second;
    const Comparison& made = compared.emplace(std::pair(i, j), compare(*sides[i], *sides[j], options)).first->second;
    add_reasons(made, out.not_comparable);
    return made;
  };
  const auto find = [](const Comparison& comparison, const SeriesRow& row) -> const PairedResult* {
    for (const PairedResult& result : comparison.results)
      if (result.task == row.task && result.metric == row.metric) return &result;
    return nullptr;
  };
  for (const TaskScores& task : sides.front()->tasks) {
    for (const MetricScores& metric : task.metrics) {
      if (!options.metrics.empty() && std::find(options.metrics.begin(), options.metrics.end(), metric.name) == options.metrics.end())
        continue;
      SeriesRow row;
      row.task = task.task;
      row.metric = metric.name;
      row.higher_is_better = metric.metric->info().higher_is_better;
      row.scale = metric.metric->info().scale;
      std::optional<std::size_t> best;
      for (std::size_t i = 0; i < sides.size(); ++i) {
        SeriesPoint point;
        point.run = i;
        const TaskScores* scores = task_of(*sides[i], task.task);
        const MetricScores* here = scores == nullptr ? nullptr : scores->find(metric.name);
        if (here != nullptr) set_value(*here, options, point);
        if (best && here != nullptr) {
          point.compared_with = *best;
          if (const PairedResult* result = find(between(*best, i), row)) {
            steps.push_back({out.series.size(), i, *result});
            point.difference = result->difference;
            point.difference_low = result->low;
            point.difference_high = result->high;
          }
          if (const PairedResult* step = find(between(i - 1, i), row)) {
            point.learned = step->gained;
            point.forgotten = step->lost;
          }
        }
        const double sign = row.higher_is_better ? 1.0 : -1.0;
        if (point.value && (!best || sign * *point.value > sign * row.points[*best].value.value_or(0.0))) best = i;
        row.points.push_back(std::move(point));
      }
      out.series.push_back(std::move(row));
    }
  }
  std::vector<PairedResult*> results;
  for (Step& step : steps) results.push_back(&step.result);
  adjust(results, options.correction);
  for (const Step& step : steps) {
    SeriesRow& row = out.series[step.row];
    row.points[step.point].p_adjusted = step.result.p_adjusted;
    row.points[step.point].verdict = step.result.verdict;
    if (step.result.verdict == Verdict::kRegressed && !row.first_bad) row.first_bad = step.point;
  }
  return out;
}

}  // namespace assay::run
