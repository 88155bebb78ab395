#include "harness/run/rescore.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/core/clock.h"
#include "harness/run/group_numbers.h"
#include "harness/store/groups.h"
#include "harness/store/score_update.h"
#include "harness/store/stored_run.h"

namespace assay::run {
namespace {

constexpr std::size_t kReasons = 8;
constexpr std::int64_t kProgressEvery = 1000;

using store::StoredRun;

std::vector<std::string> names_of(const std::vector<RunFacts::Task>& tasks) {
  std::vector<std::string> names;
  for (const RunFacts::Task& task : tasks) names.push_back(task.name);
  return names;
}

void check_tasks(const RunFacts& facts, const RescoreRequest& request) {
  const std::vector<std::string> names = names_of(facts.tasks);
  for (const std::string& wanted : request.tasks) {
    if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
    const std::string near = did_you_mean(wanted, names);
    throw Error(ErrorKind::kUsage,
                fmt::format("--task {}: the run {} has no such task{}; it has {}", wanted, facts.id,
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
  }
}

// All its epochs were asked, whatever came of them.
bool is_complete(const store::AnsweredSample& answered, int epochs) {
  int asked = 0;
  int last = -1;
  for (const Response& response : answered.responses) {
    if (response.id.epoch != last) ++asked;
    last = response.id.epoch;
  }
  return asked >= epochs;
}

// The same to the last bit, so that nothing need be written.
bool identical(const Scored* before, const std::optional<Scored>& after) {
  if (before == nullptr || !after) return before == nullptr && !after;
  if (before->is_scored() != after->is_scored() || before->value != after->value || before->detail != after->detail ||
      before->extracted != after->extracted)
    return false;
  if (before->is_scored()) return std::get<StatsRow>(before->row) == std::get<StatsRow>(after->row);
  return std::get<Unscored>(before->row).reason == std::get<Unscored>(after->row).reason;
}

const Scored* find_score(const std::vector<store::MetricScore>& scores, std::string_view metric) {
  for (const store::MetricScore& score : scores)
    if (score.metric == metric) return &score.scored;
  return nullptr;
}

class Rescore {
 public:
  Rescore(store::Store& store, const RescoreRequest& request, const Registry& registry, Listener& listener)
      : store_(store), request_(request), registry_(registry), listener_(listener), run_(store, request.run) {}

  std::vector<RescoredMetric> perform() {
    check_tasks(run_.facts(), request_);
    std::vector<Part> parts = find_parts();
    // A mistake in any task shows before the first one is changed.
    for (Part& part : parts) part.metrics = metrics_of(part);
    before_ = run_.results();
    groups_before_ = run_.groups();
    for (const Part& part : parts) rescore_part(part);
    if (!results_.empty()) rescore_groups(parts);
    if (results_.empty())
      throw Error(
          ErrorKind::kUsage,
          fmt::format("no metric is known for the answers of the run {}; name some with --metrics", request_.run));
    return std::move(results_);
  }

 private:
  // One model's answers to one task.
  struct Part {
    std::string model;
    RunFacts::Task task;
    std::vector<TaskMetric> metrics = {};
  };

  const RunFacts& facts() const { return run_.facts(); }

  void say_once(const std::string& notice) {
    if (said_.insert(notice).second) listener_.notice(notice);
  }

  bool is_wanted(const std::string& task) const {
    return request_.tasks.empty() ||
           std::find(request_.tasks.begin(), request_.tasks.end(), task) != request_.tasks.end();
  }

  // What there is to score, all of it looked at before anything is changed.
  std::vector<Part> find_parts() {
    std::vector<Part> parts;
    for (const RunFacts::Model& model : facts().models) {
      std::vector<std::string> unasked;
      bool is_evaluated = false;
      for (const RunFacts::Task& task : facts().tasks) {
        const store::AnswerCount count =
            store::count_answered(store_, request_.run, model.name, task.name, task.epochs);
        is_evaluated |= count.samples > 0;
        if (!is_wanted(task.name)) continue;
        if (count.samples == 0) {
          unasked.push_back(task.name);
          continue;
        }
        if (count.complete < task.samples) check_incomplete(model.name, task, count);
        parts.push_back({model.name, task});
      }
      if (!is_evaluated) continue;  // a judge
      for (const std::string& task : unasked)
        say_once(fmt::format("the model {} has no answers to the task {} yet: left out", model.name, task));
    }
    if (parts.empty())
      throw Error(ErrorKind::kUsage,
                  fmt::format("the run {} ({}, {}) has no stored answers{}: there is nothing to score", request_.run,
                              facts().name, facts().status, request_.tasks.empty() ? "" : " to these tasks"));
    return parts;
  }

  void check_incomplete(const std::string& model, const RunFacts::Task& task, const store::AnswerCount& count) {
    const std::string what = fmt::format("the run {} has all answers of {} to only {} of the {} samples of {}",
                                         request_.run, model, count.complete, task.samples, task.name);
    if (!request_.dry_run)
      throw Error(ErrorKind::kUsage,
                  fmt::format("{}: a number over those would pass for the whole task. Start the run again to "
                              "complete it, or look at those numbers with --dry-run",
                              what));
    say_once(what + ": these numbers are over those");
  }

  std::vector<TaskMetric> metrics_of(const Part& part) {
    if (!request_.metrics.empty()) return make_written_metrics(request_.metrics, "--metrics", registry_.metrics);
    const std::vector<store::Scorer> stored = store::stored_metrics(store_, request_.run, part.model, part.task.name);
    const std::optional<datasets::TaskSpec> spec = find_configured_task(request_.config, part.task.name);
    if (!spec) return stored_metrics_of(part, stored);
    std::vector<TaskMetric> metrics = make_task_metrics(*spec, registry_.metrics, registry_.filters);
    for (const store::Scorer& scorer : stored)
      if (std::none_of(metrics.begin(), metrics.end(),
                       [&](const TaskMetric& m) { return m.metric->info().name == scorer.name; }))
        say_once(fmt::format("{} lists no metric {} (any more): its scores stay as they are", spec->file, scorer.name));
    return metrics;
  }

  std::vector<TaskMetric> stored_metrics_of(const Part& part, const std::vector<store::Scorer>& stored) {
    if (request_.config_is_given)
      throw Error(ErrorKind::kConfig,
                  fmt::format("--config: the file lists no task {}, or that task's file is not there; with "
                              "--task only the tasks named by it are scored",
                              part.task.name));
    say_once(
        fmt::format("the file of the task {} was not found: scored with the metrics and options that the store kept "
                    "(--config FILE.yaml or --task-path FOLDER says where it is)",
                    part.task.name));
    std::vector<TaskMetric> metrics;
    for (const store::Scorer& scorer : stored) {
      TaskMetric metric = make_stored_metric(scorer.name, scorer.options, registry_.metrics, registry_.filters);
      if (metric.metric->signature() == scorer.signature)
        metrics.push_back(std::move(metric));
      else
        say_once(fmt::format(
            "the metric {} of the task {} cannot be made again as it was ('{}'): a store of an older assay kept "
            "no options; name it with --metrics",
            scorer.name, part.task.name, scorer.signature));
    }
    return metrics;
  }

  std::optional<ResultRow> before_of(const Part& part, std::string_view metric) const {
    for (const ResultRow& row : before_)
      if (row.model == part.model && row.task == part.task.name && row.metric == metric) return row;
    return std::nullopt;
  }

  void rescore_part(const Part& part) {
    const double started = monotonic_seconds();
    if (part.metrics.empty()) return;
    std::vector<MetricRescore> columns;
    for (const TaskMetric& metric : part.metrics) columns.emplace_back(*metric.metric, request_.keep_changes);
    std::optional<store::ScoreUpdate> update;
    if (!request_.dry_run) update.emplace(store_, request_.run, part.model, part.task.name);
    std::int64_t done = 0;
    store::for_each_answered_sample(
        store_, request_.run, part.model, part.task.name, "answer", [&](const store::AnsweredSample& answered) {
          if (!is_complete(answered, part.task.epochs)) return;
          const std::vector<store::MetricScore> stored =
              store::stored_scores(store_, request_.run, part.model, part.task.name, answered.sample.id);
          for (MetricRescore& column : columns) {
            const std::string name(column.metric().info().name);
            const Scored* before = find_score(stored, name);
            const std::optional<Scored> after =
                column.add(answered.sample, answered.cluster, answered.responses, before);
            if (update && !identical(before, after)) update->put(name, answered.sample.id, after);
          }
          if (++done % kProgressEvery == 0)
            listener_.progress({part.model, part.task.name, "scoring", done, part.task.samples, 0, 0,
                                monotonic_seconds() - started, ""});
        });
    finish(part, columns, update);
  }

  void finish(const Part& part, const std::vector<MetricRescore>& columns, std::optional<store::ScoreUpdate>& update) {
    std::vector<store::Scorer> scorers;
    std::vector<ResultRow> rows;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Metric& metric = columns[i].metric();
      scorers.push_back({std::string(metric.info().name), metric.signature(), part.metrics[i].options});
      rows.push_back(
          result_row(part.model, part.task.name, metric, columns[i].table(), facts().seed, request_.config.max_failed));
    }
    if (update) update->apply(scorers, rows);
    for (std::size_t i = 0; i < columns.size(); ++i)
      results_.push_back({before_of(part, rows[i].metric), rows[i], columns[i].num_changed(), columns[i].changes(),
                          columns[i].reasons()});
    if (!request_.dry_run || facts().groups.empty()) return;
    // A dry run's scores are not in the store: they are laid over it when groups are numbered.
    TaskTables kept;
    kept.task = part.task.name;
    for (std::size_t i = 0; i < columns.size(); ++i)
      kept.columns.push_back({rows[i].metric, {std::shared_ptr<void>(), part.metrics[i].metric.get()}, columns[i].table(), rows[i].signature});
    kept_[part.model].push_back(std::move(kept));
  }

  void rescore_groups(const std::vector<Part>& parts) {
    if (facts().groups.empty()) return;
    std::set<std::string> done;
    for (const Part& part : parts) {
      if (!done.insert(part.model).second) continue;
      const std::vector<GroupRow> rows =
          group_rows(part.model, facts().groups, tables_of(part.model), facts().seed, request_.config.max_failed);
      if (!request_.dry_run) store::replace_group_rows(store_, request_.run, part.model, rows);
      for (const GroupRow& row : rows) add_group_result(row);
    }
  }

  std::vector<TaskTables> tables_of(const std::string& model) {
    std::vector<TaskTables> tables = stored_tables(
        store_, request_.run, model, facts().groups,
        [&](const std::string&, const store::Scorer& scorer) -> std::shared_ptr<const Metric> {
          return make_stored_metric(scorer.name, scorer.options, registry_.metrics, registry_.filters).metric;
        });
    for (TaskTables& changed : kept_[model]) {
      const auto at = std::find_if(tables.begin(), tables.end(), [&](const TaskTables& t) { return t.task == changed.task; });
      if (at == tables.end()) {
        tables.push_back(std::move(changed));
        continue;
      }
      for (TaskTables::Column& column : changed.columns) {
        std::erase_if(at->columns, [&](const TaskTables::Column& old) { return old.metric == column.metric; });
        at->columns.push_back(std::move(column));
      }
    }
    return tables;
  }

  static ResultRow result_of(const GroupRow& group) {
    ResultRow row;
    row.model = group.model;
    row.task = group.group;
    row.metric = group.metric;
    row.signature = group.signature;
    row.estimate = group.estimate;
    row.higher_is_better = group.higher_is_better;
    row.scale = group.scale;
    return row;
  }

  void add_group_result(const GroupRow& row) {
    RescoredMetric result;
    result.is_group = true;
    result.after = result_of(row);
    for (const GroupRow& before : groups_before_)
      if (before.model == row.model && before.group == row.group && before.metric == row.metric) result.before = result_of(before);
    results_.push_back(std::move(result));
  }

  store::Store& store_;
  const RescoreRequest& request_;
  const Registry& registry_;
  Listener& listener_;
  StoredRun run_;
  std::vector<ResultRow> before_;
  std::vector<GroupRow> groups_before_;
  std::map<std::string, std::vector<TaskTables>> kept_;  // by model
  std::vector<RescoredMetric> results_;
  std::set<std::string> said_;
};

}  // namespace

bool differs(const Scored* before, const Scored* after) {
  const bool was = before != nullptr && before->is_scored();
  const bool is = after != nullptr && after->is_scored();
  if (!was || !is) return was != is;
  if (before->value || after->value) return before->value != after->value;
  return std::get<StatsRow>(before->row) != std::get<StatsRow>(after->row);
}

std::optional<Scored> MetricRescore::add(const Sample& sample, const std::optional<std::string>& cluster,
                                         std::span<const Response> responses, const Scored* before) {
  std::optional<Scored> after = score_sample(*metric_, sample, responses);
  if (after) {
    table_.add(std::string(metric_->info().name), sample.id, *after, cluster);
    if (const auto* unscored = std::get_if<Unscored>(&after->row))
      if (reasons_.size() < kReasons || reasons_.contains(unscored->reason)) ++reasons_[unscored->reason];
  } else {
    table_.add_failed();
  }
  if (differs(before, after ? &*after : nullptr)) {
    ++num_changed_;
    if (changes_.size() < keep_)
      changes_.push_back({sample.id, before ? before->value : std::nullopt, after ? after->value : std::nullopt});
  }
  return after;
}

std::vector<RescoredMetric> rescore(store::Store& store, const RescoreRequest& request, const Registry& registry,
                                    Listener& listener) {
  return Rescore(store, request, registry, listener).perform();
}

}  // namespace assay::run
