#include "harness/cli/environment.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace assay::cli {

namespace po = boost::program_options;

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

void add_store_option(po::options_description& options) {
  options.add_options()("store", po::value<std::string>(), "the SQLite file (default assay.db, or ASSAY_STORE)");
}

std::string store_path(const po::variables_map& values) {
  if (values.count("store") > 0) return values["store"].as<std::string>();
  return environment("ASSAY_STORE").value_or("assay.db");
}

void add_task_path_option(po::options_description& options) {
  options.add_options()("task-path", po::value<std::vector<std::string>>(), "a folder of task files; may be repeated");
}

std::vector<std::string> task_path(const po::variables_map& values) {
  std::vector<std::string> folders;
  if (values.count("task-path") > 0) folders = values["task-path"].as<std::vector<std::string>>();
  std::stringstream stream(environment("ASSAY_TASK_PATH").value_or(""));
  for (std::string folder; std::getline(stream, folder, ':');)
    if (!folder.empty()) folders.push_back(folder);
  folders.push_back("tasks");
  folders.push_back("datasets/tasks");
  if (const std::string shipped = shipped_tasks(); !shipped.empty()) folders.push_back(shipped);
  return folders;
}

std::string shipped_tasks() {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return "";
  const fs::path folder = program.parent_path();
  for (const fs::path& prefix : {folder.parent_path(), folder}) {
    const fs::path tasks = prefix / "share/assay/datasets/tasks";
    if (fs::is_directory(tasks, error)) return tasks.string();
  }
  return "";
}

}  // namespace assay::cli
