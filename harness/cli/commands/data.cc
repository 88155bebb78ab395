// assay data: what is wrong with data before a model is asked.
#include <fmt/core.h>

#include <array>

#include "harness/cli/arguments.h"
#include "harness/cli/data/data_verbs.h"
#include "harness/core/error.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay data hash|ids|duplicates|contamination|split [options]",
    "Audits of dataset files; 'assay data VERB --help' says more of each:\n"
    "  hash           digests of files and of their rows, in any order\n"
    "  ids            the ids of the samples, and that shuffling does not change them\n"
    "  duplicates     equal and nearly equal rows, within and across files\n"
    "  contamination  rows whose n-grams stand in training text\n"
    "  split          parts that rows belong to by their content",
    "assay data duplicates train.jsonl test.jsonl --across"};

struct Part {
  std::string_view name;
  int (*run)(CommandContext&);
};
constexpr std::array<Part, 5> kParts = {{{"hash", data_hash},
                                         {"ids", data_ids},
                                         {"duplicates", data_duplicates},
                                         {"contamination", data_contamination},
                                         {"split", data_split}}};

int run_data(CommandContext& context) {
  if (!context.arguments.empty() && !context.arguments.front().starts_with("-")) {
    const std::string name = context.arguments.front();
    std::vector<std::string> names;
    for (const Part& part : kParts) {
      if (part.name == name) {
        context.arguments.erase(context.arguments.begin());
        return part.run(context);
      }
      names.emplace_back(part.name);
    }
    const std::string near = did_you_mean(name, names);
    throw Error(ErrorKind::kUsage, fmt::format("'assay data {}' is not known{}; expected hash, ids, duplicates, "
                                               "contamination or split",
                                               name, near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  if (!parse_arguments(context, kUsage, po::options_description("options"), {"verb"})) return 0;
  throw Error(ErrorKind::kUsage, "name a verb before its options: 'assay data VERB ..'");
}

}  // namespace

extern const CommandDef data;
const CommandDef data{"data", "audit dataset files: digests, duplicates, contamination, splits", run_data};

}  // namespace assay::cli::commands
