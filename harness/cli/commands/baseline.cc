// assay baseline: runs under names of their own, to compare others with.
#include <fmt/core.h>

#include <algorithm>
#include <ostream>

#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/core/json.h"
#include "harness/store/baselines.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay baseline set NAME RUN [--force] [--store FILE] | assay baseline list [--format terminal|json]",
    "Names a run, so that others can be compared with it: wherever a run is asked for, baseline:NAME means\n"
    "it. RUN is an id, a unique prefix of one, a run's name (its newest run) or 'latest'. A name that is\n"
    "there already goes over to the new run.",
    "assay baseline set release-1 latest"};

int set(CommandContext& context, const po::variables_map& values, const std::string& name, const std::string& wanted) {
  store::Store store = store::Store::open_existing(store_path(values));
  const std::string run = store::resolve_run(store, wanted);
  const RunFacts facts = store::StoredRun(store, run).facts();
  if (facts.status != "finished" && values.count("force") == 0)
    throw Error(ErrorKind::kUsage,
                fmt::format("the run {} ({}) is {}, not finished: its numbers may still change; run it to its "
                            "end, or name it all the same with --force",
                            run, facts.name, facts.status));
  const std::optional<std::string> before = store::set_baseline(store, name, run);
  const std::string replaced =
      !before          ? ""
      : *before == run ? "; so it was before"
                       : fmt::format("; before it was {} ({})", *before, store::StoredRun(store, *before).facts().name);
  context.console.out() << fmt::format("baseline {} is {} ({}){}\n", name, run, facts.name, replaced);
  return 0;
}

int list(CommandContext& context, const po::variables_map& values) {
  const std::string format = values["format"].as<std::string>();
  if (format != "terminal" && format != "json")
    throw Error(ErrorKind::kUsage, fmt::format("--format '{}' is not known here; expected terminal or json", format));
  const store::Store store = store::Store::open_for_reading(store_path(values));
  const std::vector<store::Baseline> baselines = store::list_baselines(store);
  std::ostream& out = context.console.out();
  if (format == "json") {
    Value rows = Value::array();
    for (const store::Baseline& baseline : baselines) {
      Value row = Value::object();
      row.set("name", baseline.name);
      row.set("run", baseline.run);
      row.set("run_name", baseline.run_name);
      row.set("status", baseline.status);
      row.set("at", baseline.at);
      rows.push_back(std::move(row));
    }
    out << json::dump_pretty(rows) << "\n";
    return 0;
  }
  if (baselines.empty()) context.console.notice("no baseline is named yet; 'assay baseline set NAME RUN' names one");
  std::size_t widest = 0;
  for (const store::Baseline& baseline : baselines) widest = std::max(widest, baseline.name.size());
  for (const store::Baseline& baseline : baselines)
    out << fmt::format("{:<{}}  {}  {}  {}  named {}\n", baseline.name, widest, baseline.run, baseline.run_name,
                       baseline.status, baseline.at);
  return 0;
}

int run_baseline(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  options.add_options()("force", "set: also a run that is not finished")(
      "format", po::value<std::string>()->default_value("terminal"), "list: terminal or json");
  const auto values = parse_arguments(context, kUsage, options, {"action", "rest..."});
  if (!values) return 0;
  const std::string action = (*values)["action"].as<std::string>();
  const auto rest =
      values->count("rest") > 0 ? (*values)["rest"].as<std::vector<std::string>>() : std::vector<std::string>();
  if (action == "set" && rest.size() == 2) return set(context, *values, rest[0], rest[1]);
  if (action == "list" && rest.empty()) return list(context, *values);
  if (action != "set" && action != "list")
    throw Error(ErrorKind::kUsage, fmt::format("'assay baseline {}' is not known; expected set or list", action));
  throw Error(ErrorKind::kUsage, action == "set" ? "expected two words behind 'set': assay baseline set NAME RUN"
                                                 : fmt::format("'assay baseline list' takes no '{}'", rest.front()));
}

}  // namespace

extern const CommandDef baseline;
const CommandDef baseline{"baseline", "name a run that others are compared with", run_baseline};

}  // namespace assay::cli::commands
