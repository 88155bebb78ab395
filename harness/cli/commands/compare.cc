// assay compare: two stored runs, or two files of predictions, in pairs of samples; and the regression gate.
#include <fmt/core.h>

#include <ostream>

#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/cli/report_output.h"
#include "harness/run/compare_runs.h"
#include "harness/run/gate.h"
#include "harness/run/many_runs.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay compare BASE CANDIDATE [--fail-if RULE].. | assay compare [--series] RUN RUN RUN.. | assay compare A.jsonl "
    "B.jsonl "
    "--metrics M[,M..]",
    "Compares two stored runs sample by sample: differences with intervals, tests adjusted over all of them, samples that\n"
    "flipped, what cannot be compared and why, and what differs between the runs. BASE and CANDIDATE are runs as `report`\n"
    "takes them, or baseline:NAME; RUN:PROMPT takes of tasks with several prompts the one of that name. Three runs or more\n"
    "are compared each with each and ranked, or with --series in their order: the first that is worse than the best before\n"
    "it, what each learned and forgot. Two files of predictions (see `score`) are paired by id. Rules of the gate:\n"
    "  TASK.METRIC drop < X [at 95%]   met only where the interval excludes a drop of X; * for every task or metric\n"
    "  TASK.METRIC >= X [at 95%]       failed <= 1%       flips(pass->fail) <= N\n"
    "Exit codes: 0 met; 1 not met; 3 too many samples failed to tell; 4 inconclusive.",
    "assay compare baseline:main latest --fail-if 'general_knowledge.acc drop < 0.05'"};

// What --correction names.
metrics::Adjustment correction_named(const std::string& name) {
  static constexpr std::pair<std::string_view, metrics::Adjustment> kNamed[] = {
      {"holm", metrics::Adjustment::kHolm},
      {"hommel", metrics::Adjustment::kHommel},
      {"bonferroni", metrics::Adjustment::kBonferroni},
      {"sidak", metrics::Adjustment::kSidak},
      {"holm_sidak", metrics::Adjustment::kHolmSidak},
      {"bh", metrics::Adjustment::kBenjaminiHochberg},
      {"by", metrics::Adjustment::kBenjaminiYekutieli}};
  for (const auto& [known, adjustment] : kNamed)
    if (name == known) return adjustment;
  throw Error(ErrorKind::kUsage,
              fmt::format("--correction {}: expected holm, hommel, bonferroni, sidak, holm_sidak, bh or by", name));
}

bool is_file(const std::string& word) { return word.ends_with(".jsonl") || word.ends_with(".json"); }

run::CompareOptions compare_options(const po::variables_map& values) {
  run::CompareOptions options;
  options.level = values["level"].as<double>();
  if (!(options.level > 0.5 && options.level < 1.0))
    throw Error(ErrorKind::kUsage, fmt::format("--level {}: expected a share between 0.5 and 1", options.level));
  options.margin = values["margin"].as<double>();
  if (!(options.margin >= 0.0))
    throw Error(ErrorKind::kUsage, fmt::format("--margin {}: expected 0 or more", options.margin));
  options.seed = values["seed"].as<std::uint64_t>();
  options.replicates = values["replicates"].as<std::size_t>();
  if (options.replicates < 100 || options.replicates > 10'000'000)
    throw Error(ErrorKind::kUsage, fmt::format("--replicates {}: expected 100 to 10000000", options.replicates));
  options.correction = correction_named(values["correction"].as<std::string>());
  options.across_prompts = values.count("across-prompts") > 0;
  options.across_questions = values.count("across-questions") > 0;
  if (values.count("base-model") > 0) options.base_model = values["base-model"].as<std::string>();
  if (values.count("candidate-model") > 0) options.candidate_model = values["candidate-model"].as<std::string>();
  return options;
}

std::vector<run::GateRule> gate_rules(const po::variables_map& values) {
  std::vector<run::GateRule> rules;
  if (values.count("fail-if") > 0)
    for (const std::string& text : values["fail-if"].as<std::vector<std::string>>())
      rules.push_back(run::parse_gate(text, "--fail-if"));
  return rules;
}

Comparison compare_files(CommandContext& context, const po::variables_map& values, const std::vector<std::string>& files,
                         const run::CompareOptions& options, std::span<const run::GateRule> rules) {
  if (values.count("metrics") == 0)
    throw Error(ErrorKind::kUsage, "two files of predictions need --metrics: by what are they compared?");
  const std::vector<std::string> metrics = split_metrics(values["metrics"].as<std::string>());
  const std::string clusters = values.count("clusters") > 0 ? values["clusters"].as<std::string>() : "";
  const ReaderDef& reader = find_def(context.registry.readers, "jsonl", "dataset format");
  const auto read = [&](const std::string& file) {
    return run::prediction_scores(*reader.open(file, {}), "predictions", metrics, context.registry.metrics, clusters);
  };
  const run::ScoreSet base = read(files[0]), candidate = read(files[1]);
  Comparison out = run::compare(base, candidate, options);
  out.base = {files[0], files[0], ""};
  out.candidate = {files[1], files[1], ""};
  run::judge_files(rules, base, candidate, options, out);
  return out;
}

Comparison compare_stored(CommandContext& context, const po::variables_map& values, const std::vector<std::string>& runs,
                          run::CompareOptions options, std::span<const run::GateRule> rules) {
  if (values.count("metrics") > 0) options.metrics = split_metrics(values["metrics"].as<std::string>());
  const store::Store store = store::Store::open_for_reading(store_path(values));
  run::RunComparer comparer(store, context.registry.metrics, run::resolve_chosen(store, runs[1]), options);
  return comparer.perform(run::resolve_chosen(store, runs[0]), rules);
}

// Three runs or more: every pair and a ranking, or a series.
int compare_many(CommandContext& context, const po::variables_map& values, const std::vector<std::string>& names,
                 run::CompareOptions options, const ReportDef& report) {
  if (report.write_many == nullptr)
    throw Error(ErrorKind::kUsage,
                fmt::format("--format {}: several runs have no such report; expected terminal, md or json", report.name));
  if (values.count("fail-if") > 0)
    throw Error(ErrorKind::kUsage, "--fail-if is for two runs: which of these would it judge?");
  if (values.count("metrics") > 0) options.metrics = split_metrics(values["metrics"].as<std::string>());
  const store::Store store = store::Store::open_for_reading(store_path(values));
  std::vector<run::ScoreSet> sets;
  std::vector<Comparison::Side> sides;
  for (const std::string& name : names) {
    const run::ChosenRun chosen = run::resolve_chosen(store, name);
    const RunFacts facts = store::StoredRun(store, chosen.id).facts();
    options.across_variants = options.across_variants || !chosen.prompt.empty();
    sides.push_back({chosen.id, chosen.prompt.empty() ? facts.name : facts.name + ":" + chosen.prompt, facts.started});
    sets.push_back(run::with_prompt(run::stored_scores(store, chosen.id, context.registry.metrics), chosen.prompt));
  }
  std::vector<const run::ScoreSet*> all;
  for (const run::ScoreSet& set : sets) all.push_back(&set);
  ManyRuns many = values.count("series") > 0 ? run::compare_series(all, options) : run::compare_all(all, options);
  many.runs = std::move(sides);
  const ReportOptions shown{context.console.color(), context.console.width()};
  if (values.count("out") > 0) {
    const std::string path = values["out"].as<std::string>();
    check_writable(path);
    write_file(path, [&](std::ostream& out) { report.write_many(many, {}, out); });
    context.console.notice(fmt::format("wrote {}", path));
  } else {
    report.write_many(many, shown, context.console.out());
  }
  if (!many.pairs.empty() || !many.series.empty()) return 0;
  context.console.complain("nothing could be compared");
  return 2;
}

int run_compare(CommandContext& context) {
  po::options_description options("options");
  add_store_option(options);
  options.add_options()("fail-if", po::value<std::vector<std::string>>(), "a rule that must be met; may be repeated")(
      "inconclusive", po::value<std::string>()->default_value("fail"),
      "pass or fail: what a rule that cannot be decided does")("metrics,m", po::value<std::string>(),
                                                               "only these metrics; for files: the metrics to score with")(
      "level", po::value<double>()->default_value(0.95), "of intervals and tests")(
      "margin", po::value<double>()->default_value(0.02),
      "a difference that does not matter, as a share of the metric's scale")(
      "series", "the runs are checkpoints in their order")("across-prompts", "compare samples whose prompt changed too")(
      "across-questions", "compare samples whose question changed under the same id: a set and its perturbed copy")(
      "base-model", po::value<std::string>(), "which model of the base, where it evaluated several")(
      "candidate-model", po::value<std::string>(), "which model of the candidate")(
      "clusters", po::value<std::string>(), "for files: the field whose equal values belong together")(
      "correction", po::value<std::string>()->default_value("holm"),
      "of p-values over all results: holm, hommel, bonferroni, sidak or holm_sidak for claims, bh or by for screening")(
      "seed", po::value<std::uint64_t>()->default_value(1234), "of resampling")(
      "replicates", po::value<std::size_t>()->default_value(10000), "of approximate randomisation")(
      "show", po::value<int>()->default_value(20), "samples listed one by one")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal, md, json, junit or github")(
      "out", po::value<std::string>(), "a file instead of stdout");
  const auto values = parse_arguments(context, kUsage, options, {"runs..."});
  if (!values) return 0;
  const auto runs =
      values->count("runs") > 0 ? (*values)["runs"].as<std::vector<std::string>>() : std::vector<std::string>();
  const bool many = runs.size() > 2 || (runs.size() == 2 && values->count("series") > 0);
  if (runs.size() < 2)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a base and a candidate, not {} names\nusage: {}", runs.size(), kUsage.line));
  const std::string inconclusive = (*values)["inconclusive"].as<std::string>();
  if (inconclusive != "pass" && inconclusive != "fail")
    throw Error(ErrorKind::kUsage, fmt::format("--inconclusive {}: expected pass or fail", inconclusive));
  const ReportDef& report = find_def(context.registry.reports, (*values)["format"].as<std::string>(), "report format");
  if (many) return compare_many(context, *values, runs, compare_options(*values), report);
  if (report.write_comparison == nullptr)
    throw Error(ErrorKind::kUsage,
                fmt::format("--format {}: a comparison has no such report; expected terminal, md, json, junit or github",
                            report.name));
  const std::vector<run::GateRule> rules = gate_rules(*values);
  const run::CompareOptions how = compare_options(*values);
  const bool files = is_file(runs[0]) && is_file(runs[1]);
  Comparison comparison =
      files ? compare_files(context, *values, runs, how, rules) : compare_stored(context, *values, runs, how, rules);

  comparison.correction = (*values)["correction"].as<std::string>();
  ReportOptions shown{context.console.color(), context.console.width()};
  shown.max_flips = (*values)["show"].as<int>();
  if (values->count("out") > 0) {
    const std::string path = (*values)["out"].as<std::string>();
    check_writable(path);
    write_file(path, [&](std::ostream& out) { report.write_comparison(comparison, {}, out); });
    context.console.notice(fmt::format("wrote {}", path));
  } else {
    report.write_comparison(comparison, shown, context.console.out());
  }
  if (comparison.results.empty() && rules.empty()) {
    context.console.complain("nothing could be compared: see 'not comparable'");
    return 2;
  }
  return run::exit_code_of(comparison.gates, inconclusive == "fail");
}

}  // namespace

extern const CommandDef compare;
const CommandDef compare{"compare", "paired comparison of two runs, and the regression gate", run_compare};

}  // namespace assay::cli::commands
