#include "harness/run/runner.h"

#include <fmt/core.h>

#include "harness/core/clock.h"
#include "harness/run/group_numbers.h"
#include "harness/run/provenance.h"
#include "harness/run/task_run.h"
#include "harness/store/context_fits.h"
#include "harness/store/groups.h"
#include "harness/store/runs.h"

namespace assay::run {
namespace {

store::RunStart describe(const OpenRun& run, const std::string& version) {
  store::RunStart start;
  start.content_id = run.content_id();
  start.name = run.config.name;
  for (const OpenRun::Model& model : run.models) {
    const BackendInfo& info = model.backend->info();
    start.models.push_back({model.name, info.backend, info.model, info.fingerprint, info.numerics});
  }
  start.seed = run.config.seed;
  start.config_yaml = run.config.yaml;
  start.sampling = run.config.sampling.describe();
  start.git = git_commit(run.config.base_folder);
  start.version = version;
  start.host = machine_description();
  return start;
}

RunFacts::Task facts_of(const OpenTask& task) {
  RunFacts::Task facts;
  facts.name = task.spec.name;
  facts.version = task.spec.version;
  facts.data_sha256 = task.set.data_sha256();
  facts.samples = static_cast<std::int64_t>(task.set.size());
  facts.epochs = task.epochs;
  facts.num_fewshot = task.num_fewshot;
  facts.clusters = task.spec.clusters;
  return facts;
}

// What was stored of the tasks in groups, with the metrics that scored them.
std::vector<TaskTables> tables_of(const OpenRun& run, const store::Store& store, const std::string& id, const std::string& model) {
  return stored_tables(store, id, model, run.groups,
                       [&](const std::string& name, const store::Scorer& scorer) -> std::shared_ptr<const Metric> {
                         for (const OpenTask& task : run.tasks)
                           for (const auto& metric : task.metrics)
                             if (task.spec.name == name && metric->info().name == scorer.name)
                               return {std::shared_ptr<void>(), metric.get()};
                         return nullptr;
                       });
}

std::string sentence_of(const ContextFit& fit, std::size_t samples) {
  std::string text = fmt::format("task {} on {}: of {} prompts {} have fewer few-shot examples ({} left out)", fit.task, fit.model,
                                 samples, fit.shortened, fit.dropped);
  if (fit.too_long > 0) text += fmt::format(", and {} do not fit even without examples and were not asked", fit.too_long);
  return text + fmt::format(": the context has {} tokens", fit.max_tokens);
}

}  // namespace

RunOutcome perform_run(const OpenRun& run, store::Store& store, const std::string& version, Listener& listener,
                       const std::atomic<bool>& interrupted, const SampleChoice& choice) {
  const double started = monotonic_seconds();
  RunOutcome outcome;
  outcome.run = store::begin_run(store, describe(run, version));
  bool complete = true;
  try {
    store::RunWriter writer(store, outcome.run);
    const store::ResponseCache cache(store);
    for (const OpenTask& task : run.tasks) {
      writer.add_task(facts_of(task));
      for_each_window(task, [&](std::span<const Sample> samples) {
        writer.add_samples(task.spec.name, samples, task.spec.clusters);
      });
    }
    writer.flush();
    store::put_groups(store, outcome.run, run.groups);
    for (const std::string& model : run.config.evaluated) {
      for (const OpenTask& task : run.tasks) {
        if (outcome.interrupted) continue;
        TaskRun task_run(run, task, model, cache, writer, listener, interrupted);
        if (choice) {
          std::vector<std::size_t> chosen = choice(task);
          complete = complete && chosen.size() == task.set.size();
          task_run.ask_only(std::move(chosen));
        }
        outcome.interrupted = !task_run.perform() || interrupted;
        if (const ContextFit& fit = task_run.context_fit(); fit.shortened + fit.too_long > 0) {
          writer.flush();
          store::put_context_fit(store, outcome.run, fit);
          listener.notice(sentence_of(fit, task.set.size()));
        }
        outcome.asked += task_run.num_asked();
        outcome.cached += task_run.num_cached();
        outcome.too_many_failed |= task_run.too_many_failed();
      }
      if (outcome.interrupted || run.groups.empty()) continue;
      writer.flush();
      store::replace_group_rows(store, outcome.run, model, group_rows(model, run.groups, tables_of(run, store, outcome.run, model),
                                                                      run.config.seed, run.config.max_failed));
    }
  } catch (const Error&) {
    try {
      store::end_run(store, outcome.run, store::RunStatus::kFailed, monotonic_seconds() - started);
    } catch (const Error&) {
      // A store that cannot be written (a full disk) must not hide the reason why the run ended.
    }
    throw;
  }
  store::end_run(store, outcome.run,
                 outcome.interrupted || !complete ? store::RunStatus::kInterrupted : store::RunStatus::kFinished,
                 monotonic_seconds() - started);
  return outcome;
}

}  // namespace assay::run
