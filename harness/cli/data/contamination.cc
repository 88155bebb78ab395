// assay data contamination: how much of a task's rows is in training text.
#include <fmt/core.h>

#include <array>
#include <fstream>
#include <ostream>

#include "datasets/audit/contamination.h"
#include "harness/cli/arguments.h"
#include "harness/cli/data/data_verbs.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "metrics/stats/intervals.h"
#include "reports/csv_field.h"
#include "reports/table.h"

namespace assay::cli {
namespace {

namespace po = boost::program_options;
using datasets::ContaminationReport;
using datasets::SampleContamination;

constexpr double kLevel = 0.95;
constexpr std::array<double, 3> kShares = {0.0, 0.5, 0.8};

constexpr Usage kUsage{
    "assay data contamination --data FILE --against FOLDER|FILE... [--columns A,B] [--ngram 13] [options]",
    "Which samples have word n-grams that also stand in training text. The text is streamed: its size is no matter of\n"
    "memory. A sample that is too short for an n-gram is counted apart, never as clean.",
    "assay data contamination --data test.jsonl --columns question --against corpus/ --per-sample found.jsonl"};

Value optional_value(const std::optional<double>& value) { return value ? Value(*value) : Value(); }
Value number(std::uint64_t value) { return Value(static_cast<std::int64_t>(value)); }

Value sample_value(const SampleContamination& sample) {
  const datasets::SampleOverlap& overlap = sample.overlap;
  const bool measured = overlap.ngrams > 0;
  Value value = Value::object();
  value.set("id", sample.id);
  value.set("where", sample.where);
  value.set("words", number(overlap.words));
  value.set("ngrams", number(overlap.ngrams));
  value.set("matched", measured ? number(overlap.matched) : Value());
  value.set("share", optional_value(overlap.share()));
  value.set("covered_share", optional_value(overlap.covered_share()));
  value.set("longest_run", measured ? number(overlap.longest_run) : Value());
  value.set("first_match", overlap.first_place.empty() ? Value() : Value(overlap.first_place));
  return value;
}

struct Line {
  double share = 0.0;
  std::uint64_t count = 0;
  std::optional<double> value, low, high;
};

std::vector<Line> summary(const ContaminationReport& report) {
  std::vector<Line> lines;
  for (const double share : kShares) {
    Line line{share, report.contaminated(share), {}, {}, {}};
    if (report.measured() > 0) {
      const auto n = static_cast<double>(report.measured());
      const auto interval = metrics::wilson_interval(static_cast<double>(line.count), n, kLevel);
      line.value = static_cast<double>(line.count) / n;
      line.low = interval.low;
      line.high = interval.high;
    }
    lines.push_back(line);
  }
  return lines;
}

std::string name_of(double share) { return share == 0.0 ? "any" : fmt::format(">= {}", share); }

Value list_of(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

void write_json(std::ostream& out, const ContaminationReport& report, std::size_t ngram) {
  Value value = Value::object();
  value.set("ngram", number(ngram));
  value.set("samples", number(report.samples.size()));
  value.set("measured", number(report.measured()));
  value.set("too_short", number(report.too_short));
  Value lines = Value::array();
  for (const Line& line : summary(report)) {
    Value entry = Value::object();
    entry.set("share", name_of(line.share));
    entry.set("count", number(line.count));
    entry.set("value", optional_value(line.value));
    entry.set("low", optional_value(line.low));
    entry.set("high", optional_value(line.high));
    entry.set("level", kLevel);
    entry.set("method", "wilson");
    lines.push_back(std::move(entry));
  }
  value.set("contaminated", std::move(lines));
  Value text = Value::object();
  text.set("files", number(report.text.files));
  text.set("bytes", number(report.text.bytes));
  text.set("documents", number(report.text.documents));
  text.set("words", number(report.text.words));
  text.set("binary", list_of(report.text.binary));
  text.set("not_utf8", list_of(report.text.not_utf8));
  text.set("unreadable", list_of(report.text.unreadable));
  text.set("left_out", list_of(report.left_out));
  value.set("training_text", std::move(text));
  const char* before = "{\n  ";
  for (const Value::Member& member : value.as_object()) {
    out << before << json::dump(Value(member.key)) << ": " << json::dump(member.value);
    before = ",\n  ";
  }
  out << ",\n  \"per_sample\": [";
  for (std::size_t i = 0; i < report.samples.size(); ++i)
    out << (i == 0 ? "\n    " : ",\n    ") << json::dump(sample_value(report.samples[i]));
  out << "]\n}\n";
}

void write_csv(std::ostream& out, const ContaminationReport& report) {
  out << "id,where,words,ngrams,matched,share,covered_share,longest_run,first_match\n";
  for (const SampleContamination& sample : report.samples) {
    const datasets::SampleOverlap& o = sample.overlap;
    const bool measured = o.ngrams > 0;
    out << fmt::format("{},{},{},{},{},{},{},{},{}\n", reports::csv_field(sample.id), reports::csv_field(sample.where),
                       o.words, o.ngrams, measured ? std::to_string(o.matched) : "", reports::csv_number(o.share()),
                       reports::csv_number(o.covered_share()), measured ? std::to_string(o.longest_run) : "",
                       reports::csv_field(o.first_place));
  }
}

void write_terminal(CommandContext& context, const ContaminationReport& report, std::size_t ngram, std::size_t show) {
  std::ostream& out = context.console.out();
  reports::Table found({{"sample", false, true}, {"row", false, true}, {"n-grams", true}, {"found", true}, {"share", true},
                        {"longest", true}, {"first at", false, true}});
  std::size_t hits = 0;
  for (const SampleContamination& sample : report.samples) {
    if (sample.overlap.matched == 0 || ++hits > show) continue;
    found.add({sample.id, sample.where, std::to_string(sample.overlap.ngrams), std::to_string(sample.overlap.matched),
               reports::show(sample.overlap.share(), 1.0), std::to_string(sample.overlap.longest_run),
               sample.overlap.first_place});
  }
  if (!found.empty()) found.write(out, context.console.width(), context.console.color());
  if (hits > show) out << fmt::format("... and {} more; --show N shows them\n", hits - show);
  reports::Table shares({{"share found"}, {"samples", true}, {"of", true}, {"value", true}, {"95 % interval"}});
  for (const Line& line : summary(report))
    shares.add({name_of(line.share), std::to_string(line.count), std::to_string(report.measured()),
                reports::show(line.value, 1.0), reports::show_interval(line.low, line.high, 1.0)});
  shares.write(out, context.console.width(), context.console.color());
  out << fmt::format("{} samples, {} of fewer than {} words (n/a); {} words in {} files\n", report.samples.size(),
                     report.too_short, ngram, report.text.words, report.text.files);
}

void say_what_was_left_out(CommandContext& context, const ContaminationReport& report) {
  const auto say = [&](const std::vector<std::string>& files, const std::string& what) {
    if (files.empty()) return;
    context.console.notice(fmt::format("{} files {}, first {}", files.size(), what, files.front()));
  };
  say(report.left_out, "left out: the data themselves");
  say(report.text.binary, "skipped: binary");
  say(report.text.not_utf8, "are not UTF-8: their words with bad bytes cannot match");
  for (const std::string& problem : report.text.unreadable) context.console.complain("not read to the end: " + problem);
}

}  // namespace

int data_contamination(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("data", po::value<std::string>()->required(), "the rows of the task")(
      "against", po::value<std::vector<std::string>>()->multitoken()->required(), "training text: folders and files");
  add_text_options(options);
  options.add_options()("ngram", po::value<int>()->default_value(13), "words an n-gram, 1..100")(
      "skip-unreadable", "go on behind a file that cannot be read to its end")(
      "per-sample", po::value<std::string>(), "FILE: a line of JSON for each sample")(
      "fail", "exit code 1 where a sample is contaminated, or a file was not read")(
      "show", po::value<long>()->default_value(20), "samples of the terminal's table")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal, json or csv");
  const auto values = parse_arguments(context, kUsage, options, {});
  if (!values) return 0;
  const std::string format = format_option(*values, {"terminal", "json", "csv"});
  datasets::ContaminationOptions wanted;
  wanted.columns = columns_option(*values);
  wanted.words = word_options(*values);
  wanted.ngram = static_cast<std::size_t>(std::max(0, (*values)["ngram"].as<int>()));
  wanted.skip_unreadable = values->count("skip-unreadable") > 0;
  const ContaminationReport report = datasets::find_contamination(
      (*values)["data"].as<std::string>(), (*values)["against"].as<std::vector<std::string>>(), context.registry.readers,
      wanted, [&](const std::string& file, std::size_t at, std::size_t count) {
        context.console.status(fmt::format("{}/{} {}", at, count, reports::visible(file)));
      });
  context.console.clear_status();
  if (values->count("per-sample") > 0) {
    const std::string path = (*values)["per-sample"].as<std::string>();
    std::ofstream out(path, std::ios::binary);
    for (const SampleContamination& sample : report.samples) out << json::dump(sample_value(sample)) << "\n";
    out.close();
    if (!out) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written", path));
  }
  if (format == "json") write_json(context.console.out(), report, wanted.ngram);
  else if (format == "csv") write_csv(context.console.out(), report);
  else write_terminal(context, report, wanted.ngram, static_cast<std::size_t>(std::max(0L, (*values)["show"].as<long>())));
  say_what_was_left_out(context, report);
  return values->count("fail") > 0 && (report.contaminated(0.0) > 0 || !report.text.unreadable.empty()) ? 1 : 0;
}

}  // namespace assay::cli
