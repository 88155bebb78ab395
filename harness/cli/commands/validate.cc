// assay validate: are these files right? Shows the first request of each task as it would be sent.
#include <fmt/core.h>

#include <filesystem>
#include <ostream>

#include "datasets/reader_choice.h"
#include "harness/cli/arguments.h"
#include "harness/cli/config_arguments.h"
#include "harness/cli/environment.h"
#include "harness/core/json.h"
#include "harness/run/predictions.h"
#include "harness/run/runner.h"
#include "raters/rubric/rubric.h"

namespace assay::cli::commands {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr Usage kUsage{"assay validate FILE... [--show N]",
                       "Checks run configurations, task files, rubrics and data files, and renders the first prompts of each task.\n"
                       "What a file is shows from its keys. Every problem is named with file and line; exit code 2 if there is one.",
                       "assay validate examples/quickstart.yaml"};

void show_requests(std::ostream& out, const run::OpenTask& task, long count) {
  for (long i = 0; i < count && i < static_cast<long>(task.set.size()); ++i) {
    const Sample sample = task.set.read(static_cast<std::size_t>(i), static_cast<std::size_t>(i) + 1).front();
    for (const Request& request : run::plan(task, sample, {})) {
      if (request.id.epoch > 0) continue;
      out << fmt::format("--- {} sample {}", task.spec.name, sample.id);
      if (const auto* generate = std::get_if<Generate>(&request.body)) {
        out << fmt::format(" (generate{}{})\n{}\n", generate->prompt.is_chat() ? ", chat" : "",
                           task.spec.turns.is_set() ? ", turn 1: later turns depend on the answers" : "",
                           to_plain_text(generate->prompt));
      } else if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body)) {
        out << fmt::format(" (loglikelihood)\n{}\n", to_plain_text(likelihood->context));
        for (const std::string& continuation : likelihood->continuations)
          out << fmt::format("  ? {}\n", json::dump(Value(continuation)));
      } else {
        out << fmt::format(" (rolling loglikelihood)\n{}\n", std::get<RollingLoglikelihood>(request.body).text);
      }
      if (!sample.targets.empty()) out << fmt::format("  target: {}\n", json::dump(Value(sample.targets.front())));
    }
  }
}

void validate_tasks(std::ostream& out, const run::RunConfig& config, const Registry& registry, long show) {
  const run::OpenRun open = run::open_run(config, registry, false);
  for (const run::OpenTask& task : open.tasks) {
    run::for_each_sample(task, [&](const Sample& sample) { run::plan(task, sample, {}); });  // every prompt can be made
    out << fmt::format("{}: task {}: {} samples, {} few-shot examples, {} metrics\n", task.spec.file, task.spec.name,
                       task.set.size(), task.num_fewshot, task.metrics.size());
    show_requests(out, task, show);
  }
}

// Rubrics are read for a judge that can do everything: what they say must hold for one.
void validate_rubric(std::ostream& out, const std::string& file, const Registry& registry) {
  const Options options = Options::from_file(file);
  const raters::Rubric rubric = raters::read_rubric(options);
  const BackendInfo judge{.backend = "any", .model = "any", .fingerprint = "", .numerics = "", .can_chat = true,
                          .can_loglikelihood = true};
  find_def(registry.raters, options.text("kind", "rubric"), "kind of rater", options.where("kind")).create(options, judge);
  options.done();
  out << fmt::format("{}: rubric {}: {} criteria\n", file, rubric.name, rubric.criteria.size());
}

void validate_data(std::ostream& out, const ReaderDef& def, const std::string& file) {
  const auto reader = def.open(file, {});
  Value row;
  long rows = 0;
  std::string columns;
  while (reader->next(row)) {
    if (rows++ == 0)
      for (const Value::Member& member : row.as_object()) columns += (columns.empty() ? "" : ", ") + member.key;
  }
  if (rows == 0) throw Error(ErrorKind::kData, fmt::format("{}: there are no rows", file));
  out << fmt::format("{}: {}: {} rows; the first has {}\n", file, def.name, rows, columns);
}

void validate_file(std::ostream& out, const std::string& file, const Registry& registry, const po::variables_map& values,
                   long show) {
  if (const ReaderDef* def = datasets::reader_of_name(file, registry.readers)) return validate_data(out, *def, file);
  const Options options = Options::from_file(file);
  if (options.has("criteria")) return validate_rubric(out, file, registry);
  if (options.has("task") && !options.has("tasks")) {
    const std::string yaml = fmt::format("models: {{none: {{backend: mock}}}}\ntasks: [{}]\n",
                                         json::dump(Value(fs::absolute(file).string())));
    return validate_tasks(out, run::parse_run_config(yaml, file, "", {}, environment), registry, show);
  }
  run::RunConfig config = read_config(values, file, registry);
  for (const run::RaterEntry& rater : config.raters)
    validate_rubric(out, run::resolve_path(config.base_folder, rater.file), registry);
  for (const run::ModelConfig& model : config.models) find_def(registry.backends, model.backend, "backend", model.options.where("backend"));
  validate_tasks(out, config, registry, show);
  out << fmt::format("{}: run {}: {} tasks on {} models\n", file, config.name, config.tasks.size(), config.evaluated.size());
}

int run_validate(CommandContext& context) {
  po::options_description options("options");
  add_task_path_option(options);
  options.add_options()("show", po::value<long>()->default_value(1), "how many samples of each task are rendered")(
      "set", po::value<std::vector<std::string>>(), "PATH=VALUE: overrides a value of a run configuration");
  const auto values = parse_arguments(context, kUsage, options, {"files..."});
  if (!values) return 0;
  if (values->count("files") == 0) throw Error(ErrorKind::kUsage, fmt::format("no file to check\nusage: {}", kUsage.line));
  int code = 0;
  for (const std::string& file : (*values)["files"].as<std::vector<std::string>>()) {
    try {
      validate_file(context.console.out(), file, context.registry, *values, (*values)["show"].as<long>());
    } catch (const Error& e) {
      context.console.complain(e.what());
      code = exit_code(e.kind());
    }
  }
  return code;
}

}  // namespace

extern const CommandDef validate;
const CommandDef validate{"validate", "check configuration, task, rubric and data files; show the first prompts", run_validate};

}  // namespace assay::cli::commands
