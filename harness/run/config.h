#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/dataset_location.h"
#include "harness/core/options.h"
#include "harness/core/request.h"

namespace assay::run {

/// The sampling settings that a run states; what it leaves out keeps the task's value.
struct SamplingOverrides {
  std::optional<double> temperature, top_p, min_p, repetition_penalty;
  std::optional<int> top_k, max_tokens;
  std::vector<std::string> stop;

  SamplingParams apply(SamplingParams base) const;
  /// "temperature=0.7 top_p=0.9", "" where nothing is overridden: for reports.
  std::string describe() const;
};

/// Reads the keys of a `sampling:` map. Throws: Error(kConfig).
SamplingOverrides read_sampling(const Options& options);

/// A model as configured: the kind of backend, and the options it reads itself.
struct ModelConfig {
  std::string name;
  std::string backend;
  Options options;
};

/// A task as listed in a run, with what the run sets on it.
struct TaskEntry {
  std::string task;  ///< a name on the task path, or the path of a YAML file
  std::optional<int> num_fewshot, epochs;
  std::optional<std::int64_t> limit, max_context_tokens;
  std::optional<bool> apply_chat_template, fewshot_as_multiturn;
  std::string system;  ///< replaces the task's system text; "" keeps it
  SamplingOverrides sampling;
  std::optional<YamlNode> prompts;  ///< a list of prompt variants, as keys over the task's; replaces the task's own
  std::string where;  ///< file:line, for messages
};

/// A rater as listed in a run.
struct RaterEntry {
  std::string file;
  std::string judge;               ///< the name of one of the models; "" for a rater that needs none
  std::string against;             ///< the model whose answers it compares with; "" for a rater that does not compare
  std::vector<std::string> tasks;  ///< empty: every task of the run
  std::string where;
};

/// A run as configured: run.yaml, `--set` and the environment already applied.
/// What is read (models, tasks, rubrics) is relative to the file; what is written (store, reports) to the working folder.
struct RunConfig {
  std::string name;
  std::uint64_t seed = 1234;
  std::string store;
  std::vector<ModelConfig> models;
  std::vector<std::string> evaluated;  ///< names of the models that every task is run on
  std::vector<TaskEntry> tasks;
  SamplingOverrides sampling;
  std::vector<RaterEntry> raters;
  std::vector<std::pair<std::string, std::string>> gates;  ///< rules as written (see gate.h), and where
  double max_failed = 0.01;  ///< the fraction of failed samples over which there is no headline number
  std::vector<std::pair<std::string, std::string>> reports;  ///< format, file
  std::vector<std::string> task_path;  ///< folders to look for tasks in
  datasets::DatasetPlaces data_places; ///< where datasets are looked for by their ids
  bool like_lm_eval = false;           ///< few-shot examples are drawn as lm-evaluation-harness does (`compat: lm-eval`)
  std::string base_folder;             ///< relative paths of what is read are relative to this
  std::string yaml;                    ///< the file as written, before the environment was put in

  const ModelConfig& model(const std::string& name) const;
};

/// Looks up an environment variable; nullopt where it is not set.
using EnvLookup = std::function<std::optional<std::string>(const std::string&)>;

/// Reads a run configuration from a file. `sets` are `--set` overrides, path and YAML value.
/// Throws: Error(kConfig) with file, line, key, value and what was expected; for a key that would hold a secret too.
RunConfig load_run_config(const std::string& path, const std::vector<std::pair<std::string, std::string>>& sets,
                          const EnvLookup& environment);

/// Reads a run configuration from YAML text; relative paths are relative to `base_folder`.
RunConfig parse_run_config(const std::string& yaml, const std::string& source, const std::string& base_folder,
                           const std::vector<std::pair<std::string, std::string>>& sets, const EnvLookup& environment);

/// `path`, or `base_folder`/`path` where it is relative.
std::string resolve_path(const std::string& base_folder, const std::string& path);

}  // namespace assay::run
