#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/core/check.h"
#include "harness/core/hash.h"
#include "harness/run/run_groups.h"
#include "harness/run/runner.h"
#include "harness/run/thinking_backend.h"

namespace assay::run {

namespace fs = std::filesystem;

namespace {

OpenRater open_rater(const OpenRun& run, const Registry& registry, const std::string& file, const std::string& judge,
                     const std::string& against, std::vector<std::string> tasks) try {
  RaterContext context;
  context.defs = registry.raters;
  context.folder = fs::path(file).parent_path().string();
  for (const OpenRun::Model& model : run.models) {
    if (model.name == judge) context.judge = context.judges.size();
    context.judges.push_back({model.name, model.backend->info()});
  }
  const Options options = Options::from_file(file);
  OpenRater rater{make_rater(options, context), judge, against, std::move(tasks)};
  if (rater.rater->compares() && against.empty())
    options.fail("", "this rater compares two answers; write 'against: MODEL' beside it, the model whose answers it compares with");
  if (!rater.rater->compares() && !against.empty())
    options.fail("", fmt::format("'against: {}' is written beside it, but this rater does not compare answers", against));
  return rater;
} catch (Error& e) {
  e.add(fmt::format("while making the rater {}{}", file, judge.empty() ? "" : fmt::format(" with the judge '{}'", judge)));
  throw;
}

void check_rated_tasks(const RunConfig& config, const RaterEntry& entry, const std::vector<OpenTask>& tasks) {
  for (const std::string& name : entry.tasks) {
    std::vector<std::string> names;
    for (const OpenTask& task : tasks) names.push_back(task.spec.name);
    for (const OpenTask& task : tasks)
      if (!task.spec.family.empty()) names.push_back(task.spec.family);  // all its prompt variants
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string near = did_you_mean(name, names);
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: the rater is for the task '{}', which the run '{}' does not have{}", entry.where, name,
                            config.name, near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
}

// A task file may name raters of its own. Their judge is the model called 'judge' where there is one, else the first model.
void add_task_raters(OpenRun& run, const Registry& registry) {
  const bool has_judge = std::any_of(run.models.begin(), run.models.end(), [](const auto& m) { return m.name == "judge"; });
  std::set<std::pair<std::string, std::string>> added;  // the variants of a task have its raters once
  const std::string judge = has_judge ? "judge" : run.config.evaluated.front();
  for (const OpenTask& task : run.tasks) {
    for (const std::string& file : task.spec.raters) {
      const std::string path = fs::path(file).lexically_normal().string();
      const bool stated = std::any_of(run.config.raters.begin(), run.config.raters.end(), [&](const RaterEntry& entry) {
        std::error_code error;
        return fs::equivalent(resolve_path(run.config.base_folder, entry.file), path, error);
      });
      if (stated || !added.emplace(path, task.spec.task_name()).second) continue;
      run.raters.push_back(open_rater(run, registry, path, judge, "", {task.spec.task_name()}));
    }
  }
}

}  // namespace

Backend& OpenRun::backend(const std::string& name) const {
  for (const Model& model : models)
    if (model.name == name) return *model.backend;
  ASSAY_CHECK(false);
}

std::string OpenRun::content_id() const {
  Sha256 hash;
  hash.field("assay-run-1").field(config.name).field(std::to_string(config.seed)).field(fmt::format("{}", config.max_failed));
  for (const Model& model : models) {
    hash.field(model.name).field(model.backend->info().fingerprint);
    // How many few-shot examples fit decides what is asked.
    if (const auto length = model.backend->info().context_length) hash.field(std::to_string(*length));
  }
  for (const std::string& name : config.evaluated) hash.field(name);
  for (const OpenTask& task : tasks) hash.field(task.fingerprint());
  for (const OpenRater& rater : raters) {
    hash.field(rater.rater->signature()).field(rater.judge).field(rater.against);
    for (const std::string& task : rater.tasks) hash.field(task);
  }
  add_groups_to_identity(hash, groups);
  return hash.hex();
}

std::shared_ptr<Backend> open_model(const RunConfig& config, const ModelConfig& model,
                                    std::span<const BackendDef* const> backends) try {
  const BackendDef& def = find_def(backends, model.backend, "backend", model.options.where("backend"));
  const Thinking thinking = read_thinking(model.options);
  std::shared_ptr<Backend> backend = def.create(model.options, {model.name, config.base_folder, thinking});
  model.options.done();
  return with_thinking(std::move(backend), thinking);
} catch (Error& e) {
  e.add(fmt::format("while opening the model '{}'", model.name));
  throw;
}

OpenRun open_run(RunConfig config, const Registry& registry, bool with_models) {
  if (!with_models) return open_run_with(std::move(config), registry, nullptr);
  return open_run_with(std::move(config), registry, [&](const RunConfig& run, const ModelConfig& model) {
    return open_model(run, model, registry.backends);
  });
}

OpenRun open_run_with(RunConfig config, const Registry& registry, const ModelSource& models) {
  OpenRun run;
  run.config = std::move(config);
  // Data first: it is quick to read, and a model may take long to load.
  for (std::size_t place = 0; place < run.config.tasks.size(); ++place) {
    const TaskEntry& entry = run.config.tasks[place];
    std::vector<datasets::GroupSpec> groups;
    for (OpenTask& task : open_tasks(run.config, entry, registry.readers, registry.metrics, registry.filters, &groups)) {
      const auto other = std::find_if(run.tasks.begin(), run.tasks.end(),
                                      [&](const OpenTask& known) { return known.spec.name == task.spec.name; });
      if (other != run.tasks.end()) {
        check_listed_again(*other, task, !groups.empty() || is_in_a_group(run.groups, task.spec.name), entry.where);
        continue;
      }
      task.entry = place;
      run.tasks.push_back(std::move(task));
    }
    add_groups(run.groups, groups, entry.where);
  }
  for (const RaterEntry& entry : run.config.raters) check_rated_tasks(run.config, entry, run.tasks);
  if (!models) return run;
  for (const ModelConfig& model : run.config.models) run.models.push_back({model.name, models(run.config, model)});
  for (const RaterEntry& entry : run.config.raters)
    run.raters.push_back(open_rater(run, registry, resolve_path(run.config.base_folder, entry.file), entry.judge, entry.against,
                                    entry.tasks));
  add_task_raters(run, registry);
  for (std::size_t i = 0; i < run.raters.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (run.raters[i].rater->info().name == run.raters[j].rater->info().name)
        throw Error(ErrorKind::kConfig, fmt::format("two raters are called '{}'; give one another 'name'",
                                                    run.raters[i].rater->info().name));
  return run;
}

}  // namespace assay::run
