#include "tests/support/shipped_task_data.h"

#include <algorithm>
#include <filesystem>

#include "harness/core/json.h"

namespace assay::test {
namespace {

// A function, because tests ask for it before this file's own constants are made.
std::string golden_folder() { return std::string(ASSAY_SOURCE_DIR) + "/tests/golden/tasks_lm_eval"; }

}  // namespace

std::vector<std::string> shipped_task_families() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(golden_folder()))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

Value shipped_task_golden(const std::string& family) {
  const std::string file = golden_folder() + "/" + family + ".json";
  return json::parse(read_file(file), file);
}

void write_shipped_task_data(const Value& golden, const TempFolder& folder) {
  for (const auto& [dataset, configurations] : golden.find("data")->as_object()) {
    std::string head = "---\nconfigs:\n";
    for (const auto& [name, written] : configurations.as_object()) {
      // A configuration with the rows of another one is written as that one's name.
      const Value& splits = written.is_string() ? *configurations.find(written.as_string()) : written;
      head += "- config_name: " + name + "\n  data_files:\n";
      for (const auto& [split, rows] : splits.as_object()) {
        const std::string file = name + "/" + split + ".jsonl";
        head += "  - split: " + split + "\n    path: " + file + "\n";
        std::string lines;
        for (const Value& row : rows.as_array()) lines += json::dump(row) + "\n";
        const std::string path = dataset + "/" + file;
        std::filesystem::create_directories(std::filesystem::path(folder.path() + "/" + path).parent_path());
        folder.write(path, lines);
      }
    }
    folder.write(dataset + "/README.md", head + "---\nRows of our own.\n");
  }
}

}  // namespace assay::test
