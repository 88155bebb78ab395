#pragma once

#include <boost/program_options.hpp>

#include <optional>
#include <string>
#include <vector>

namespace assay::cli {

/// The value of an environment variable, nullopt where it is not set.
std::optional<std::string> environment(const std::string& name);

/// Adds `--store FILE`.
void add_store_option(boost::program_options::options_description& options);
/// The store that `--store`, else ASSAY_STORE, else the default "assay.db" names.
std::string store_path(const boost::program_options::variables_map& values);

/// Adds `--task-path FOLDER` (may be repeated).
void add_task_path_option(boost::program_options::options_description& options);
/// The folders that tasks are looked for in: `--task-path`, ASSAY_TASK_PATH, ./tasks and ./datasets/tasks.
std::vector<std::string> task_path(const boost::program_options::variables_map& values);

/// The folder of the tasks that came with this program: share/assay/datasets/tasks beside the program's folder, as it is
/// installed, or in it, as it is built; "" where there is none. It is last on the task path.
std::string shipped_tasks();

}  // namespace assay::cli
