#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/fewshot.h"
#include "datasets/prompt.h"
#include "datasets/samples.h"
#include "datasets/task_set.h"
#include "datasets/task_spec.h"
#include "harness/core/filter.h"
#include "harness/core/metric.h"
#include "harness/core/request.h"
#include "harness/core/response.h"
#include "harness/run/config.h"

namespace assay::run {

/// A task with its samples and everything that a run decides about it: what `plan` is a pure function of.
struct OpenTask {
  datasets::TaskSpec spec;
  datasets::SampleSet set;
  datasets::FewshotPool pool;
  std::vector<std::unique_ptr<Metric>> metrics;
  std::vector<std::string> metric_options;  ///< of each metric, as JSON
  int num_fewshot = 0;
  int epochs = 1;
  datasets::PromptStyle style;
  SamplingParams sampling;
  std::uint64_t seed = 0;
  std::optional<std::int64_t> max_context_tokens;  ///< of prompt and answer; nullopt: the model's own
  bool like_lm_eval = false;                       ///< prompts are never made to fit, but for a stated limit
  std::size_t entry = 0;  ///< the place in the run's list that it came from

  /// Identity by content: everything that decides prompts, samples and scores. Part of the run's identity.
  std::string fingerprint() const;
};

/// Reads what a run lists as a task, with the data: one task, or all those of a group or tag.
/// `groups`, where it is given, gets the groups among them, outer ones first.
/// Throws: Error(kConfig, kData) with file and line, and where the entry of the run stands.
std::vector<OpenTask> open_tasks(const RunConfig& config, const TaskEntry& entry, std::span<const ReaderDef* const> readers,
                                 std::span<const MetricDef* const> metrics, std::span<const FilterDef* const> filters = {},
                                 std::vector<datasets::GroupSpec>* groups = nullptr);

/// One task of those, read already.
OpenTask open_task_spec(datasets::TaskSpec spec, const RunConfig& config, const TaskEntry& entry,
                        std::span<const ReaderDef* const> readers, std::span<const MetricDef* const> metrics,
                        std::span<const FilterDef* const> filters = {});

/// Calls `visit` for every sample of the task in order; only some are in memory at a time.
/// Throws: Error(kData) for a row that cannot be read, and what `visit` throws.
void for_each_sample(const OpenTask& task, const std::function<void(const Sample&)>& visit);
/// The same by windows of samples.
void for_each_window(const OpenTask& task, const std::function<void(std::span<const Sample>)>& visit);

/// The requests about one sample, given the answers so far: called again with them until it returns nothing. Pure.
/// All epochs of a slot are planned together. Slot 0 asks, or, where the choices are inputs, a slot for each of them; the
/// slot behind these, where a metric of the task needs it, asks for the choices without a context. In a dialogue turn k is
/// slot k, and each epoch follows its own answers. `num_fewshot`: with fewer examples than the task has.
/// Throws: Error(kData) where a prompt cannot be made from the sample.
std::vector<Request> plan(const OpenTask& task, const Sample& sample, std::span<const Response> earlier,
                          std::optional<int> num_fewshot = std::nullopt);

}  // namespace assay::run
