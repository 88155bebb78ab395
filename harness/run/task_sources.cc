#include "harness/run/task_sources.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "datasets/prompt_variants.h"
#include "datasets/task_loader.h"
#include "datasets/task_search.h"
#include "datasets/task_set.h"
#include "harness/core/input_file.h"

namespace assay::run {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSet = "# --set ";

// The overrides that a store keeps behind the file's own text, in their order.
std::vector<std::pair<std::string, std::string>> read_sets(const std::string& yaml) {
  std::vector<std::pair<std::string, std::string>> sets;
  std::string_view rest = yaml;
  while (rest.ends_with('\n')) {
    rest.remove_suffix(1);
    const std::size_t begin = rest.find_last_of('\n') + 1;  // 0 where there is none
    const std::string_view line = rest.substr(begin);
    const std::size_t equals = line.find('=');
    if (!line.starts_with(kSet) || equals == std::string_view::npos) break;
    sets.emplace_back(line.substr(kSet.size(), equals - kSet.size()), line.substr(equals + 1));
    rest = rest.substr(0, begin);
  }
  std::reverse(sets.begin(), sets.end());
  return sets;
}

bool is_file(const std::string& task) { return task.ends_with(".yaml") || task.ends_with(".yml"); }

// Only what is needed is expanded: a variable that was set for the model's address need not be set today.
std::string expanded(Options scalar, const EnvLookup& environment) {
  scalar.expand(environment);
  return scalar.scalar();
}

TaskEntry read_entry(const Options& item, const EnvLookup& environment) {
  TaskEntry entry;
  entry.where = item.where();
  const std::optional<Options> named = item.is_map() ? item.node("task") : item;
  if (!named || !named->is_scalar()) item.fail("", "expected a task's name, a path, or a map with the key 'task'");
  entry.task = expanded(*named, environment);
  if (item.is_map())
    if (const std::optional<Options> prompts = item.node("prompts"))
      entry.prompts = datasets::prompts_over(prompts->to_value(), prompts->where());
  return entry;
}

std::vector<std::string> read_folders(const Options& node, const EnvLookup& environment) {
  if (node.is_scalar()) return {expanded(node, environment)};
  std::vector<std::string> folders;
  for (const Options& item : node.items()) folders.push_back(expanded(item, environment));
  return folders;
}

std::optional<std::string> find_file(const ScoringConfig& config, const std::string& task) {
  if (is_file(task)) {
    const std::string path = resolve_path(config.base_folder, task);
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) ? std::optional(path) : std::nullopt;
  }
  try {
    return datasets::find_task_file(task, config.task_path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

// The task of that name among those that a file, group or tag stands for, as the group sets it.
std::optional<datasets::TaskSpec> find_in_set(const ScoringConfig& config, const TaskEntry& entry, const std::string& task) {
  const std::optional<std::string> file = find_file(config, entry.task);
  if (is_file(entry.task) && !file) return std::nullopt;
  datasets::TaskSet set;
  try {
    set = datasets::resolve_tasks(is_file(entry.task) ? *file : entry.task, config.task_path,
                                  entry.prompts ? &*entry.prompts : nullptr);
  } catch (const Error&) {
    if (file) throw;
    return std::nullopt;  // neither a file here nor a tag: what the store kept serves
  }
  for (datasets::TaskSpec& spec : set.tasks)
    if (spec.name == task) return std::move(spec);
  return std::nullopt;
}

}  // namespace

ScoringConfig read_scoring_config(const std::string& yaml, const std::string& source, const std::string& base_folder,
                                  const EnvLookup& environment) {
  Options options = Options::from_yaml(yaml, source);
  for (const auto& [path, value] : read_sets(yaml)) options.set_path(path, value);
  ScoringConfig config;
  config.base_folder = base_folder;
  for (const Options& item : options.items("tasks")) config.tasks.push_back(read_entry(item, environment));
  if (const std::optional<Options> folders = options.node("task_path"))
    for (const std::string& folder : read_folders(*folders, environment))
      config.task_path.push_back(resolve_path(base_folder, folder));
  config.task_path.push_back(resolve_path(base_folder, "tasks"));
  if (const std::optional<Options> node = options.node("max_failed")) {
    const std::string written = "max_failed=" + expanded(*node, environment);
    config.max_failed = Options::from_pairs(written, node->where()).number("max_failed", 0.01, 0.0, 1.0);
  }
  return config;
}

ScoringConfig load_scoring_config(const std::string& path, const EnvLookup& environment) {
  const std::string text = read_text_file(path, ErrorKind::kConfig, "a run configuration in YAML", kMaxYamlBytes);
  return read_scoring_config(text, path, fs::path(path).parent_path().string(), environment);
}

std::optional<datasets::TaskSpec> find_configured_task(const ScoringConfig& config, const std::string& task) {
  // A name says which task it is; a file only once it is read, so those come after, and groups and tags last.
  for (const TaskEntry& entry : config.tasks) {
    if (is_file(entry.task) || entry.task != task) continue;
    const std::optional<std::string> path = find_file(config, entry.task);
    if (!path) continue;
    datasets::TaskSpec spec = datasets::load_task(*path);
    if (spec.name == task) return spec;
  }
  for (const bool files : {true, false}) {
    for (const TaskEntry& entry : config.tasks) {
      if (is_file(entry.task) != files || (!files && entry.task == task)) continue;
      if (std::optional<datasets::TaskSpec> spec = find_in_set(config, entry, task)) return spec;
    }
  }
  return std::nullopt;
}

}  // namespace assay::run
