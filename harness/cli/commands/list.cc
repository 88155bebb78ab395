// assay list: what there is, from the code's own definitions and the store.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <array>
#include <ostream>

#include "backends/local/model/arch_def.h"
#include "datasets/perturb/registry.h"
#include "datasets/synthetic/registry.h"
#include "datasets/task_loader.h"
#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/core/json.h"
#include "harness/store/runs.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{"assay list tasks|metrics|filters|raters|backends|architectures|formats|synthetic|perturbations|runs [options]",
                       "Lists what there is. Tasks are those on the task path (--task-path, ASSAY_TASK_PATH, ./tasks and those that came with the program).",
                       "assay list metrics"};

// A listing is rows of equal columns; the first is the name.
struct Listing {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

Listing list_metrics(const Registry& registry) {
  Listing out{{"name", "summary", "options", "source"}, {}};
  for (const MetricDef* def : registry.metrics)
    for (const MetricInfo& info : def->metrics)
      out.rows.push_back({std::string(info.name), std::string(info.summary), std::string(def->options),
                          std::string(def->source)});
  return out;
}

Listing list_filters(const Registry& registry) {
  Listing out{{"name", "summary", "options", "source"}, {}};
  for (const FilterDef* def : registry.filters)
    for (const FilterInfo& info : def->filters)
      out.rows.push_back({std::string(info.name), std::string(info.summary), std::string(info.options),
                          std::string(def->source)});
  return out;
}

Listing list_runs(const std::string& path) {
  Listing out{{"id", "name", "status", "started", "models", "tasks"}, {}};
  const store::Store store = store::Store::open_for_reading(path);
  for (const store::RunListing& run : store::list_runs(store))
    out.rows.push_back({run.id, run.name, run.status, run.started, run.models, run.tasks});
  return out;
}

Listing make_listing(const std::string& what, const Registry& registry, const po::variables_map& values) {
  Listing out{{"name", "summary"}, {}};
  auto add = [&](std::string_view name, std::string_view summary) {
    out.rows.push_back({std::string(name), std::string(summary)});
  };
  if (what == "metrics") return list_metrics(registry);
  if (what == "filters") return list_filters(registry);
  if (what == "runs") return list_runs(store_path(values));
  if (what == "raters") {
    for (const RaterDef* def : registry.raters) add(def->name, def->summary);
  } else if (what == "backends") {
    out.columns.push_back("options");
    for (const BackendDef* def : registry.backends)
      out.rows.push_back({std::string(def->name), std::string(def->summary), std::string(def->options)});
  } else if (what == "synthetic") {
    out.columns.push_back("options");
    for (const datasets::SyntheticDef* def : datasets::all_synthetic())
      out.rows.push_back({std::string(def->name), std::string(def->summary), std::string(def->options)});
  } else if (what == "perturbations") {
    out.columns.push_back("options");
    for (const datasets::PerturbationDef* def : datasets::all_perturbations())
      out.rows.push_back({std::string(def->name), std::string(def->summary), std::string(def->options)});
  } else if (what == "architectures") {
    for (const local::ArchDef* def : local::all_archs()) add(def->name, def->summary);
  } else if (what == "formats") {
    out.columns.insert(out.columns.end(), {"endings", "options"});
    for (const ReaderDef* def : registry.readers)
      out.rows.push_back({std::string(def->name), fmt::format("dataset: {}", def->summary),
                          fmt::format("{} (and with .gz, .zst)", fmt::join(def->extensions, " ")),
                          fmt::format("{}", fmt::join(def->options, ", "))});
    for (const ReportDef* def : registry.reports)
      out.rows.push_back({std::string(def->name), fmt::format("report: {}", def->summary), "", ""});
  } else if (what == "tasks") {
    out.columns = {"name", "file", "kind"};
    for (const datasets::TaskListing& task : datasets::list_tasks(task_path(values)))
      out.rows.push_back({task.name, task.file, task.is_group ? "group" : "task"});
  } else {
    throw Error(ErrorKind::kUsage, fmt::format("'{}' cannot be listed; expected tasks, metrics, filters, raters, backends, "
                                               "architectures, formats, synthetic, perturbations or runs",
                                               what));
  }
  return out;
}

int run_list(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  add_task_path_option(options);
  options.add_options()("format", po::value<std::string>()->default_value("terminal"), "terminal or json");
  const auto values = parse_arguments(context, kUsage, options, {"what"});
  if (!values) return 0;
  const std::string format = (*values)["format"].as<std::string>();
  if (format != "terminal" && format != "json")
    throw Error(ErrorKind::kUsage, fmt::format("--format '{}' is not known here; expected terminal or json", format));
  const Listing listing = make_listing((*values)["what"].as<std::string>(), context.registry, *values);

  std::ostream& out = context.console.out();
  if (format == "json") {
    Value list = Value::array();
    for (const auto& row : listing.rows) {
      Value one = Value::object();
      for (std::size_t i = 0; i < row.size(); ++i) one.set(listing.columns[i], row[i]);
      list.push_back(std::move(one));
    }
    out << json::dump_pretty(list) << "\n";
    return 0;
  }
  std::size_t widest = 0;
  for (const auto& row : listing.rows) widest = std::max(widest, row[0].size());
  for (const auto& row : listing.rows) {
    out << fmt::format("{:<{}}", row[0], widest);
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      if (listing.columns[i] == "kind") {
        out << (row[i] == "group" ? "  (group)" : "");
        continue;
      }
      const bool own_line = i >= 2 && listing.columns[0] == "name";
      out << (own_line ? fmt::format("\n{:<{}}  {}: {}", "", widest, listing.columns[i], row[i]) : "  " + row[i]);
    }
    out << "\n";
  }
  return 0;
}

}  // namespace

extern const CommandDef list;
const CommandDef list{"list", "tasks, metrics, filters, raters, backends, architectures, formats, synthetic data, runs", run_list};

}  // namespace assay::cli::commands
