#include "harness/cli/config_arguments.h"

#include <fmt/core.h>

#include <filesystem>

#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/core/json.h"

namespace assay::cli {

namespace po = boost::program_options;

namespace {

// A text as a YAML scalar that nothing in it can end: JSON strings are YAML.
std::string quoted(const std::string& text) { return json::dump(Value(text)); }

std::string model_yaml(const std::string& model, const Registry& registry) {
  const std::string backend = model.substr(0, model.find(':'));
  bool known = false;
  for (const BackendDef* def : registry.backends) known |= def->name == backend;
  if (!known) return fmt::format("{{backend: local, path: {}}}", quoted(std::filesystem::absolute(model).string()));
  std::string yaml = fmt::format("{{backend: {}", quoted(backend));
  const std::string pairs = model.size() > backend.size() ? model.substr(backend.size() + 1) : "";
  const Options options = Options::from_pairs(pairs, "--model");
  for (const std::string& key : options.keys()) yaml += fmt::format(", {}: {}", quoted(key), options.text(key));
  return yaml + "}";
}

std::string yaml_from_arguments(const po::variables_map& values, const Registry& registry) {
  if (values.count("model") == 0 || values.count("tasks") == 0)
    throw Error(ErrorKind::kUsage, "nothing to run: give a configuration file, or --model and --tasks");
  const std::string tasks = values["tasks"].as<std::string>();
  std::string yaml = fmt::format("name: {}\nmodels:\n  model: {}\ntasks:\n", quoted(tasks),
                                 model_yaml(values["model"].as<std::string>(), registry));
  for (const std::string& task : split_metrics(tasks)) {
    const bool is_file = task.ends_with(".yaml") || task.ends_with(".yml");
    yaml += fmt::format("  - {}\n", quoted(is_file ? std::filesystem::absolute(task).string() : task));
  }
  return yaml;
}

}  // namespace

void add_config_options(po::options_description& options) {
  add_store_option(options);
  add_task_path_option(options);
  options.add_options()("set", po::value<std::vector<std::string>>(),
                        "PATH=VALUE: overrides a value of the configuration, as tasks.1.limit=20; may be repeated")(
      "model", po::value<std::string>(), "without a file: a path, or BACKEND:option=value,...")(
      "tasks", po::value<std::string>(), "without a file: tasks, separated by commas");
}

run::RunConfig read_config(const po::variables_map& values, const std::string& file, const Registry& registry,
                           const std::vector<std::pair<std::string, std::string>>& overrides) {
  std::vector<std::pair<std::string, std::string>> sets;
  if (values.count("set") > 0) {
    for (const std::string& written : values["set"].as<std::vector<std::string>>()) {
      const std::size_t equals = written.find('=');
      if (equals == std::string::npos || equals == 0)
        throw Error(ErrorKind::kUsage, fmt::format("--set {}: expected PATH=VALUE", written));
      sets.emplace_back(written.substr(0, equals), written.substr(equals + 1));
    }
  }
  sets.insert(sets.end(), overrides.begin(), overrides.end());
  if (!file.empty() && (values.count("model") > 0 || values.count("tasks") > 0))
    throw Error(ErrorKind::kUsage, "--model and --tasks are for runs without a file; use --set with a file");
  run::RunConfig config =
      file.empty() ? run::parse_run_config(yaml_from_arguments(values, registry), "command line", "", sets, environment)
                   : run::load_run_config(file, sets, environment);
  if (values.count("store") > 0) config.store = values["store"].as<std::string>();
  for (const std::string& folder : task_path(values)) config.task_path.push_back(folder);
  return config;
}

}  // namespace assay::cli
