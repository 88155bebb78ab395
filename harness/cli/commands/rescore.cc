// assay rescore: metrics on the answers of a stored run, once more.
#include <fmt/core.h>

#include <ostream>

#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/cli/progress.h"
#include "harness/cli/report_output.h"
#include "harness/cli/rescore_output.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay rescore RUN [--metrics M[,M..]] [--task T].. [--config FILE.yaml] [--dry-run] [options]",
    "Scores the stored answers of a run again and shows what changed; no model is asked and no dataset is read. "
    "Without\n"
    "--metrics a task's metrics are those of its file as it is now, so a changed option takes effect; where the file "
    "is not\n"
    "found, those that the store kept. Scores and headline numbers in the store are replaced, unless it is a dry run.\n"
    "RUN is an id, a unique prefix of one, a run's name (its newest run), 'latest' or baseline:NAME.",
    "assay rescore latest --metrics exact_match:ignore_case=true,token_f1 --dry-run"};

run::RescoreRequest read_request(const po::variables_map& values, const RunFacts& facts) {
  run::RescoreRequest request;
  request.run = facts.id;
  if (values.count("task") > 0) request.tasks = values["task"].as<std::vector<std::string>>();
  if (values.count("metrics") > 0) {
    request.metrics = split_metrics(values["metrics"].as<std::string>());
    if (request.metrics.empty()) throw Error(ErrorKind::kUsage, "--metrics names no metric");
  }
  request.config_is_given = values.count("config") > 0;
  request.config = request.config_is_given
                       ? run::load_scoring_config(values["config"].as<std::string>(), environment)
                       : run::read_scoring_config(facts.config_yaml, "the stored configuration", "", environment);
  for (const std::string& folder : task_path(values)) request.config.task_path.push_back(folder);
  request.dry_run = values.count("dry-run") > 0;
  return request;
}

int run_rescore(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  add_task_path_option(options);
  options.add_options()("metrics,m", po::value<std::string>(),
                        "metrics for every task, separated by commas, as in `assay score`")(
      "task", po::value<std::vector<std::string>>(), "only this task; may be repeated")(
      "config", po::value<std::string>(), "the run's configuration file, where its task files are named")(
      "dry-run", "show what would change and change nothing")("show", po::value<std::size_t>()->default_value(10),
                                                              "terminal, md: list so many changed samples")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal, md, json or csv")(
      "out", po::value<std::string>(), "a file instead of stdout");
  const auto values = parse_arguments(context, kUsage, options, {"run"});
  if (!values) return 0;
  const std::string format = (*values)["format"].as<std::string>();
  if (!is_rescore_format(format))
    throw Error(ErrorKind::kUsage,
                fmt::format("--format '{}' is not known here; expected terminal, md, json or csv", format));
  const std::string path = values->count("out") > 0 ? (*values)["out"].as<std::string>() : "";
  if (!path.empty()) check_writable(path);

  const bool dry_run = values->count("dry-run") > 0;
  const std::string file = store_path(*values);
  store::Store store = dry_run ? store::Store::open_for_reading(file) : store::Store::open_existing(file);
  const store::StoredRun stored(store, store::resolve_run(store, (*values)["run"].as<std::string>()));
  run::RescoreRequest request = read_request(*values, stored.facts());
  const std::size_t show = (*values)["show"].as<std::size_t>();
  if (format == "terminal" || format == "md") request.keep_changes = show;

  ProgressLine progress(context.console);
  const std::vector<run::RescoredMetric> results = run::rescore(store, request, context.registry, progress);
  context.console.clear_status();
  const RescoreOutput output{stored.facts().id, stored.facts().name, results, dry_run, show};
  if (path.empty()) {
    write_rescore(output, format, {context.console.color(), context.console.width()}, context.console.out());
  } else {
    write_file(path, [&](std::ostream& out) { write_rescore(output, format, {}, out); });
    context.console.notice(fmt::format("wrote {}", path));
  }

  bool too_many_failed = false;
  for (const run::RescoredMetric& result : results) {
    const Estimate& e = result.after.estimate;
    too_many_failed |= static_cast<double>(e.failed) >
                       request.config.max_failed * static_cast<double>(e.scored + e.unscored + e.failed);
    if (e.scored == 0 && e.unscored > 0 && !result.reasons.empty())
      context.console.notice(fmt::format("{} could score none of the answers to {}: {}", result.after.metric,
                                         result.after.task, result.reasons.begin()->first));
  }
  if (too_many_failed)
    context.console.complain("too many samples failed (see 'failed'): there is no headline number where they did");
  return too_many_failed ? 1 : 0;
}

}  // namespace

extern const CommandDef rescore;
const CommandDef rescore{"rescore", "metrics on the stored answers of a run, once more", run_rescore};

}  // namespace assay::cli::commands
