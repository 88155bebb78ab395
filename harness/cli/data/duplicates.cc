// assay data duplicates: rows that are there twice, word for word or nearly.
#include <fmt/core.h>

#include <ostream>

#include "datasets/audit/duplicates.h"
#include "harness/cli/arguments.h"
#include "harness/cli/data/data_verbs.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "reports/csv_field.h"
#include "reports/table.h"

namespace assay::cli {
namespace {

namespace po = boost::program_options;
using datasets::DuplicateReport;

constexpr Usage kUsage{
    "assay data duplicates FILE... [--columns A,B] [--threshold 0.8] [--across] [options]",
    "Rows whose words are equal, and rows that share most of their word 5-grams (Jaccard similarity; MinHash finds the\n"
    "candidates, each is then compared exactly), within and across files.\n"
    "With --fail the exit code is 1 where there is one.",
    "assay data duplicates train.jsonl test.jsonl --columns question --across --fail"};

Value row_value(const DuplicateReport& report, const std::vector<std::string>& files, std::size_t at) {
  const datasets::DuplicateRow& row = report.rows[at];
  Value value = Value::object();
  value.set("file", files[row.file]);
  value.set("row", static_cast<std::int64_t>(row.number));
  value.set("where", row.where);
  value.set("id", row.id);
  return value;
}

// There may be millions of pairs, so lists are written item by item and never held as one value.
void write_groups(std::ostream& out, std::string_view name, const DuplicateReport& report,
                  const std::vector<std::string>& files, const std::vector<std::vector<std::size_t>>& groups) {
  out << fmt::format(",\n  \"{}\": [", name);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    out << (g == 0 ? "\n    [" : ",\n    [");
    for (std::size_t i = 0; i < groups[g].size(); ++i)
      out << (i == 0 ? "" : ", ") << json::dump(row_value(report, files, groups[g][i]));
    out << "]";
  }
  out << "]";
}

void write_json(std::ostream& out, const DuplicateReport& report, const std::vector<std::string>& files,
                const datasets::DuplicateOptions& options) {
  Value value = Value::object();
  Value counts = Value::array();
  for (std::size_t i = 0; i < files.size(); ++i) {
    Value entry = Value::object();
    entry.set("file", files[i]);
    entry.set("rows", static_cast<std::int64_t>(report.rows_in_file[i]));
    counts.push_back(std::move(entry));
  }
  value.set("files", std::move(counts));
  value.set("rows", static_cast<std::int64_t>(report.num_rows));
  value.set("without_text", static_cast<std::int64_t>(report.without_text));
  value.set("redundant", static_cast<std::int64_t>(report.redundant));
  Value search = Value::object();
  search.set("near", options.near);
  search.set("across", options.across);
  search.set("threshold", options.threshold);
  search.set("shingle", static_cast<std::int64_t>(options.shingle));
  search.set("bands", report.bands);
  search.set("band_rows", report.band_rows);
  search.set("recall_at_threshold", options.near ? Value(report.recall) : Value());
  search.set("candidates", static_cast<std::int64_t>(report.candidates));
  search.set("cut_buckets", static_cast<std::int64_t>(report.cut_buckets));
  search.set("complete", report.complete);
  value.set("search", std::move(search));
  const char* before = "{\n  ";
  for (const Value::Member& member : value.as_object()) {
    out << before << json::dump(Value(member.key)) << ": " << json::dump(member.value);
    before = ",\n  ";
  }
  write_groups(out, "exact", report, files, report.exact);
  out << ",\n  \"near\": [";
  for (std::size_t i = 0; i < report.near.size(); ++i) {
    Value entry = Value::object();
    entry.set("a", row_value(report, files, report.near[i].a));
    entry.set("b", row_value(report, files, report.near[i].b));
    entry.set("similarity", report.near[i].similarity);
    out << (i == 0 ? "\n    " : ",\n    ") << json::dump(entry);
  }
  out << "]";
  write_groups(out, "clusters", report, files, report.clusters);
  out << "\n}\n";
}

void write_csv(std::ostream& out, const DuplicateReport& report) {
  const auto line = [&](const char* kind, std::size_t a, std::size_t b, double similarity) {
    out << fmt::format("{},{},{},{},{},{}\n", kind, reports::csv_field(report.rows[a].where),
                       reports::csv_field(report.rows[a].id), reports::csv_field(report.rows[b].where),
                       reports::csv_field(report.rows[b].id), reports::csv_number(similarity));
  };
  out << "kind,where_a,id_a,where_b,id_b,similarity\n";
  for (const auto& group : report.exact)
    for (std::size_t i = 1; i < group.size(); ++i) line("exact", group[0], group[i], 1.0);
  for (const datasets::NearPair& pair : report.near) line("near", pair.a, pair.b, pair.similarity);
}

void write_terminal(CommandContext& context, const DuplicateReport& report, std::size_t show) {
  std::ostream& out = context.console.out();
  reports::Table table({{"kind"}, {"row", false, true}, {"same as", false, true}, {"similarity", true}});
  std::size_t left = show;
  std::size_t pairs = report.near.size();
  for (const auto& group : report.exact) {
    pairs += group.size() - 1;
    for (std::size_t i = 1; i < group.size() && left > 0; ++i, --left)
      table.add({"exact", report.rows[group[i]].where, report.rows[group[0]].where, "1"});
  }
  for (const datasets::NearPair& pair : report.near) {
    if (left == 0) break;
    --left;
    table.add({"near", report.rows[pair.b].where, report.rows[pair.a].where, fmt::format("{:.3f}", pair.similarity)});
  }
  if (!table.empty()) table.write(out, context.console.width(), context.console.color());
  if (pairs > show) out << fmt::format("... and {} more; --show N shows them, --format json all\n", pairs - show);
  out << fmt::format("{} rows: {} groups of equal rows, {} near pairs, {} clusters, {} rows more than different ones\n",
                     report.num_rows, report.exact.size(), report.near.size(), report.clusters.size(), report.redundant);
}

}  // namespace

int data_duplicates(CommandContext& context) {
  po::options_description options("options");
  add_text_options(options);
  options.add_options()("threshold", po::value<double>()->default_value(0.8), "least Jaccard similarity, 0.1..1")(
      "shingle", po::value<int>()->default_value(5), "words a shingle, 1..100")("exact-only", "no near-duplicates")(
      "across", "only between different files")("num-hashes", po::value<int>()->default_value(128), "of a signature")(
      "fail", "exit code 1 where there is a duplicate, or the search had to stop early")(
      "show", po::value<long>()->default_value(50), "rows of the terminal's table")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal, json or csv");
  const auto values = parse_arguments(context, kUsage, options, {"files..."});
  if (!values) return 0;
  const std::string format = format_option(*values, {"terminal", "json", "csv"});
  const std::vector<std::string> files = file_arguments(*values, kUsage.line);
  datasets::DuplicateOptions wanted;
  wanted.columns = columns_option(*values);
  wanted.words = word_options(*values);
  wanted.threshold = (*values)["threshold"].as<double>();
  wanted.shingle = static_cast<std::size_t>(std::max(0, (*values)["shingle"].as<int>()));
  wanted.near = values->count("exact-only") == 0;
  wanted.across = values->count("across") > 0;
  wanted.num_hashes = (*values)["num-hashes"].as<int>();
  if (wanted.across && files.size() < 2)
    throw Error(ErrorKind::kUsage, "--across compares different files; expected two or more");
  const DuplicateReport report = datasets::find_duplicates(files, context.registry.readers, wanted);
  if (format == "json") write_json(context.console.out(), report, files, wanted);
  else if (format == "csv") write_csv(context.console.out(), report);
  else write_terminal(context, report, static_cast<std::size_t>(std::max(0L, (*values)["show"].as<long>())));
  if (report.without_text > 0)
    context.console.notice(fmt::format("{} rows have no word in the columns asked for and were not compared",
                                       report.without_text));
  if (report.cut_buckets > 0)
    context.console.notice(fmt::format("{} groups of over {} rows with a common part were not compared pair by pair",
                                       report.cut_buckets, wanted.limits.bucket));
  if (!report.complete)
    context.console.complain("the rows have so much in common that the search for near-duplicates stopped early: there are "
                             "more than are shown; a higher --threshold or fewer --columns help");
  return values->count("fail") > 0 && (!report.clusters.empty() || !report.complete) ? 1 : 0;
}

}  // namespace assay::cli
