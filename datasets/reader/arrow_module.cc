#include "datasets/reader/arrow_module.h"

#include <dlfcn.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <mutex>
#include <string_view>

#include "datasets/reader/hf_features.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

const ArrowModule& load(const std::string& file) {
  // Never closed: values that were made in it may outlive any reader.
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = dlerror();
    throw Error(ErrorKind::kRuntime,
                fmt::format("the module that reads Parquet and Arrow files does not load: {}; expected the libraries of "
                            "Apache Arrow where it was built with them (run scripts/setup and build again)",
                            reason != nullptr ? reason : file));
  }
  const auto* module = static_cast<const ArrowModule*>(dlsym(handle, kArrowModuleSymbol));
  if (module == nullptr || std::string_view(module->build) != kArrowModuleBuild)
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: is not the module of this program (built as '{}'); expected '{}': build both together",
                            file, module == nullptr ? "something else" : module->build, kArrowModuleBuild));
  return *module;
}

class ArrowReader final : public Reader {
 public:
  ArrowReader(std::string path, std::unique_ptr<ArrowFile> file) : path_(std::move(path)), file_(std::move(file)) {}

  bool next(Value& row) override { return file_->next(row); }
  std::string where() const override { return fmt::format("{}: row {}", path_, file_->row_number()); }
  std::vector<ColumnInfo> columns() const override {
    return with_class_names(file_->columns(), file_->metadata("huggingface"));
  }

 private:
  std::string path_;
  std::unique_ptr<ArrowFile> file_;
};

}  // namespace

std::vector<std::string> arrow_module_folders() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const fs::path folder = program.parent_path();
  return {(folder.parent_path() / "lib/assay").string(), (folder / "lib/assay").string()};
}

std::unique_ptr<ArrowFile> open_arrow_file(const std::string& path, const std::vector<std::string>& module_folders) {
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  for (const std::string& folder : module_folders) {
    const fs::path file = fs::path(folder) / kArrowModuleFile;
    std::error_code error;
    // dlopen gives the same handle each time, so there is nothing to remember.
    if (fs::exists(file, error)) return std::unique_ptr<ArrowFile>(load(file.string()).open(path));
  }
  throw Error(ErrorKind::kRuntime,
              fmt::format("{}: this build of assay reads no Parquet and no Arrow files: it was built without Apache Arrow, "
                          "and there is no {} in {}. scripts/setup gets Arrow's libraries (pip's package pyarrow), and "
                          "scripts/build then builds the module; or set ASSAY_ARROW_ROOT to a folder with include/ and "
                          "lib/ when configuring",
                          path, kArrowModuleFile,
                          module_folders.empty() ? "any folder" : fmt::format("{}", fmt::join(module_folders, " or "))));
}

std::unique_ptr<Reader> open_arrow_reader(const std::string& path) {
  std::error_code error;
  if (const fs::file_status status = fs::status(path, error); fs::is_other(status))
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: is a pipe or a device; expected a regular Parquet or Arrow file, whose end is read first", path));
  return std::make_unique<ArrowReader>(path, open_arrow_file(path, arrow_module_folders()));
}

}  // namespace assay::datasets
