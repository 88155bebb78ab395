#pragma once

#include <boost/program_options.hpp>

#include <string>
#include <utility>
#include <vector>

#include "harness/cli/command.h"
#include "harness/run/config.h"

namespace assay::cli {

/// Adds the options that say what a run is: --set, --store, --task-path, and --model with --tasks instead of a file.
void add_config_options(boost::program_options::options_description& options);

/// The run configuration from `file` or, where that is empty, from --model and --tasks.
/// A model is a path ("model.gguf"), or "BACKEND:option=value,...". `overrides` are applied behind --set.
/// Throws: Error(kUsage, kConfig).
run::RunConfig read_config(const boost::program_options::variables_map& values, const std::string& file,
                           const Registry& registry, const std::vector<std::pair<std::string, std::string>>& overrides = {});

}  // namespace assay::cli
