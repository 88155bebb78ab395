// assay baseline: names a run as the one to beat.
#include <fmt/core.h>

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

constexpr Usage kUsage{"assay baseline set NAME RUN | assay baseline list [--format terminal|json]",
                       "Names a stored run as the one to beat: `assay compare baseline:NAME RUN`. A name that is set again moves.",
                       "assay baseline set main latest"};

int set(CommandContext& context, const po::variables_map& values, const std::vector<std::string>& words) {
  if (words.size() != 3) throw Error(ErrorKind::kUsage, fmt::format("expected a name and a run\nusage: {}", kUsage.line));
  store::Store store = store::Store::open_existing(store_path(values));
  const std::string run = store::resolve_run(store, words[2]);
  const std::string status = store::StoredRun(store, run).facts().status;
  if (status != "finished" && values.count("force") == 0)
    throw Error(ErrorKind::kUsage, fmt::format("run {} is {}, not finished; --force names it all the same", run, status));
  const auto before = store::set_baseline(store, words[1], run);
  context.console.notice(before && *before != run ? fmt::format("baseline {} is now {} (it was {})", words[1], run, *before)
                                                  : fmt::format("baseline {} is {}", words[1], run));
  return 0;
}

int list(CommandContext& context, const po::variables_map& values) {
  const store::Store store = store::Store::open_for_reading(store_path(values));
  const bool as_json = values["format"].as<std::string>() == "json";
  Value all = Value::array();
  for (const store::Baseline& baseline : store::list_baselines(store)) {
    if (!as_json) context.console.out() << fmt::format("{}  {}  {}\n", baseline.name, baseline.run, baseline.at);
    Value one = Value::object();
    one.set("name", baseline.name);
    one.set("run", baseline.run);
    one.set("at", baseline.at);
    all.push_back(std::move(one));
  }
  if (as_json) context.console.out() << json::dump_pretty(all) << "\n";
  return 0;
}

int run_baseline(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  options.add_options()("format", po::value<std::string>()->default_value("terminal"), "of list: terminal or json")(
      "force", "also a run that is not finished");
  const auto values = parse_arguments(context, kUsage, options, {"words..."});
  if (!values) return 0;
  const auto words = values->count("words") > 0 ? (*values)["words"].as<std::vector<std::string>>() : std::vector<std::string>();
  if (!words.empty() && words[0] == "set") return set(context, *values, words);
  if (words.size() == 1 && words[0] == "list") return list(context, *values);
  throw Error(ErrorKind::kUsage, fmt::format("expected 'set' or 'list'\nusage: {}", kUsage.line));
}

}  // namespace

extern const CommandDef baseline;
const CommandDef baseline{"baseline", "name a run as the one to beat", run_baseline};

}  // namespace assay::cli::commands
