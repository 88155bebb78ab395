#include "tests/support/shared.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace assay::test {

namespace fs = std::filesystem;

std::optional<std::string> shared_path(const std::string& name) {
  const char* set = std::getenv("ASSAY_SHARED");
  const fs::path root = set != nullptr ? fs::path(set) : fs::path(ASSAY_SOURCE_DIR) / ".." / "shared";
  const fs::path path = root / name;
  if (!fs::exists(path)) return std::nullopt;
  return path.string();
}

std::string test_data(const std::string& name) {
  const fs::path path = fs::path(ASSAY_SOURCE_DIR) / "tests" / name;
  if (!fs::exists(path)) throw std::runtime_error("missing test data: " + path.string());
  return path.string();
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (!file) throw std::runtime_error("cannot read " + path);
  text << file.rdbuf();
  return text.str();
}

TempFolder::TempFolder() {
  std::random_device random;
  path_ = (fs::temp_directory_path() / ("assay-test-" + std::to_string(random()) + std::to_string(random()))).string();
  fs::create_directories(path_);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TempFolder::write(const std::string& name, const std::string& content) const {
  const fs::path path = fs::path(path_) / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

}  // namespace assay::test
