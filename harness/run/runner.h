#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/core/registry.h"
#include "harness/core/report.h"
#include "harness/run/config.h"
#include "harness/run/listener.h"
#include "harness/run/plan.h"
#include "harness/store/store.h"

namespace assay::run {

/// A rater of a run with the model that judges for it.
struct OpenRater {
  std::unique_ptr<Rater> rater;
  std::string judge;               ///< name of the model, "" for none
  std::string against;             ///< name of the model whose answers it compares with, "" for none
  std::vector<std::string> tasks;  ///< names of the tasks it rates; empty: all
};

/// A run with everything opened: models loaded, tasks read, raters made. What is wrong in a configuration shows here,
/// before anything is asked.
struct OpenRun {
  struct Model {
    std::string name;
    std::shared_ptr<Backend> backend;  ///< shared by the runs of a sweep
  };
  RunConfig config;
  std::vector<Model> models;
  std::vector<OpenTask> tasks;
  std::vector<OpenRater> raters;
  std::vector<RunFacts::Group> groups;  ///< outer ones first

  Backend& backend(const std::string& name) const;
  /// SHA-256 over everything that decides the run's content: equal runs continue each other.
  std::string content_id() const;
};

/// Opens the data and rubrics, and the models unless `with_models` is false (then raters, which need a judge, are left out).
/// Throws: Error with the place of what is wrong.
OpenRun open_run(RunConfig config, const Registry& registry, bool with_models = true);

/// Opens a model of a configuration. Throws: Error that names the model.
std::shared_ptr<Backend> open_model(const RunConfig& config, const ModelConfig& model,
                                    std::span<const BackendDef* const> backends);

/// Opens a model, or hands out one that is open already.
using ModelSource = std::function<std::shared_ptr<Backend>(const RunConfig& config, const ModelConfig& model)>;

/// Opens everything, the models by `models`; without it (nullptr) none, as above.
OpenRun open_run_with(RunConfig config, const Registry& registry, const ModelSource& models);

/// What came of a run.
struct RunOutcome {
  std::string run;
  std::int64_t asked = 0;   ///< requests that this call sent to a model
  std::int64_t cached = 0;  ///< answers that the store already had
  bool interrupted = false;
  bool too_many_failed = false;  ///< in at least one task more samples failed than `max_failed` allows
};

/// Which samples of a task are asked now: their positions, ascending.
using SampleChoice = std::function<std::vector<std::size_t>(const OpenTask& task)>;

/// Plans, asks, scores, rates and estimates every task on every evaluated model, storing after every step; continues by
/// itself where an earlier run of the same content stopped. Where `choice` leaves samples out, scores and estimates are those
/// of the chosen ones and the run stays "interrupted": with more samples it goes on.
/// Throws: Error where the run cannot go on; everything answered by then is stored.
RunOutcome perform_run(const OpenRun& run, store::Store& store, const std::string& version, Listener& listener,
                       const std::atomic<bool>& interrupted, const SampleChoice& choice = nullptr);

}  // namespace assay::run
