#include "harness/cli/report_output.h"

#include <fmt/core.h>

#include <filesystem>
#include <fstream>

#include "harness/core/error.h"

namespace assay::cli {

namespace fs = std::filesystem;

void check_writable(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::is_directory(folder))
    throw Error(ErrorKind::kConfig, fmt::format("{}: cannot be written: the folder {} is not there", path, folder.string()));
  if (fs::is_directory(path)) throw Error(ErrorKind::kConfig, fmt::format("{}: cannot be written: it is a folder", path));
}

void write_report(const ReportDef& report, const RunView& run, const std::string& path) {
  write_file(path, [&](std::ostream& out) { report.write(run, {}, out); });
}

void write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
  const std::string beside = path + ".part";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    if (out) write(out);
    out.flush();
    if (!out) {
      std::error_code ignored;
      fs::remove(beside, ignored);
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: cannot be written: is the disk full, or the folder read-only?", path));
    }
  }
  std::error_code error;
  fs::rename(beside, path, error);
  if (error) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written: {}", path, error.message()));
}

}  // namespace assay::cli
