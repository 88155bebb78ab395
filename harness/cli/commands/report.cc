// assay report: a stored run again, in any format.
#include <fmt/core.h>

#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/cli/report_output.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay report RUN [--format terminal|json|csv|html] [--out FILE] [--store FILE]",
    "Reports a stored run again; no model is asked. RUN is an id, a unique prefix of one, a run's name (its\n"
    "newest run), 'latest' or baseline:NAME.",
    "assay report latest --format html --out report.html"};

int run_report(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  options.add_options()("format", po::value<std::string>()->default_value("terminal"), "terminal, json, csv or html")(
      "out", po::value<std::string>(), "a file instead of stdout");
  const auto values = parse_arguments(context, kUsage, options, {"run"});
  if (!values) return 0;
  const ReportDef& report = find_def(context.registry.reports, (*values)["format"].as<std::string>(), "report format");
  const store::Store store = store::Store::open_for_reading(store_path(*values));
  const store::StoredRun run(store, store::resolve_run(store, (*values)["run"].as<std::string>()));
  if (values->count("out") > 0) {
    const std::string path = (*values)["out"].as<std::string>();
    check_writable(path);
    write_report(report, run, path);
    context.console.notice(fmt::format("wrote {}", path));
  } else {
    report.write(run, {context.console.color(), context.console.width()}, context.console.out());
  }
  return 0;
}

}  // namespace

extern const CommandDef report;
const CommandDef report{"report", "report a stored run again: terminal, json, csv, html", run_report};

}  // namespace assay::cli::commands
