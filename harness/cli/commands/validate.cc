// assay validate: are these files right? Checks what a run would do, and shows the first request of each task as it would be
// sent.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <ostream>

#include "datasets/reader_choice.h"
#include "datasets/task_search.h"
#include "harness/cli/arguments.h"
#include "harness/cli/config_arguments.h"
#include "harness/cli/environment.h"
#include "harness/cli/model_view.h"
#include "harness/cli/validate_output.h"
#include "harness/core/json.h"
#include "harness/run/predictions.h"
#include "harness/run/runner.h"
#include "raters/rubric/rubric.h"

namespace assay::cli::commands {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay validate FILE... [--model PATH] [--show N] [--strict] [--format terminal|json]",
    "Checks run configurations, task files (or names of tasks), rubrics and data files: every row is read and every prompt made,\n"
    "targets, choices, stops, few-shot examples, metrics and chat templates are checked (docs/validate.md names each check), and\n"
    "the first request of each task is shown. With a model it is shown as the model gets it, text and token ids; the local\n"
    "models of a run configuration are used where their files are there. What a file is shows from its keys.\n"
    "Exit code 2 if there is an error; --strict makes warnings errors.",
    "assay validate examples/quickstart.yaml"};

// Rubrics are read for a judge that can do everything: what they say must hold for one.
void validate_rubric(ValidateOutput& out, const std::string& file, const Registry& registry) {
  const Options options = Options::from_file(file);
  RaterContext context;
  context.defs = registry.raters;
  context.folder = fs::path(file).parent_path().string();
  BackendInfo judge;
  judge.backend = judge.model = "any";
  judge.can_chat = judge.can_loglikelihood = true;
  context.judges = {{"any", judge}};
  context.judge = 0;
  const std::unique_ptr<Rater> rater = make_rater(options, context);
  out.file(file, "rubric", fmt::format("rater {}", rater->info().name));
}

void validate_data(ValidateOutput& out, const ReaderDef& def, const std::string& file) {
  const auto reader = def.open(file, {});
  Value row;
  long rows = 0;
  std::string columns;
  while (reader->next(row)) {
    if (rows++ == 0)
      for (const Value::Member& member : row.as_object()) columns += (columns.empty() ? "" : ", ") + member.key;
  }
  if (rows == 0) throw Error(ErrorKind::kData, fmt::format("{}: there are no rows", file));
  out.file(file, "data", fmt::format("{}: {} rows; the first has {}", def.name, rows, columns));
}

// The evaluated models of a run whose files are here.
std::vector<run::ModelView> local_models(const run::RunConfig& config, ValidateOutput& out) {
  std::vector<run::ModelView> views;
  for (const std::string& name : config.evaluated) {
    const run::ModelConfig& model = config.model(name);
    if (model.backend != "local") continue;
    const Options options = model.options.detached();
    const std::string path = run::resolve_path(config.base_folder, options.text("path"));
    std::error_code error;
    if (!fs::exists(path, error)) {
      out.finding({run::Severity::kWarning, "model_missing", "", options.where("path"),
                   fmt::format("the model '{}' is not there: {}", name, path), 1});
      continue;
    }
    std::optional<bool> add_bos;
    if (const std::string written = options.text("add_bos", "auto"); written != "auto") add_bos = written == "true";
    views.push_back(open_model_view(path, name, add_bos, options.maybe_integer("context_length", 1)));
  }
  return views;
}

class Validator {
 public:
  Validator(CommandContext& context, const po::variables_map& values, ValidateOutput& out)
      : registry_(context.registry), values_(values), out_(out), show_(static_cast<std::size_t>(values["show"].as<long>())) {
    if (values.count("model") > 0) models_.push_back(open_model_view(values["model"].as<std::string>(), values["model"].as<std::string>()));
  }

  void file(const std::string& file) {
    std::error_code error;
    if (!fs::exists(file, error) && !datasets::is_yaml_name(file) && file.find('/') == std::string::npos &&
        datasets::reader_of_name(file, registry_.readers) == nullptr)
      return task_file(file);
    if (const ReaderDef* def = datasets::reader_of_name(file, registry_.readers)) return validate_data(out_, *def, file);
    const Options options = Options::from_file(file);
    if (options.has("criteria")) return validate_rubric(out_, file, registry_);
    if (options.has("task") && !options.has("tasks")) return task_file(fs::absolute(file).string());
    run_file(file);
  }

 private:
  void task_file(const std::string& name) {
    const std::string yaml = fmt::format("models: {{none: {{backend: mock}}}}\ntasks: [{}]\n", json::dump(Value(name)));
    run::RunConfig config = run::parse_run_config(yaml, name, "", {}, environment);
    for (const std::string& folder : task_path(values_)) config.task_path.push_back(folder);
    tasks(config, models_);
  }

  void run_file(const std::string& file) {
    const run::RunConfig config = read_config(values_, file, registry_);
    for (const run::RaterEntry& rater : config.raters) validate_rubric(out_, run::resolve_path(config.base_folder, rater.file), registry_);
    for (const run::ModelConfig& model : config.models) find_def(registry_.backends, model.backend, "backend", model.options.where("backend"));
    tasks(config, models_.empty() ? local_models(config, out_) : std::vector<run::ModelView>(models_));
    out_.file(file, "run", fmt::format("run {}: {} tasks on {} models", config.name, config.tasks.size(), config.evaluated.size()));
  }

  void tasks(const run::RunConfig& config, const std::vector<run::ModelView>& models) {
    std::vector<run::OpenTask> opened;
    try {
      opened = std::move(run::open_run(config, registry_, false).tasks);
    } catch (const Error& whole) {
      // What is wrong with one task must not hide the others.
      std::size_t failed = 0;
      for (const run::TaskEntry& entry : config.tasks) {
        try {
          for (run::OpenTask& task : run::open_tasks(config, entry, registry_.readers, registry_.metrics, registry_.filters))
            opened.push_back(std::move(task));
        } catch (const Error& error) {
          ++failed;
          out_.failed(entry.where, error.what());
        }
      }
      if (failed == 0) out_.failed("", whole.what());
    }
    for (const run::OpenTask& task : opened) check(config, task, models);
  }

  void check(const run::RunConfig& config, const run::OpenTask& task, const std::vector<run::ModelView>& models) {
    const run::CheckedTask checked = run::check_task(task, {registry_.readers, config.data_places}, models, show_);
    out_.task(task, checked.findings);
    for (const Sample& sample : checked.first) {
      try {
        out_.requests(task, sample, models.empty() ? nullptr : &models.front());
      } catch (const Error&) {
        // A prompt that cannot be made is among the findings.
      }
    }
  }

  const Registry& registry_;
  const po::variables_map& values_;
  ValidateOutput& out_;
  std::size_t show_;
  std::vector<run::ModelView> models_;
};

int run_validate(CommandContext& context) {
  po::options_description options("options");
  add_task_path_option(options);
  options.add_options()("show", po::value<long>()->default_value(1), "how many samples of each task are rendered")(
      "set", po::value<std::vector<std::string>>(), "PATH=VALUE: overrides a value of a run configuration")(
      "model", po::value<std::string>(), "a model whose tokenizer and chat template the prompts are checked with (no weights needed)")(
      "strict", po::bool_switch(), "warnings are errors")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal or json");
  const auto values = parse_arguments(context, kUsage, options, {"files..."});
  if (!values) return 0;
  if (values->count("files") == 0) throw Error(ErrorKind::kUsage, fmt::format("no file to check\nusage: {}", kUsage.line));
  const std::string format = (*values)["format"].as<std::string>();
  if (format != "terminal" && format != "json")
    throw Error(ErrorKind::kUsage, fmt::format("--format {}: expected terminal or json", format));
  if ((*values)["show"].as<long>() < 0) throw Error(ErrorKind::kUsage, "--show: expected 0 or more");
  ValidateOutput out(context.console, format == "json");
  Validator validator(context, *values, out);
  int code = 0;
  for (const std::string& file : (*values)["files"].as<std::vector<std::string>>()) {
    try {
      validator.file(file);
    } catch (const Error& e) {
      out.failed(file, e.what());
      code = exit_code(e.kind());
    }
  }
  out.finish();
  if (code == 0 && (out.num_errors() > 0 || ((*values)["strict"].as<bool>() && out.num_warnings() > 0))) code = 2;
  return code;
}

}  // namespace

extern const CommandDef validate;
const CommandDef validate{"validate", "check configuration, task, rubric and data files; show the first prompts", run_validate};

}  // namespace assay::cli::commands
