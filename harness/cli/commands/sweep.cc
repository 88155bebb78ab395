// assay sweep: every point of a grid of settings as a run over the same samples, and one report of them all.
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <ostream>

#include "harness/cli/arguments.h"
#include "harness/cli/config_arguments.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/progress.h"
#include "harness/cli/report_output.h"
#include "harness/core/json.h"
#include "harness/core/sweep_report.h"
#include "harness/run/early_stop.h"
#include "harness/run/sweep.h"
#include "harness/run/sweep_results.h"
#include "harness/run/sweep_runs.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{"assay sweep CONFIG.yaml --grid NAME=V,V,.. [--grid ..] [--random N] [--default 'NAME=V ..']",
                       "Evaluates every point of a grid of settings over the same samples and tells them apart: each "
                       "number with its interval and\n"
                       "its paired difference to the default's, p-values adjusted over the whole sweep, tokens, "
                       "latency and cost a sample, and the\n"
                       "settings that no other one beats. NAME is a sampling setting (temperature, top_k, top_p, "
                       "min_p, repetition_penalty,\n"
                       "max_tokens), model, seed, or a path of the configuration as --set takes it (models.m.path, "
                       "tasks.0.num_fewshot). Every\n"
                       "point is a run of the store, called 'RUN [temperature=0.7 top_p=0.9]': a sweep that was "
                       "stopped goes on, and nothing is\n"
                       "asked twice.",
                       "assay sweep examples/sweep/sweep.yaml --grid temperature=0,0.7,1 --grid top_p=0.9,1"};

std::uint64_t seed_of(const po::variables_map& values, std::uint64_t config_seed) {
  return values.count("seed") > 0 ? values["seed"].as<std::uint64_t>() : config_seed;
}

run::Sweep read_sweep(const po::variables_map& values, std::uint64_t config_seed) {
  std::vector<run::SweepAxis> axes;
  if (values.count("grid") > 0)
    for (const std::string& written : values["grid"].as<std::vector<std::string>>())
      axes.push_back(run::parse_axis(written));
  run::SweepChoice choice;
  choice.seed = seed_of(values, config_seed);
  if (values.count("default") > 0) choice.default_point = values["default"].as<std::string>();
  if (values.count("random") > 0) {
    const auto count = values["random"].as<std::int64_t>();
    if (count < 1) throw Error(ErrorKind::kUsage, fmt::format("--random {}: expected 1 or more points", count));
    choice.random = static_cast<std::uint64_t>(count);
  }
  return run::make_sweep(std::move(axes), choice);
}

std::vector<run::RunConfig> read_points(const po::variables_map& values, const std::string& file,
                                        const Registry& registry, const run::Sweep& sweep) {
  std::vector<run::RunConfig> configs;
  for (const run::SweepPoint& point : sweep.points) {
    try {
      configs.push_back(read_config(values, file, registry, sweep.overrides(point)));
    } catch (Error& e) {
      e.add(fmt::format("at the setting {}", point.name));
      throw;
    }
    // A run that may end early is another one than that of the whole setting, which must not lose what it has.
    configs.back().name = fmt::format("{} [{}]{}", configs.back().name, point.name,
                                      values.count("stop-early") > 0 ? " (stop early)" : "");
  }
  return configs;
}

void check_quality(const std::vector<std::string>& quality, const std::vector<std::string>& known) {
  for (const std::string& name : quality) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = did_you_mean(name, known);
    throw Error(ErrorKind::kUsage,
                fmt::format("--quality {}: expected TASK.METRIC, one of {}{}", name, fmt::join(known, ", "),
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
}

// What settings are dropped by: the first quality that was named, else the first metric of the first task.
run::EarlyStopOptions early_options(const std::vector<std::string>& quality, const run::SweepPreview& preview,
                                    std::uint64_t seed) {
  if (quality.empty() && preview.headlines.empty())
    throw Error(ErrorKind::kUsage, "--stop-early: no task of the run has a metric");
  const std::string name = quality.empty() ? preview.headlines.front() : quality.front();
  if (std::find(preview.bounded_means.begin(), preview.bounded_means.end(), name) == preview.bounded_means.end())
    throw Error(ErrorKind::kUsage,
                fmt::format("--stop-early: {} is not a mean of samples' values with a largest and a smallest one; name "
                            "one with --quality: {}",
                            name,
                            preview.bounded_means.empty() ? "there is none"
                                                          : fmt::format("{}", fmt::join(preview.bounded_means, ", "))));
  const std::size_t dot = name.rfind('.');
  return {name.substr(0, dot), name.substr(dot + 1), seed, 0.95};
}

void write_preview(const run::Sweep& sweep, const run::SweepPreview& preview, bool as_json, std::ostream& out) {
  std::int64_t total = 0;
  for (const std::int64_t requests : preview.requests) total += requests;
  if (as_json) {
    Value points = Value::array();
    for (std::size_t i = 0; i < sweep.points.size(); ++i) {
      Value one = Value::object();
      one.set("name", sweep.points[i].name);
      one.set("requests", preview.requests[i]);
      points.push_back(std::move(one));
    }
    Value all = Value::object();
    all.set("points", std::move(points));
    all.set("requests", total);
    all.set("different_requests", preview.different ? Value(*preview.different) : Value());
    all.set("raters", static_cast<std::int64_t>(preview.raters));
    out << json::dump_pretty(all) << '\n';
    return;
  }
  for (std::size_t i = 0; i < sweep.points.size(); ++i)
    out << fmt::format("{}{}: {} requests\n", sweep.points[i].name, i == 0 ? " (default)" : "", preview.requests[i]);
  out << fmt::format("{} points of {}, {} requests", sweep.points.size(), sweep.grid_size, total);
  if (preview.different) out << fmt::format(" ({} different ones)", *preview.different);
  if (preview.raters > 0) out << fmt::format(", and those of {} raters", preview.raters);
  out << "; what the store has already is not asked again\n";
}

int run_sweep(CommandContext& context) {
  po::options_description options("options");
  add_config_options(options);
  options.add_options()("grid,g", po::value<std::vector<std::string>>(),
                        "NAME=VALUE,VALUE,..: a setting to vary; may be repeated")(
      "random", po::value<std::int64_t>(), "so many points of the grid, drawn at random, the default among them")(
      "seed", po::value<std::uint64_t>(),
      "of the draw, and of the order of samples with --stop-early (default: the run's seed)")(
      "default", po::value<std::string>(),
      "the point that others are compared with (default: the first value of every setting)")(
      "quality", po::value<std::vector<std::string>>(),
      "TASK.METRIC: what the front goes by (default: the first metric of every task); may be repeated")(
      "stop-early", "ask in rounds of ever more samples, and drop settings that are worse than the best so far")(
      "dry-run", "only list the points and count the requests")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal, md, json or csv")(
      "out", po::value<std::string>(), "a file instead of stdout");
  const auto values = parse_arguments(context, kUsage, options, {"config..."});
  if (!values) return 0;
  const auto files =
      values->count("config") > 0 ? (*values)["config"].as<std::vector<std::string>>() : std::vector<std::string>();
  if (files.size() > 1)
    throw Error(ErrorKind::kUsage, "one configuration file a sweep; what differs goes behind --grid");
  const std::string file = files.empty() ? "" : files.front();
  const ReportDef& report = find_def(context.registry.reports, (*values)["format"].as<std::string>(), "report format");
  if (report.write_sweep == nullptr)
    throw Error(
        ErrorKind::kUsage,
        fmt::format("--format {}: a sweep has no such report; expected terminal, md, json or csv", report.name));

  const run::RunConfig base = read_config(*values, file, context.registry);
  const run::Sweep sweep = read_sweep(*values, base.seed);
  const std::vector<run::RunConfig> configs = read_points(*values, file, context.registry, sweep);
  const bool dry_run = values->count("dry-run") > 0;
  const run::SweepPreview preview = run::preview_sweep(sweep, configs, context.registry, dry_run);
  run::SweepReportOptions how;
  how.name = base.name;
  how.seed = base.seed;
  if (values->count("quality") > 0) how.quality = (*values)["quality"].as<std::vector<std::string>>();
  check_quality(how.quality, preview.metrics);
  std::optional<run::EarlyStopOptions> early;
  if (values->count("stop-early") > 0) early = early_options(how.quality, preview, seed_of(*values, base.seed));
  if (dry_run) {
    write_preview(sweep, preview, report.name == "json", context.console.out());
    return 0;
  }
  const std::string out_file = values->count("out") > 0 ? (*values)["out"].as<std::string>() : "";
  if (!out_file.empty()) check_writable(out_file);

  const std::atomic<bool>& interrupted = watch_for_interrupt();
  store::Store store = store::Store::open(base.store);
  ProgressLine progress(context.console);
  run::SweepOutcome outcome;
  if (early) {
    run::EarlySweepOutcome stopped =
        run::perform_early_sweep(sweep, configs, context.registry, store, ASSAY_VERSION, progress, interrupted, *early);
    outcome = std::move(stopped.sweep);
    how.dropped = std::move(stopped.dropped);
  } else {
    outcome = run::perform_sweep(sweep, configs, context.registry, store, ASSAY_VERSION, progress, interrupted);
  }
  context.console.clear_status();
  context.console.notice(fmt::format("{} requests sent, {} answers from the store", outcome.asked, outcome.cached));
  if (outcome.interrupted) {
    context.console.complain(
        fmt::format("Interrupted. Every answer so far is in {}; the same command goes on from here.", base.store));
    return 130;
  }
  const SweepReport found = run::report_sweep(store, sweep, outcome.runs, context.registry.metrics, how);
  if (out_file.empty()) {
    report.write_sweep(found, {context.console.color(), context.console.width()}, context.console.out());
  } else {
    write_file(out_file, [&](std::ostream& out) { report.write_sweep(found, {}, out); });
    context.console.notice(fmt::format("wrote {}", out_file));
  }
  if (outcome.too_many_failed) {
    context.console.complain("too many samples failed (see 'failed'): there is no headline number where they did");
    return 1;
  }
  return 0;
}

}  // namespace

extern const CommandDef sweep;
const CommandDef sweep{"sweep", "every point of a grid of settings, compared with the default", run_sweep};

}  // namespace assay::cli::commands
