#include "harness/run/config.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

#include "datasets/prompt_variants.h"
#include "harness/core/input_file.h"
#include "harness/run/gate.h"

namespace assay::run {

namespace fs = std::filesystem;

namespace {

// Words that a key which holds a secret itself would have; a secret is only ever named (`api_key_env`).
void refuse_secrets(const Options& options) {
  static constexpr std::array<std::string_view, 7> kSecretKeys = {"api_key", "apikey", "token",        "password",
                                                                  "secret",  "authorization", "bearer"};
  for (const std::string& key : options.keys())
    if (std::find(kSecretKeys.begin(), kSecretKeys.end(), key) != kSecretKeys.end())
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: the key '{}' would put a secret into a file; name the environment variable that holds "
                              "it instead: api_key_env: MY_KEY",
                              options.where(key), key));
}

ModelConfig read_model(const std::string& name, const Options& options) {
  ModelConfig model;
  model.name = name;
  refuse_secrets(options);
  model.backend = options.text("backend");
  model.options = options.detached();
  model.options.has("backend");
  options.to_value();  // the model's own keys are read, and refused where unknown, by its backend
  return model;
}

TaskEntry read_task(const Options& item) {
  TaskEntry entry;
  entry.where = item.where();
  if (item.is_scalar()) {
    entry.task = item.scalar();
    return entry;
  }
  if (!item.is_map()) item.fail("", "expected a task's name, a path, or a map with the key 'task'");
  entry.task = item.text("task");
  if (auto n = item.maybe_integer("num_fewshot", 0, 1000)) entry.num_fewshot = static_cast<int>(*n);
  if (auto n = item.maybe_integer("epochs", 1, 10'000)) entry.epochs = static_cast<int>(*n);
  entry.limit = item.maybe_integer("limit", 1);
  entry.max_context_tokens = item.maybe_integer("max_context_tokens", 1, 1'000'000'000);
  if (item.has("apply_chat_template")) entry.apply_chat_template = item.flag("apply_chat_template", false);
  if (item.has("fewshot_as_multiturn")) entry.fewshot_as_multiturn = item.flag("fewshot_as_multiturn", true);
  entry.system = item.text("system", "");
  entry.sampling = read_sampling(item.map("sampling"));
  if (const std::optional<Options> prompts = item.node("prompts"))
    entry.prompts = datasets::prompts_over(prompts->to_value(), prompts->where());
  return entry;
}

RaterEntry read_rater(const Options& item) {
  RaterEntry entry;
  entry.where = item.where();
  entry.file = item.text("rater");
  entry.judge = item.text("judge", "");
  entry.against = item.text("against", "");
  entry.tasks = item.texts("tasks");
  return entry;
}

std::vector<std::string> split_path(const std::string& folders) {
  std::vector<std::string> out;
  std::stringstream stream(folders);
  std::string folder;
  while (std::getline(stream, folder, ':'))
    if (!folder.empty()) out.push_back(folder);
  return out;
}

// What a run cannot do without; the only model is the evaluated one.
void check_complete(RunConfig& config, const Options& options) {
  if (config.models.empty())
    options.fail("models", "no model is configured; expected for example models: {candidate: {backend: local, path: FILE}}");
  if (config.tasks.empty()) options.fail("tasks", "no task is listed");
  if (!config.evaluated.empty()) return;
  if (config.models.size() > 1)
    options.fail("", fmt::format("the key 'model' is missing: which of the {} models is evaluated?", config.models.size()));
  config.evaluated = {config.models.front().name};
}

void check_names(const RunConfig& config, const Options& options) {
  std::vector<std::string> names;
  for (const ModelConfig& model : config.models) names.push_back(model.name);
  auto check = [&](const std::string& name, const std::string& where, std::string_view key) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const std::string near = did_you_mean(name, names);
    throw Error(ErrorKind::kConfig, fmt::format("{}: '{}' names the model '{}', which is not among the models: {}{}", where,
                                                key, name, fmt::join(names, ", "),
                                                near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  };
  for (const std::string& name : config.evaluated) check(name, options.where("model"), "model");
  for (const RaterEntry& rater : config.raters) {
    if (!rater.judge.empty()) check(rater.judge, rater.where, "judge");
    if (!rater.against.empty()) check(rater.against, rater.where, "against");
  }
}

}  // namespace

SamplingParams SamplingOverrides::apply(SamplingParams base) const {
  base.temperature = temperature.value_or(base.temperature);
  base.top_p = top_p.value_or(base.top_p);
  base.min_p = min_p.value_or(base.min_p);
  base.top_k = top_k.value_or(base.top_k);
  base.repetition_penalty = repetition_penalty.value_or(base.repetition_penalty);
  base.max_tokens = max_tokens.value_or(base.max_tokens);
  if (!stop.empty()) base.stop = stop;
  return base;
}

std::string SamplingOverrides::describe() const {
  std::vector<std::string> parts;
  if (temperature) parts.push_back(fmt::format("temperature={}", *temperature));
  if (top_k) parts.push_back(fmt::format("top_k={}", *top_k));
  if (top_p) parts.push_back(fmt::format("top_p={}", *top_p));
  if (min_p) parts.push_back(fmt::format("min_p={}", *min_p));
  if (repetition_penalty) parts.push_back(fmt::format("repetition_penalty={}", *repetition_penalty));
  if (max_tokens) parts.push_back(fmt::format("max_tokens={}", *max_tokens));
  if (!stop.empty()) parts.push_back(fmt::format("stop={}", stop));
  return fmt::format("{}", fmt::join(parts, " "));
}

SamplingOverrides read_sampling(const Options& options) {
  SamplingOverrides out;
  auto number = [&](std::string_view key, double low, double high) -> std::optional<double> {
    if (!options.has(key)) return std::nullopt;
    return options.number(key, 0.0, low, high);
  };
  out.temperature = number("temperature", 0.0, 100.0);
  out.top_p = number("top_p", 0.0, 1.0);
  out.min_p = number("min_p", 0.0, 1.0);
  out.repetition_penalty = number("repetition_penalty", 0.01, 100.0);
  if (auto n = options.maybe_integer("top_k", 0, 1'000'000)) out.top_k = static_cast<int>(*n);
  if (auto n = options.maybe_integer("max_tokens", 1, 10'000'000)) out.max_tokens = static_cast<int>(*n);
  out.stop = options.texts("stop");
  return out;
}

const ModelConfig& RunConfig::model(const std::string& name) const {
  for (const ModelConfig& model : models)
    if (model.name == name) return model;
  throw Error(ErrorKind::kConfig, fmt::format("there is no model '{}'", name));
}

std::string resolve_path(const std::string& base_folder, const std::string& path) {
  if (path.empty() || fs::path(path).is_absolute() || base_folder.empty()) return path;
  return (fs::path(base_folder) / path).lexically_normal().string();
}

RunConfig parse_run_config(const std::string& yaml, const std::string& source, const std::string& base_folder,
                           const std::vector<std::pair<std::string, std::string>>& sets, const EnvLookup& environment) {
  Options options = Options::from_yaml(yaml, source);
  for (const auto& [path, value] : sets) options.set_path(path, value);
  options.expand(environment);

  RunConfig config;
  config.yaml = yaml;
  for (const auto& [path, value] : sets) config.yaml += fmt::format("# --set {}={}\n", path, value);
  config.base_folder = base_folder;
  config.name = options.text("name", fs::path(source).stem().string());
  config.seed = static_cast<std::uint64_t>(options.integer("seed", 1234, 0));
  config.store = options.has("store") ? options.text("store") : environment("ASSAY_STORE").value_or("assay.db");

  const Options models = options.map("models");
  for (const std::string& name : models.keys()) config.models.push_back(read_model(name, models.map(name)));
  config.evaluated = options.texts("model");
  for (const Options& item : options.items("tasks")) config.tasks.push_back(read_task(item));
  for (const Options& item : options.items("raters")) config.raters.push_back(read_rater(item));
  config.sampling = read_sampling(options.map("sampling"));
  config.max_failed = options.number("max_failed", 0.01, 0.0, 1.0);

  for (const std::string& gate : options.texts("gates")) {
    parse_gate(gate, options.where("gates"));  // a rule that cannot be read is found before anything is asked
    config.gates.emplace_back(gate, options.where("gates"));
  }

  const Options reports = options.map("reports");
  for (const std::string& format : reports.keys())
    config.reports.emplace_back(format, reports.text(format));

  static constexpr std::array<std::string_view, 2> kCompat = {"", "lm-eval"};
  config.like_lm_eval = options.one_of("compat", "", kCompat) == "lm-eval";
  std::vector<std::string> roots;
  for (const std::string& folder : options.texts("data_root")) roots.push_back(resolve_path(base_folder, folder));
  config.data_places = datasets::dataset_places(environment, roots);
  for (const std::string& folder : options.texts("task_path"))
    config.task_path.push_back(resolve_path(base_folder, folder));
  for (const std::string& folder : split_path(environment("ASSAY_TASK_PATH").value_or("")))
    config.task_path.push_back(folder);
  config.task_path.push_back(resolve_path(base_folder, "tasks"));

  options.done();  // before what is missing: a misspelt key is both, and its name is the better hint
  check_complete(config, options);
  check_names(config, options);
  return config;
}

RunConfig load_run_config(const std::string& path, const std::vector<std::pair<std::string, std::string>>& sets,
                          const EnvLookup& environment) {
  const std::string text = read_text_file(path, ErrorKind::kConfig, "a run configuration in YAML", kMaxYamlBytes);
  return parse_run_config(text, path, fs::path(path).parent_path().string(), sets, environment);
}

}  // namespace assay::run
