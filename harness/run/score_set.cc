#include "harness/run/score_set.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/run/predictions.h"
#include "harness/run/scoring.h"
#include "harness/run/task_metrics.h"
#include "harness/store/stored_run.h"

namespace assay::run {
namespace {

using SampleIndex = std::unordered_map<std::string, std::size_t>;

void add_row(MetricScores& scores, std::size_t sample, const Scored& scored, std::string_view where) {
  if (!scored.is_scored()) {
    scores.row_of[sample] = MetricScores::kUnscored;
    return;
  }
  const StatsRow& row = std::get<StatsRow>(scored.row);
  for (const double x : row)
    if (!std::isfinite(x))
      throw Error(ErrorKind::kRuntime, fmt::format("{}: the metric '{}' gave a number that is not finite; this is a bug of the "
                                                   "metric",
                                                   where, scores.name));
  if (scores.width == 0) scores.width = row.size();
  if (row.empty() || row.size() != scores.width)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: the metric '{}' has rows of {} and of {} numbers; score it again",
                                                 where, scores.name, scores.width, row.size()));
  scores.row_of[sample] = static_cast<std::int64_t>(scores.values.size());
  scores.rows.insert(scores.rows.end(), row.begin(), row.end());
  scores.values.push_back(scored.value);
}

TaskScores read_task(const store::Store& store, const std::string& run, const std::string& model, const std::string& task,
                     std::span<const MetricDef* const> defs) {
  TaskScores out;
  out.model = model;
  out.task = task;
  SampleIndex index;
  store::for_each_identity(store, run, model, task, [&](const store::SampleIdentity& sample) {
    if (sample.keys.empty()) return;  // never asked, which is not failed
    index.emplace(sample.id, out.samples.size());
    out.samples.push_back(sample);
  });
  for (const store::Scorer& scorer : store::stored_scorers(store, run, model, task)) {
    MetricScores scores;
    scores.name = scorer.name;
    scores.signature = scorer.signature;
    const std::string source = fmt::format("{} (run {}, task {}, metric {})", store.path(), run, task, scorer.name);
    scores.metric = make_value_metric(scorer.name, scorer.options, source, defs);
    scores.row_of.assign(out.samples.size(), MetricScores::kFailed);
    out.metrics.push_back(std::move(scores));
  }
  // Scores lie in the order of metrics and samples: the next one is guessed before it is looked up.
  std::size_t next = 0;
  MetricScores* scores = nullptr;
  store::for_each_score(store, run, model, task, [&](const std::string& metric, const std::string& sample, const Scored& scored) {
    if (scores == nullptr || scores->name != metric) {
      const auto at = std::find_if(out.metrics.begin(), out.metrics.end(), [&](const MetricScores& m) { return m.name == metric; });
      scores = at == out.metrics.end() ? nullptr : &*at;
    }
    if (scores == nullptr) return;
    if (next >= out.samples.size()) next = 0;
    if (out.samples[next].id != sample) {
      const auto at = index.find(sample);
      if (at == index.end()) return;
      next = at->second;
    }
    add_row(*scores, next++, scored, store.path());
  });
  return out;
}

}  // namespace

const MetricScores* TaskScores::find(std::string_view metric) const {
  for (const MetricScores& scores : metrics)
    if (scores.name == metric) return &scores;
  return nullptr;
}

ScoreSet stored_scores(const store::Store& store, const std::string& run, std::span<const MetricDef* const> metrics) {
  ScoreSet out;
  const store::StoredRun stored(store, run);
  for (const std::string& model : store::evaluated_models(store, run))
    for (const RunFacts::Task& task : stored.facts().tasks)
      out.tasks.push_back(read_task(store, run, model, task.name, metrics));
  return out;
}

ScoreSet prediction_scores(Reader& rows, const std::string& task, std::span<const std::string> written_metrics,
                           std::span<const MetricDef* const> metrics, const std::string& clusters) {
  TaskScores out;
  out.task = task;
  for (const std::string& written : written_metrics) {
    MetricScores scores;
    scores.metric = make_metric(metrics, written, "--metrics");
    scores.name = written.substr(0, written.find(':'));
    out.metrics.push_back(std::move(scores));
  }
  SampleIndex seen;
  PredictionReader reader(rows);
  while (const auto prediction = reader.next()) {
    const Sample& sample = prediction->sample;
    if (!seen.emplace(sample.id, out.samples.size()).second)
      throw Error(ErrorKind::kData, fmt::format("{}: the id '{}' comes a second time; predictions are paired by it", rows.where(),
                                                sample.id));
    store::SampleIdentity identity;
    identity.id = sample.id;
    Sha256 target;
    for (const auto* texts : {&sample.targets, &sample.choices})
      for (const std::string& text : *texts) target.field(text);
    for (const int choice : sample.target_choices) target.field(std::to_string(choice));
    identity.target = target.hex();
    identity.cluster = cluster_of(sample, clusters);
    for (MetricScores& scores : out.metrics) {
      scores.row_of.push_back(MetricScores::kFailed);
      if (const auto scored = score_sample(*scores.metric, sample, prediction->answers))
        add_row(scores, out.samples.size(), *scored, rows.where());
    }
    out.samples.push_back(std::move(identity));
  }
  if (out.samples.empty()) throw Error(ErrorKind::kData, fmt::format("{}: there are no predictions in the file", rows.where()));
  for (MetricScores& scores : out.metrics) scores.signature = scores.metric->signature();
  ScoreSet set;
  set.tasks.push_back(std::move(out));
  return set;
}

}  // namespace assay::run
