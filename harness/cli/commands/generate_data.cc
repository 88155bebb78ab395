// assay generate-data: synthetic items whose answers are right by construction, and perturbed copies of existing sets.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <functional>
#include <ostream>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbed_rows.h"
#include "datasets/perturb/registry.h"
#include "datasets/synthetic/registry.h"
#include "harness/cli/arguments.h"
#include "harness/cli/report_output.h"
#include "harness/core/json.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay generate-data KIND [--n N] [--seed S] [--option NAME=VALUE]... [--out FILE.jsonl]\n"
    "       assay generate-data perturb FILE --with NAME[:OPTION=VALUE,...]... [--seed S] [--out FILE.jsonl]\n"
    "       assay generate-data --list",
    "Makes evaluation data: items of a kind, with answers that are right by construction, or a perturbed copy of a "
    "dataset\n"
    "that keeps ids and answers, to be compared with the original in pairs. Writes JSON lines, to standard output "
    "unless\n"
    "there is --out. The same seed gives the same bytes, and item 7 does not depend on how many are made. --list shows "
    "the\n"
    "kinds, the perturbations and their options; docs/synthetic.md tells more.",
    "assay generate-data perturb quiz.jsonl --with typos:rate=0.05,columns=question --out quiz_typos.jsonl"};

YamlNode scalar_node(std::string text) {
  YamlNode node;
  node.kind = YamlNode::Kind::kScalar;
  node.scalar = std::move(text);
  return node;
}

// `[0, 0.5, 1]` is a list; anything else is taken as it stands, so that `+-*` needs no quotes.
Options read_options(const std::vector<std::string>& written) {
  YamlNode map;
  map.kind = YamlNode::Kind::kMap;
  for (const std::string& one : written) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals == 0)
      throw Error(ErrorKind::kUsage, fmt::format("--option {}: expected NAME=VALUE", one));
    const std::string name = one.substr(0, equals), value = one.substr(equals + 1);
    for (const YamlNode::Member& member : map.members)
      if (member.key == name)
        throw Error(ErrorKind::kUsage, fmt::format("--option {}: '{}' is given twice", one, name));
    YamlNode node = value.starts_with('[') ? parse_yaml(value, "--option " + name) : scalar_node(value);
    node.line = 0;
    map.members.push_back({name, std::move(node)});
  }
  return Options(std::move(map), "--option");
}

void print_list(std::ostream& out) {
  out << "kinds:\n";
  for (const datasets::SyntheticDef* def : datasets::all_synthetic())
    out << fmt::format("  {:<20} {}\n{:<22} options: {}\n", def->name, def->summary, "", def->options);
  out << "\nperturbations:\n";
  for (const datasets::PerturbationDef* def : datasets::all_perturbations())
    out << fmt::format("  {:<20} {}\n{:<22} options: {}\n", def->name, def->summary, "", def->options);
  out << fmt::format("\noptions of every perturbation of texts:\n  {}\n", datasets::TextColumns::kOptions);
}

bool given(const po::variables_map& values, const char* name) {
  return values.count(name) > 0 && !values[name].defaulted();
}

void refuse(const po::variables_map& values, std::initializer_list<const char*> names, const char* why) {
  for (const char* name : names)
    if (given(values, name)) throw Error(ErrorKind::kUsage, fmt::format("--{} {}", name, why));
}

// The file, or standard output; the file appears when it is whole.
void write_rows(CommandContext& context, const po::variables_map& values,
                const std::function<void(std::ostream&)>& write) {
  if (values.count("out") == 0) {
    write(context.console.out());
    return;
  }
  const std::string path = values["out"].as<std::string>();
  check_writable(path);
  try {
    write_file(path, write);
  } catch (...) {
    // What failed half way leaves no part of a file behind.
    std::error_code ignored;
    std::filesystem::remove(path + ".part", ignored);
    throw;
  }
}

int generate(CommandContext& context, const po::variables_map& values, const std::string& kind, std::uint64_t seed) {
  refuse(values, {"with", "id-field"}, "belongs to `generate-data perturb FILE`");
  const std::int64_t n = values["n"].as<std::int64_t>();
  if (n < 1 || n > datasets::kMaxSyntheticItems)
    throw Error(ErrorKind::kUsage, fmt::format("--n {}: expected 1 to {} items", n, datasets::kMaxSyntheticItems));
  const datasets::SyntheticDef& def = find_def(datasets::all_synthetic(), kind, "kind of data");
  const auto written =
      values.count("option") > 0 ? values["option"].as<std::vector<std::string>>() : std::vector<std::string>();
  datasets::SyntheticItems items(def, read_options(written), seed);
  write_rows(context, values, [&](std::ostream& out) {
    for (std::int64_t i = 0; i < n && out; ++i) out << json::dump(items.next()) << "\n";
  });
  return 0;
}

int perturb(CommandContext& context, const po::variables_map& values, const std::string& file, std::uint64_t seed) {
  refuse(values, {"n", "option"}, "belongs to `generate-data KIND`");
  if (values.count("with") == 0)
    throw Error(ErrorKind::kUsage, "--with is missing: which perturbation? `assay generate-data --list` shows them");
  const datasets::PerturbationChain chain(datasets::all_perturbations(), values["with"].as<std::vector<std::string>>(),
                                          seed);
  std::error_code ignored;
  if (values.count("out") > 0 && std::filesystem::equivalent(values["out"].as<std::string>(), file, ignored))
    throw Error(ErrorKind::kUsage, fmt::format("--out {}: is the file that is read; expected another", file));
  datasets::PerturbedCounts counts;
  write_rows(context, values, [&](std::ostream& out) {
    counts = datasets::perturb_file(file, context.registry.readers, chain, values["id-field"].as<std::string>(),
                                    [&](const Value& row) { out << json::dump(row) << "\n"; });
  });
  if (counts.unchanged > 0)
    context.console.notice(
        fmt::format("{} of {} rows are as they were: nothing in them may be changed, or no draw fell on them",
                    counts.unchanged, counts.rows));
  return 0;
}

int run_generate_data(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("n", po::value<std::int64_t>()->default_value(100), "how many items")(
      "seed", po::value<std::int64_t>()->default_value(1234), "of all draws")(
      "option", po::value<std::vector<std::string>>(), "NAME=VALUE of the kind; may be repeated; [a, b] is a list")(
      "with", po::value<std::vector<std::string>>(), "a perturbation; several are applied in their order")(
      "id-field", po::value<std::string>()->default_value("id"), "the column of the rows' ids")(
      "out", po::value<std::string>(), "the file to write")("list", "the kinds and perturbations with their options");
  const auto values = parse_arguments(context, kUsage, options, {"what..."});
  if (!values) return 0;
  if (values->count("list") > 0) {
    print_list(context.console.out());
    return 0;
  }
  const auto what =
      values->count("what") > 0 ? (*values)["what"].as<std::vector<std::string>>() : std::vector<std::string>();
  if (what.empty())
    throw Error(ErrorKind::kUsage,
                fmt::format("a kind is missing; `assay generate-data --list` shows them\nusage: {}", kUsage.line));
  const std::int64_t seed = (*values)["seed"].as<std::int64_t>();
  if (seed < 0) throw Error(ErrorKind::kUsage, fmt::format("--seed {}: expected 0 or more", seed));
  const bool perturbs = what[0] == "perturb";
  if (what.size() != (perturbs ? 2u : 1u))
    throw Error(ErrorKind::kUsage,
                fmt::format("expected {}, not {} names\nusage: {}", perturbs ? "one FILE behind perturb" : "one KIND",
                            what.size() - (perturbs ? 1u : 0u), kUsage.line));
  return perturbs ? perturb(context, *values, what[1], static_cast<std::uint64_t>(seed))
                  : generate(context, *values, what[0], static_cast<std::uint64_t>(seed));
}

}  // namespace

extern const CommandDef generate_data;
const CommandDef generate_data{
    "generate-data", "synthetic items with answers by construction; perturbed copies of a dataset", run_generate_data};

}  // namespace assay::cli::commands
