// assay run: plan, ask, score, rate, store, report.
#include <fmt/core.h>

#include <algorithm>
#include <fstream>

#include "harness/cli/arguments.h"
#include "harness/cli/config_arguments.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/progress.h"
#include "harness/cli/report_output.h"
#include "harness/run/compare_runs.h"
#include "harness/run/runner.h"
#include "harness/store/stored_run.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay run CONFIG.yaml [--set PATH=VALUE].. | assay run --model M --tasks T[,T..]",
    "Asks a model everything its tasks ask, scores and rates the answers, keeps all of it in the store and prints a "
    "summary.\n"
    "A run that was stopped at any moment goes on by itself when it is started again: nothing answered is asked twice.",
    "assay run examples/quickstart.yaml --set tasks.0.limit=20"};

std::vector<GateResult> judge_gates(const run::RunConfig& config, const store::Store& store, const std::string& run,
                                    const Registry& registry) {
  std::vector<run::GateRule> rules;
  for (const auto& [text, where] : config.gates) rules.push_back(run::parse_gate(text, where));
  run::CompareOptions options;
  options.seed = config.seed;
  return run::RunComparer(store, registry.metrics, {run, ""}, options).judge_rules(rules);
}

int run_run(CommandContext& context) {
  po::options_description options("options");
  add_config_options(options);
  options.add_options()("format", po::value<std::string>()->default_value("terminal"), "of the summary on stdout")(
      "inconclusive", po::value<std::string>()->default_value("fail"),
      "pass or fail: what a gate that cannot be decided does");
  const auto values = parse_arguments(context, kUsage, options, {"config..."});
  if (!values) return 0;
  const auto files = values->count("config") > 0 ? (*values)["config"].as<std::vector<std::string>>()
                                                 : std::vector<std::string>();
  const std::string inconclusive = (*values)["inconclusive"].as<std::string>();
  if (inconclusive != "pass" && inconclusive != "fail")
    throw Error(ErrorKind::kUsage, fmt::format("--inconclusive {}: expected pass or fail", inconclusive));
  if (files.size() > 1) throw Error(ErrorKind::kUsage, "one configuration file a run; start one run after the other");
  const std::string file = files.empty() ? "" : files.front();
  run::RunConfig config = read_config(*values, file, context.registry);
  const ReportDef& summary = find_def(context.registry.reports, (*values)["format"].as<std::string>(), "report format");
  for (const auto& [format, path] : config.reports) {
    find_def(context.registry.reports, format, "report format", file);
    check_writable(path);
  }

  const std::atomic<bool>& interrupted = watch_for_interrupt();
  const auto reports = config.reports;
  const std::string store_file = config.store;
  store::Store store = store::Store::open(store_file);
  ProgressLine progress(context.console);
  const run::OpenRun open = run::open_run(std::move(config), context.registry);
  const run::RunOutcome outcome = run::perform_run(open, store, ASSAY_VERSION, progress, interrupted);
  context.console.clear_status();

  context.console.notice(
      fmt::format("{} requests sent, {} answers from the store", outcome.asked, outcome.cached));
  if (outcome.interrupted) {
    context.console.complain(fmt::format("Interrupted. Every answer so far is in {}; the same command goes on from here.",
                                         store_file));
    return 130;
  }
  store::StoredRun stored(store, outcome.run);
  if (!open.config.gates.empty()) stored.set_gates(judge_gates(open.config, store, outcome.run, context.registry));
  summary.write(stored, {context.console.color(), context.console.width()}, context.console.out());
  for (const auto& [format, path] : reports) {
    write_report(find_def(context.registry.reports, format, "report format"), stored, path);
    context.console.notice(fmt::format("wrote {}", path));
  }
  if (outcome.too_many_failed) {
    context.console.complain("too many samples failed (see 'failed'): there is no headline number where they did");
    return 1;
  }
  return run::exit_code_of(stored.gates(), inconclusive == "fail");
}

}  // namespace

extern const CommandDef run;
const CommandDef run{"run", "plan, ask, score, rate, store, report", run_run};

}  // namespace assay::cli::commands
