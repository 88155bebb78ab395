// assay power: how many samples a difference needs, or what so many samples can see.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/cli/power_output.h"
#include "harness/core/json.h"
#include "harness/run/compare.h"
#include "harness/run/sample_plan.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;
using run::SamplePlan;
using run::StoredSpread;

constexpr Usage kUsage{
    "assay power --metric-sd S --difference D | --n N | assay power --lost P --gained P [--n N]\n"
    "       assay power RUN [CANDIDATE] [--task T] [--metric M] [--difference D] [--n N]",
    "How many samples a paired comparison of two runs needs to find a difference, or what so many samples can see:\n"
    "of the samples, the difference and the power, that which is not given.\n"
    "S is the standard deviation of the differences of two runs, sample by sample. It is also that of one run's\n"
    "scores where the two runs correlate by 0.5; with --correlation R, S is that of one run, and the differences\n"
    "have S sqrt(2 (1 - R)). With --within-sd, S leaves out how the answers to one sample differ from epoch to\n"
    "epoch, and that counts beside it.\n"
    "--lost and --gained are shares of samples that go from right to wrong and back (McNemar's test, Connor 1987).\n"
    "A stored RUN gives its own spread, and the correlation is assumed; two runs show the spread of their differences.",
    "assay power --metric-sd 0.4 --difference 0.03"};

double number_in(const po::variables_map& values, const char* name, double low, double high, const char* expected) {
  const double value = values[name].as<double>();
  if (!(value >= low && value <= high))
    throw Error(ErrorKind::kUsage, fmt::format("--{} {}: expected {}", name, value, expected));
  return value;
}

bool given(const po::variables_map& values, const char* name) {
  return values.count(name) > 0 && !values[name].defaulted();
}

/// What was typed, checked.
struct Asked {
  run::PlanQuestion question;
  std::optional<double> metric_sd, within_sd, correlation, lost, gained, epochs, cluster_size, icc;

  double design_effect() const { return cluster_size ? metrics::design_effect(*cluster_size, *icc) : 1.0; }
};

void refuse_together(const po::variables_map& values, const char* name, std::initializer_list<const char*> others,
                     const char* why) {
  if (!given(values, name)) return;
  for (const char* other : others)
    if (given(values, other))
      throw Error(ErrorKind::kUsage, fmt::format("--{} and --{} do not go together: {}", name, other, why));
}

Asked asked_of(const po::variables_map& values) {
  constexpr double kTiny = 1e-100, kHuge = 1e100;  // their squares are numbers too
  Asked asked;
  metrics::PowerGoal& goal = asked.question.goal;
  goal.alpha = values["alpha"].as<double>();
  if (!(goal.alpha >= kTiny && goal.alpha < 1.0))
    throw Error(ErrorKind::kUsage,
                fmt::format("--alpha {}: expected a probability above 0 (1e-100 at least) and below 1, such as 0.05",
                            goal.alpha));
  goal.power = values["power"].as<double>();
  if (!(goal.power > goal.alpha && goal.power < 1.0))
    throw Error(ErrorKind::kUsage, fmt::format("--power {}: expected a probability above --alpha ({}) and below 1",
                                               goal.power, goal.alpha));
  if (given(values, "n")) {
    const std::int64_t n = values["n"].as<std::int64_t>();
    if (n < 2 || n > 9'000'000'000'000'000)
      throw Error(ErrorKind::kUsage, fmt::format("--n {}: expected 2 to 9000000000000000 samples", n));
    asked.question.samples = static_cast<double>(n);
  }
  if (given(values, "difference")) {
    const double d = values["difference"].as<double>();
    if (!(std::abs(d) >= kTiny && std::abs(d) <= kHuge))
      throw Error(
          ErrorKind::kUsage,
          fmt::format("--difference {}: expected a number that is not 0 (1e-100 to 1e100), in the metric's units", d));
    asked.question.difference = d;
  }
  const auto read = [&](std::optional<double>& out, const char* name, double low, double high, const char* expected) {
    if (given(values, name)) out = number_in(values, name, low, high, expected);
  };
  read(asked.metric_sd, "metric-sd", kTiny, kHuge, "a standard deviation above 0, 1e100 at most");
  read(asked.within_sd, "within-sd", 0.0, kHuge, "a standard deviation from 0 to 1e100");
  read(asked.correlation, "correlation", -1.0, 0.9999, "a correlation from -1 to 0.9999");
  read(asked.lost, "lost", 0.0, 1.0, "a share from 0 to 1");
  read(asked.gained, "gained", 0.0, 1.0, "a share from 0 to 1");
  read(asked.cluster_size, "clusters-size", 1.0, 1e9, "the samples of a cluster, 1 or more");
  read(asked.icc, "icc", 0.0, 1.0, "a share of the variance from 0 to 1");
  if (given(values, "epochs")) {
    const int epochs = values["epochs"].as<int>();
    if (epochs < 1) throw Error(ErrorKind::kUsage, fmt::format("--epochs {}: expected 1 or more", epochs));
    asked.epochs = epochs;
  }
  if (asked.cluster_size.has_value() != asked.icc.has_value())
    throw Error(ErrorKind::kUsage, fmt::format("--{} is missing: the effect of clusters is 1 + (size - 1) icc",
                                               asked.icc ? "clusters-size" : "icc"));
  if (asked.question.samples && (asked.question.difference || asked.lost) && given(values, "power"))
    throw Error(ErrorKind::kUsage, "--n, the difference and --power are all given: leave out the one that is sought");
  return asked;
}

int from_numbers(CommandContext& context, const Asked& asked, bool json) {
  const bool proportions = asked.lost.has_value();
  const double effect = asked.design_effect();
  SamplePlan plan;
  std::string spread, test;
  metrics::PairedVariance variance;
  if (proportions) {
    plan = run::plan_proportions(asked.question, *asked.lost, *asked.gained, effect);
    spread = fmt::format("of all samples {:.4g} % go from right to wrong, and {:.4g} % from wrong to right",
                         100.0 * *asked.lost, 100.0 * *asked.gained);
    test = "mcnemar";
  } else {
    const double factor = asked.correlation ? 2.0 * (1.0 - *asked.correlation) : 1.0;
    const double within = asked.within_sd.value_or(0.0), epochs = asked.epochs.value_or(1.0);
    variance = {factor * *asked.metric_sd * *asked.metric_sd, within * within, within * within, epochs, epochs};
    plan = run::plan_means(asked.question, variance, effect);
    spread = fmt::format("the differences of two runs, sample by sample, have a standard deviation of {:.4g}",
                         std::sqrt(variance.of_difference()));
    if (asked.within_sd) spread += fmt::format(" with {:g} epoch{} a run", epochs, epochs == 1.0 ? "" : "s");
    test = "paired_t";
  }
  std::ostream& out = context.console.out();
  if (json) {
    Value value = plan_value(plan, asked.question.goal.alpha, effect);
    value.set("test", test);
    value.set("sd_of_differences", proportions ? Value() : Value(std::sqrt(variance.of_difference())));
    value.set("epochs", asked.epochs.value_or(1.0));
    value.set("clusters", asked.cluster_size
                              ? Value(static_cast<std::int64_t>(std::ceil(plan.samples / *asked.cluster_size)))
                              : Value());
    out << json::dump_pretty(value) << "\n";
    return 0;
  }
  out << plan_sentence(plan, asked.question.goal.alpha) << ".\n" << "Taken for granted: " << spread << ".\n";
  if (asked.cluster_size)
    out << fmt::format("Clusters of {:g} samples count {:.4g} times: these are {:.0f} clusters.\n", *asked.cluster_size,
                       effect, std::ceil(plan.samples / *asked.cluster_size));
  notice_few_samples(context.console, plan);
  return 0;
}

std::vector<PlannedRow> plan_rows(std::vector<StoredSpread> spreads, const Asked& asked,
                                  const po::variables_map& values) {
  std::vector<std::string> tasks, metric_names;
  std::vector<PlannedRow> rows;
  const auto differs = [&](const char* option, const std::string& name) {
    return given(values, option) && values[option].as<std::string>() != name;
  };
  for (StoredSpread& spread : spreads) {
    tasks.push_back(spread.task);
    if (differs("task", spread.task)) continue;
    metric_names.push_back(spread.metric);
    if (!differs("metric", spread.metric)) rows.push_back({std::move(spread), std::nullopt});
  }
  if (rows.empty()) {
    const char* option = metric_names.empty() && given(values, "task") ? "task" : "metric";
    if (!given(values, option)) throw Error(ErrorKind::kUsage, "the run has no results: is it finished?");
    const std::string wanted = values[option].as<std::string>();
    std::vector<std::string>& known = option[0] == 't' ? tasks : metric_names;
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    std::string all;
    for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
    throw Error(ErrorKind::kUsage, fmt::format("--{} {}: there are {}", option, wanted, all));
  }
  for (PlannedRow& row : rows) {
    StoredSpread& spread = row.spread;
    if (asked.question.difference && spread.scale != rows[0].spread.scale)
      throw Error(ErrorKind::kUsage,
                  fmt::format("--difference {}: {} and {} have different scales; choose one with --metric",
                              *asked.question.difference, rows[0].spread.metric, spread.metric));
    if (!spread.variance) continue;
    if (asked.epochs) {
      if (!spread.knows_epochs) {
        spread.reason = "how answers differ between epochs was not observed; give --within-sd";
        continue;
      }
      spread.variance->epochs_base = spread.variance->epochs_candidate = *asked.epochs;
    }
    if (!(spread.variance->of_difference() > 0.0)) {
      spread.reason = "the scores do not differ";
      continue;
    }
    run::PlanQuestion question = asked.question;
    if (!question.samples && !question.difference) {
      if (spread.samples < 2) {
        spread.reason = "fewer than two samples";
        continue;
      }
      question.samples = static_cast<double>(spread.samples);
    }
    row.plan = run::plan_means(question, *spread.variance);
  }
  return rows;
}

int from_runs(CommandContext& context, const po::variables_map& values, const std::vector<std::string>& names,
              const Asked& asked, bool json) {
  const store::Store store = store::Store::open_for_reading(store_path(values));
  const store::StoredRun first(store, store::resolve_run(store, names[0]));
  const std::vector<ResultRow> results = first.results();
  std::vector<StoredSpread> spreads;
  std::string assumed;
  if (names.size() == 1) {
    const double correlation = asked.correlation.value_or(0.5);
    spreads = run::spread_of_run(first.facts(), results, correlation, asked.within_sd);
    assumed = fmt::format(
        "the other run varies as this one does, and the scores of both correlate by {:g} over the samples{}; one run "
        "cannot tell",
        correlation, asked.correlation ? "" : " (--correlation says another)");
  } else {
    const store::StoredRun second(store, store::resolve_run(store, names[1]));
    const std::vector<ResultRow> others = second.results();
    run::CompareOptions how;
    how.replicates = 2000;
    if (given(values, "metric")) how.metrics = {values["metric"].as<std::string>()};
    if (given(values, "base-model")) how.base_model = values["base-model"].as<std::string>();
    if (given(values, "candidate-model")) how.candidate_model = values["candidate-model"].as<std::string>();
    const Comparison comparison =
        run::compare(run::stored_scores(store, first.facts().id, context.registry.metrics),
                     run::stored_scores(store, second.facts().id, context.registry.metrics), how);
    if (comparison.results.empty())
      throw Error(ErrorKind::kUsage, fmt::format("the two runs have nothing to compare{}",
                                                 comparison.not_comparable.empty()
                                                     ? ""
                                                     : fmt::format(": {}: {}", comparison.not_comparable[0].task,
                                                                   comparison.not_comparable[0].reason)));
    spreads = run::spread_of_pairs(comparison, {first.facts(), results}, {second.facts(), others}, asked.within_sd);
    assumed = "samples and models to come differ as those of the two runs did";
  }
  print_planned(context.console, plan_rows(std::move(spreads), asked, values), asked.question.goal.alpha, assumed,
                json);
  return 0;
}

void check_numbers(const po::variables_map& values, const Asked& asked) {
  if (asked.lost.has_value() != asked.gained.has_value())
    throw Error(ErrorKind::kUsage, fmt::format("--{} is missing: McNemar's test needs the shares --lost and --gained",
                                               asked.lost ? "gained" : "lost"));
  for (const char* name : {"metric-sd", "within-sd", "correlation", "epochs", "difference"})
    refuse_together(values, name, {"lost"}, "the shares that are lost and gained are spread and difference at once");
  for (const char* name : {"task", "metric", "base-model", "candidate-model"})
    if (given(values, name))
      throw Error(ErrorKind::kUsage, fmt::format("--{} chooses from a stored run, and none is named", name));
  if (asked.lost) {
    if (*asked.lost == *asked.gained)
      throw Error(ErrorKind::kUsage,
                  fmt::format("--lost and --gained are both {}: there is no difference to find", *asked.lost));
    if (*asked.lost + *asked.gained > 1.0)
      throw Error(ErrorKind::kUsage,
                  fmt::format("--lost {} and --gained {} are more than all samples", *asked.lost, *asked.gained));
    return;
  }
  if (!asked.metric_sd)
    throw Error(ErrorKind::kUsage,
                fmt::format("how much do the samples vary? Give --metric-sd, or --lost and --gained, or a stored "
                            "run\nusage: {}",
                            kUsage.line));
  if (!asked.question.samples && !asked.question.difference)
    throw Error(ErrorKind::kUsage,
                "give --difference, to learn how many samples it needs, or --n, to learn what so many can see");
  if (asked.epochs && !asked.within_sd)
    throw Error(ErrorKind::kUsage,
                "--within-sd is missing: how much do the answers of one sample differ between epochs?");
}

void check_runs(const po::variables_map& values, const Asked& asked, std::size_t num_runs) {
  for (const char* name : {"metric-sd", "lost", "gained"})
    if (given(values, name))
      throw Error(ErrorKind::kUsage,
                  fmt::format("--{} and a stored run do not go together: the run has its own spread", name));
  if (asked.cluster_size)
    throw Error(ErrorKind::kUsage,
                "--clusters-size and a stored run do not go together: its clusters are in its spread");
  if (num_runs > 2) throw Error(ErrorKind::kUsage, fmt::format("expected one run or two, not {} names", num_runs));
  if (num_runs == 2 && asked.correlation)
    throw Error(ErrorKind::kUsage, "--correlation and two runs do not go together: their differences are observed");
  if (num_runs == 1)
    for (const char* name : {"base-model", "candidate-model"})
      if (given(values, name)) throw Error(ErrorKind::kUsage, fmt::format("--{} belongs to two runs", name));
}

int run_power(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  options.add_options()("metric-sd", po::value<double>(), "standard deviation of the differences, sample by sample")(
      "difference", po::value<double>(), "the difference to find, in the metric's units")(
      "n", po::value<std::int64_t>(), "samples; without it they are sought")(
      "lost", po::value<double>(), "share of samples that go from right to wrong")(
      "gained", po::value<double>(), "share of samples that go from wrong to right")(
      "correlation", po::value<double>(),
      "of the two runs' scores; makes --metric-sd that of one run (assumed of one RUN: 0.5)")(
      "epochs", po::value<int>(), "answers to each sample")("within-sd", po::value<double>(),
                                                            "standard deviation of the answers to one sample")(
      "clusters-size", po::value<double>(), "samples that belong together")(
      "icc", po::value<double>(), "share of the differences' variance that is common to a cluster")(
      "alpha", po::value<double>()->default_value(0.05, "0.05"), "level of the two-sided test")(
      "power", po::value<double>()->default_value(0.8, "0.8"), "probability to find the difference")(
      "task,t", po::value<std::string>(), "of a stored run: only this task")("metric,m", po::value<std::string>(),
                                                                             "of a stored run: only this metric")(
      "base-model", po::value<std::string>(), "which model of the first of two runs")(
      "candidate-model", po::value<std::string>(), "which model of the second")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal or json");
  const auto values = parse_arguments(context, kUsage, options, {"runs..."});
  if (!values) return 0;
  const std::string format = (*values)["format"].as<std::string>();
  if (format != "terminal" && format != "json")
    throw Error(ErrorKind::kUsage, fmt::format("--format '{}' is not known here; expected terminal or json", format));
  const Asked asked = asked_of(*values);
  const auto runs =
      values->count("runs") > 0 ? (*values)["runs"].as<std::vector<std::string>>() : std::vector<std::string>();
  if (runs.empty()) {
    check_numbers(*values, asked);
    return from_numbers(context, asked, format == "json");
  }
  check_runs(*values, asked, runs.size());
  return from_runs(context, *values, runs, asked, format == "json");
}

}  // namespace

extern const CommandDef power;
const CommandDef power{"power", "how many samples a difference needs, or what so many samples can see", run_power};

}  // namespace assay::cli::commands
