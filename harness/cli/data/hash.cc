// assay data hash and ids: what data are, by their content.
#include <fmt/core.h>

#include <ostream>

#include "datasets/file_digest.h"
#include "datasets/audit/row_digests.h"
#include "datasets/audit/row_stream.h"
#include "harness/cli/arguments.h"
#include "harness/cli/data/data_verbs.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "reports/csv_field.h"
#include "reports/table.h"

namespace assay::cli {
namespace {

namespace po = boost::program_options;

constexpr Usage kHashUsage{
    "assay data hash FILE... [--rows] [--format terminal|json|csv]",
    "The SHA-256 of each file's bytes and of its rows. A row's digest is that of its canonical JSON, the one that\n"
    "sample ids come from; the digest of all rows does not depend on their order.",
    "assay data hash test.jsonl --rows"};

constexpr Usage kIdsUsage{
    "assay data ids FILE [--format terminal|json|csv]",
    "The id of each row's sample, its line and its digest, and whether the ids stay the same when the rows are shuffled\n"
    "(exit code 1 where they do not). An id is the column 'id', else the first 12 digits of the row's digest.",
    "assay data ids test.jsonl"};

Value row_value(const datasets::RowDigest& row) {
  Value value = Value::object();
  value.set("id", row.id);
  value.set("where", row.where);
  value.set("sha256", row.sha256);
  return value;
}

void write_rows_csv(std::ostream& out, const std::vector<datasets::RowDigest>& rows) {
  for (const datasets::RowDigest& row : rows)
    out << fmt::format("{},{},{}\n", reports::csv_field(row.id), reports::csv_field(row.where), row.sha256);
}

void write_rows(std::ostream& out, const std::vector<datasets::RowDigest>& rows) {
  for (const datasets::RowDigest& row : rows)
    out << fmt::format("{}  {}  {}\n", row.sha256, reports::visible(row.id), reports::visible(row.where));
}

}  // namespace

int data_hash(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("rows", "also every row")("format", po::value<std::string>()->default_value("terminal"),
                                                  "terminal, json or csv");
  const auto values = parse_arguments(context, kHashUsage, options, {"files..."});
  if (!values) return 0;
  const std::string format = format_option(*values, {"terminal", "json", "csv"});
  const bool with_rows = values->count("rows") > 0;
  std::ostream& out = context.console.out();
  Value listed = Value::array();
  if (format == "csv") out << (with_rows ? "id,where,sha256\n" : "file,sha256,rows,distinct_rows,rows_sha256\n");
  for (const std::string& file : file_arguments(*values, kHashUsage.line)) {
    const std::string sha256 = datasets::file_sha256(file);
    datasets::RowSetDigest set;
    std::vector<datasets::RowDigest> rows;
    if (with_rows) {
      rows = datasets::digest_rows(file, context.registry.readers);
      for (const datasets::RowDigest& row : rows) set.add(row.sha256);
    } else {
      datasets::for_each_row(file, context.registry.readers,
                             [&](Value& row, const Reader&) { set.add(datasets::row_sha256(row)); });
    }
    if (format == "json") {
      Value entry = Value::object();
      entry.set("file", file);
      entry.set("sha256", sha256);
      entry.set("rows", static_cast<std::int64_t>(set.rows()));
      entry.set("distinct_rows", static_cast<std::int64_t>(set.distinct()));
      entry.set("rows_sha256", set.hex());
      if (with_rows) {
        Value items = Value::array();
        for (const datasets::RowDigest& row : rows) items.push_back(row_value(row));
        entry.set("items", std::move(items));
      }
      listed.push_back(std::move(entry));
    } else if (format == "csv") {
      if (with_rows) write_rows_csv(out, rows);
      else out << fmt::format("{},{},{},{},{}\n", reports::csv_field(file), sha256, set.rows(), set.distinct(), set.hex());
    } else {
      out << fmt::format("{}\n  file  {}\n  rows  {}  {} rows, {} different\n", reports::visible(file), sha256, set.hex(),
                         set.rows(), set.distinct());
      write_rows(out, rows);
    }
  }
  if (format == "json") out << json::dump_pretty(listed) << "\n";
  return 0;
}

int data_ids(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("format", po::value<std::string>()->default_value("terminal"), "terminal, json or csv");
  const auto values = parse_arguments(context, kIdsUsage, options, {"file"});
  if (!values) return 0;
  const std::string format = format_option(*values, {"terminal", "json", "csv"});
  const std::string file = (*values)["file"].as<std::string>();
  const auto rows = datasets::digest_rows(file, context.registry.readers);
  const auto unstable = datasets::unstable_row(file, context.registry.readers, rows);
  std::ostream& out = context.console.out();
  if (format == "json") {
    Value report = Value::object();
    report.set("file", file);
    report.set("stable", !unstable);
    Value items = Value::array();
    for (const datasets::RowDigest& row : rows) items.push_back(row_value(row));
    report.set("rows", std::move(items));
    out << json::dump_pretty(report) << "\n";
  } else if (format == "csv") {
    out << "id,where,sha256\n";
    write_rows_csv(out, rows);
  } else {
    write_rows(out, rows);
  }
  if (unstable) {
    context.console.complain(fmt::format("{}: the ids depend on the order of the rows, first that of the row {}",
                                         file, *unstable));
    return 1;
  }
  context.console.notice(fmt::format("{} ids; the same with the rows reversed and shuffled", rows.size()));
  return 0;
}

}  // namespace assay::cli
