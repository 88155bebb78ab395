// assay score: metrics on predictions that already exist.
#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <ostream>

#include "datasets/reader_choice.h"
#include "harness/cli/arguments.h"
#include "harness/cli/estimate_text.h"
#include "harness/core/json.h"
#include "harness/run/predictions.h"
#include "harness/run/scoring.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay score FILE.jsonl --metrics M[,M...] [options]",
    "Scores predictions that already exist; no model and no store are needed. A line of the file:\n"
    "  {\"id\": \"7\", \"prediction\": \"...\", \"references\": [\"...\"]}\n"
    "  {\"id\": \"7\", \"choices\": [\"..\"], \"logprobs\": [-1.5], \"target\": 0}\n"
    "      and for some metrics \"num_tokens\": [3], \"logprobs_unconditional\": [-4.5]\n"
    "  {\"id\": \"7\", \"text\": \"...\", \"logprob\": -41.5, \"num_tokens\": 12}\n"
    "Any of them may say what the answer took: \"prompt_tokens\", \"completion_tokens\", \"seconds\",\n"
    "\"first_token_seconds\", \"cost\"; several predictions of one line have lists.\n"
    "A metric takes options: bleu:tokenize=intl,lowercase=true. A prediction of null counts as failed.",
    "assay score predictions.jsonl --metrics exact_match,bleu,chrf:word_order=2 --format json"};

struct Column {
  std::unique_ptr<Metric> metric;
  run::ScoreTable table;
  std::map<std::string, std::int64_t> reasons;  // of unscored samples, while no sample was scored
};

// Reasons may name a sample's own numbers; what is most frequent shows among the first few thousand different ones.
constexpr std::size_t kMaxReasons = 4096;

void count_reason(Column& column, const Scored& scored) {
  if (scored.is_scored() || column.table.scored() > 0) return column.reasons.clear();
  const std::string& reason = std::get<Unscored>(scored.row).reason;
  if (column.reasons.size() < kMaxReasons || column.reasons.contains(reason)) ++column.reasons[reason];
}

// The sentence for a metric that no sample could be scored for; nullopt where there is one.
std::optional<std::string> why_nothing_was_scored(const Column& column) {
  if (column.table.scored() > 0 || column.reasons.empty()) return std::nullopt;
  const auto most = std::max_element(column.reasons.begin(), column.reasons.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return fmt::format("{}: none of {} samples could be scored; the most frequent reason ({} of {}): {}",
                     column.metric->info().name, column.table.unscored(), most->second, column.table.unscored(),
                     most->first);
}

std::unique_ptr<Reader> open_rows(const Registry& registry, const std::string& file) {
  // Predictions come from anywhere: a file of another name is read as JSON lines, and plain text holds none.
  const ReaderDef* def = datasets::reader_of_name(file, registry.readers);
  if (def == nullptr || def->name == "text") def = &find_def(registry.readers, "jsonl", "dataset format");
  return def->open(file, {});
}

std::optional<std::string> cluster_at(const Sample& sample, const std::string& field, const Reader& rows) try {
  return cluster_of(sample, field);
} catch (const Error& error) {
  throw Error(error.kind(), fmt::format("{}: {}", rows.where(), error.message()));
}

Value to_json(const Column& column, const Estimate& estimate) {
  Value out = estimate_value(estimate);
  Value named = Value::object();
  named.set("name", column.metric->info().name);
  for (const Value::Member& member : out.as_object()) named.set(member.key, member.value);
  named.set("signature", column.metric->signature());
  return named;
}

int run_score(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("metrics,m", po::value<std::string>()->required(), "metrics, separated by commas")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal, json or csv")(
      "clusters", po::value<std::string>(), "the field whose equal values belong together (a shared passage, say)")(
      "per-sample", po::value<std::string>(), "also write one JSON line a sample and metric to this file")(
      "seed", po::value<std::uint64_t>()->default_value(1234), "of the bootstrap")(
      "max-failed", po::value<double>()->default_value(0.01), "share of failed samples over which there is no number");
  const auto values = parse_arguments(context, kUsage, options, {"file"});
  if (!values) return 0;
  const std::string file = (*values)["file"].as<std::string>();
  const std::string format = (*values)["format"].as<std::string>();
  if (format != "terminal" && format != "json" && format != "csv")
    throw Error(ErrorKind::kUsage, fmt::format("--format '{}' is not known here; expected terminal, json or csv", format));

  std::vector<Column> columns;
  for (const std::string& written : split_metrics((*values)["metrics"].as<std::string>()))
    columns.push_back({make_metric(context.registry.metrics, written, "--metrics"), {}, {}});
  if (columns.empty()) throw Error(ErrorKind::kUsage, "--metrics names no metric");

  std::ofstream per_sample;
  if (values->count("per-sample") > 0) {
    const std::string path = (*values)["per-sample"].as<std::string>();
    per_sample.open(path, std::ios::binary);
    if (!per_sample) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written", path));
  }

  const auto rows = open_rows(context.registry, file);
  run::PredictionReader reader(*rows);
  const std::string clusters = values->count("clusters") > 0 ? (*values)["clusters"].as<std::string>() : "";
  std::int64_t n = 0;
  std::int64_t num_failed = 0;
  while (const auto prediction = reader.next()) {
    ++n;
    bool failed = false;
    const std::optional<std::string> cluster = cluster_at(prediction->sample, clusters, *rows);
    for (Column& column : columns) {
      const auto scored = run::score_sample(*column.metric, prediction->sample, prediction->answers);
      if (!scored) {
        column.table.add_failed();
        failed = true;
      } else {
        column.table.add(std::string(column.metric->info().name), prediction->sample.id, *scored, cluster);
        count_reason(column, *scored);
      }
      if (!per_sample.is_open()) continue;
      Value line = Value::object();
      line.set("id", prediction->sample.id);
      line.set("metric", column.metric->info().name);
      line.set("value", scored && scored->value ? Value(*scored->value) : Value());
      if (!scored) line.set("failed", true);
      if (scored && !scored->is_scored()) line.set("unscored", std::get<Unscored>(scored->row).reason);
      per_sample << json::dump(line) << '\n';
    }
    if (failed) ++num_failed;
  }
  if (n == 0) throw Error(ErrorKind::kData, fmt::format("{}: there are no predictions in the file", file));
  if (per_sample.is_open() && !per_sample.flush())
    throw Error(ErrorKind::kRuntime, "writing the per-sample scores failed: is the disk full?");

  const std::uint64_t seed = (*values)["seed"].as<std::uint64_t>();
  const double max_failed = (*values)["max-failed"].as<double>();
  std::vector<Estimate> estimates;
  for (const Column& column : columns)
    estimates.push_back(run::estimate_metric(*column.metric, column.table, seed, max_failed));

  std::ostream& out = context.console.out();
  if (format == "json") {
    Value result = Value::object();
    result.set("n", n);
    Value list = Value::array();
    for (std::size_t i = 0; i < columns.size(); ++i) list.push_back(to_json(columns[i], estimates[i]));
    result.set("metrics", std::move(list));
    out << json::dump_pretty(result) << "\n";
  } else {
    const bool csv = format == "csv";
    out << (csv ? "metric,value,low,high,level,method,scored,unscored,failed\n"
                : fmt::format("{:<19} {:>10}  {:<22} {:>7} {:>8} {:>6}  {}\n", "metric", "value", "95 % interval", "scored",
                              "unscored", "failed", "signature"));
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Metric& metric = *columns[i].metric;
      const Estimate& e = estimates[i];
      if (csv) {
        auto cell = [](const std::optional<double>& x) { return x ? fmt::format("{}", *x) : std::string(); };
        out << fmt::format("{},{},{},{},{},{},{},{},{}\n", metric.info().name, cell(e.value), cell(e.low), cell(e.high),
                           e.level, e.method, e.scored, e.unscored, e.failed);
      } else {
        out << fmt::format("{:<19} {:>10}  {:<22} {:>7} {:>8} {:>6}  {}\n", metric.info().name,
                           number_text(e.value, metric.info().scale), interval_text(e, metric.info().scale), e.scored,
                           e.unscored, e.failed, metric.signature());
        if (!e.no_interval.empty()) out << fmt::format("  {}: no interval: {}\n", metric.info().name, e.no_interval);
      }
    }
  }
  const bool too_many = static_cast<double>(num_failed) > max_failed * static_cast<double>(n);
  if (too_many)
    context.console.complain(fmt::format("{} of {} samples failed, more than {:g} %", num_failed, n, 100.0 * max_failed));
  bool nothing_scored = false;
  for (const Column& column : columns) {
    if (const auto why = why_nothing_was_scored(column)) {
      context.console.complain(*why);
      nothing_scored = true;
    }
  }
  return nothing_scored ? 2 : too_many ? 1 : 0;
}

}  // namespace

extern const CommandDef score;
const CommandDef score{"score", "metrics on predictions that already exist", run_score};

}  // namespace assay::cli::commands
