// What the parts of `assay data` have in common: their columns, words, formats and files.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/cli/data/data_verbs.h"
#include "harness/core/error.h"

namespace assay::cli {

namespace po = boost::program_options;

void add_text_options(po::options_description& options) {
  options.add_options()("columns", po::value<std::string>(), "A,B: the columns whose text counts; default: all but id")(
      "keep-case", "upper and lower case differ")("punctuation", po::value<std::string>()->default_value("delete"),
                                                  "delete (don't = dont), split (don't = don t) or keep");
}

std::vector<std::string> columns_option(const po::variables_map& values) {
  std::vector<std::string> columns;
  if (values.count("columns") == 0) return columns;
  const std::string& list = values["columns"].as<std::string>();
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    columns.push_back(list.substr(at, comma - at));
    if (columns.back().empty())
      throw Error(ErrorKind::kUsage, fmt::format("--columns '{}' has an empty name; expected A,B", list));
    at = comma + 1;
  }
  return columns;
}

datasets::WordOptions word_options(const po::variables_map& values) {
  return {values.count("keep-case") == 0, datasets::parse_punctuation(values["punctuation"].as<std::string>())};
}

std::string format_option(const po::variables_map& values, std::initializer_list<std::string_view> known) {
  const std::string& format = values["format"].as<std::string>();
  if (std::find(known.begin(), known.end(), format) == known.end())
    throw Error(ErrorKind::kUsage,
                fmt::format("--format '{}' is not known here; expected {}", format, fmt::join(known, ", ")));
  return format;
}

std::vector<std::string> file_arguments(const po::variables_map& values, std::string_view usage) {
  if (values.count("files") == 0) throw Error(ErrorKind::kUsage, fmt::format("no file is named\nusage: {}", usage));
  return values["files"].as<std::vector<std::string>>();
}

}  // namespace assay::cli
