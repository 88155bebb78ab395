#pragma once

#include <boost/program_options.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/audit/words.h"
#include "harness/cli/command.h"

namespace assay::cli {

/// The parts of `assay data`: each parses its own arguments and gives the exit code.
int data_hash(CommandContext& context);
int data_ids(CommandContext& context);
int data_duplicates(CommandContext& context);
int data_contamination(CommandContext& context);
int data_split(CommandContext& context);

/// Adds `--columns`, `--keep-case` and `--punctuation`.
void add_text_options(boost::program_options::options_description& options);
/// What these options say. Throws: Error(kUsage) for an empty column name or an unknown choice.
std::vector<std::string> columns_option(const boost::program_options::variables_map& values);
datasets::WordOptions word_options(const boost::program_options::variables_map& values);

/// The value of `--format`. Throws: Error(kUsage) where it is none of `known`.
std::string format_option(const boost::program_options::variables_map& values,
                          std::initializer_list<std::string_view> known);

/// The files given, one at least. Throws: Error(kUsage) where there is none.
std::vector<std::string> file_arguments(const boost::program_options::variables_map& values, std::string_view usage);

}  // namespace assay::cli
