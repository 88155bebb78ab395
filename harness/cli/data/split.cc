// assay data split: parts that a row belongs to by its content alone.
#include <fmt/core.h>

#include <ostream>

#include "datasets/audit/split.h"
#include "harness/cli/arguments.h"
#include "harness/cli/data/data_verbs.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "reports/csv_field.h"
#include "reports/table.h"

namespace assay::cli {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay data split FILE --into train=0.8,test=0.2 --out DIR [--by COLUMN] [--seed 1234] [--force]",
    "Writes the rows into DIR/NAME.jsonl by a hash of their content, or of the column --by, so that its groups stay\n"
    "together. A row's part does not depend on other rows or their order. Numbers of rows (test=500,train=rest) are exact,\n"
    "but then rows that are added can move others.",
    "assay data split all.jsonl --into train=0.9,test=0.1 --by passage_id --out split"};

}  // namespace

int data_split(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("into", po::value<std::string>()->required(), "NAME=SHARE,.. or NAME=ROWS,NAME=rest")(
      "out", po::value<std::string>()->required(), "the folder to write to")(
      "by", po::value<std::string>()->default_value(""), "a column whose equal values stay together")(
      "seed", po::value<std::uint64_t>()->default_value(1234), "another seed is another split")(
      "force", "replace files that are there")("format", po::value<std::string>()->default_value("terminal"),
                                               "terminal, json or csv");
  const auto values = parse_arguments(context, kUsage, options, {"file"});
  if (!values) return 0;
  const std::string format = format_option(*values, {"terminal", "json", "csv"});
  const auto parts = datasets::parse_shares((*values)["into"].as<std::string>());
  datasets::SplitOptions wanted;
  wanted.seed = (*values)["seed"].as<std::uint64_t>();
  wanted.by = (*values)["by"].as<std::string>();
  wanted.replace = values->count("force") > 0;
  const auto written = datasets::split_file((*values)["file"].as<std::string>(), context.registry.readers, parts,
                                            (*values)["out"].as<std::string>(), wanted);
  std::ostream& out = context.console.out();
  if (format == "json") {
    Value list = Value::array();
    for (const datasets::WrittenPart& part : written) {
      Value entry = Value::object();
      entry.set("name", part.name);
      entry.set("file", part.file);
      entry.set("rows", static_cast<std::int64_t>(part.rows));
      entry.set("groups", wanted.by.empty() ? Value() : Value(static_cast<std::int64_t>(part.groups)));
      entry.set("rows_sha256", part.rows_sha256);
      list.push_back(std::move(entry));
    }
    out << json::dump_pretty(list) << "\n";
  } else if (format == "csv") {
    out << "name,file,rows,groups,rows_sha256\n";
    for (const datasets::WrittenPart& part : written)
      out << fmt::format("{},{},{},{},{}\n", part.name, reports::csv_field(part.file), part.rows,
                         wanted.by.empty() ? "" : std::to_string(part.groups), part.rows_sha256);
  } else {
    reports::Table table({{"part"}, {"rows", true}, {"groups", true}, {"file", false, true}, {"digest of its rows"}});
    for (const datasets::WrittenPart& part : written)
      table.add({part.name, std::to_string(part.rows), wanted.by.empty() ? "-" : std::to_string(part.groups), part.file,
                 part.rows_sha256});
    table.drop_if_all("groups", "-");
    table.write(out, context.console.width(), context.console.color());
  }
  for (const datasets::WrittenPart& part : written)
    if (part.rows == 0) context.console.complain(fmt::format("the part '{}' got no row", part.name));
  return 0;
}

}  // namespace assay::cli
