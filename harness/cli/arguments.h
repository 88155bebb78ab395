#pragma once

#include <boost/program_options.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/command.h"

namespace assay::cli {

/// How a command is written: its usage line, what it does, one example.
struct Usage {
  std::string_view line;     ///< "assay score FILE.jsonl --metrics M[,M...] [options]"
  std::string_view about;
  std::string_view example;
};

/// Parses the arguments of a command. `--help` and `--quiet` are added to `options`; with `--help` the usage goes to stdout
/// and the result is nullopt: the command then returns 0. `positional` names the options that arguments without a name fill,
/// in order; a last one that ends in "..." takes all the rest.
/// Throws: Error(kUsage) for what is unknown (with "did you mean"), missing or of the wrong type.
std::optional<boost::program_options::variables_map> parse_arguments(
    CommandContext& context, const Usage& usage, boost::program_options::options_description options,
    const std::vector<std::string>& positional);

/// "a,b,c" as its parts; a comma behind a backslash, or inside a value after the metric's colon that is followed by
/// `name=`, belongs to the part.
std::vector<std::string> split_metrics(const std::string& list);

}  // namespace assay::cli
