#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/task_heading.h"

namespace assay::datasets {

/// What the file system says of a file: where none of it has changed, neither has the content.
struct FileStamp {
  std::int64_t modified_ns = 0;  ///< since 1970
  std::int64_t changed_ns = 0;   ///< of content, name or rights; unlike the other it cannot be set
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;

  bool operator==(const FileStamp&) const = default;
};

/// A YAML file below a folder, and what it calls itself.
struct TaskFileEntry {
  std::string path;  ///< below the folder
  FileStamp stamp;
  TaskHeading heading;
};

/// The headings of a folder's task files as bytes to be kept. `folder` is whose they are.
std::string write_manifest(std::string_view folder, const std::vector<TaskFileEntry>& entries);

/// Those that `write_manifest` wrote for this folder; nullopt for bytes that are cut short, changed, of another folder or of
/// another version.
std::optional<std::vector<TaskFileEntry>> read_manifest(std::string_view bytes, std::string_view folder);

/// The file in which a folder's manifest is kept: in ASSAY_CACHE, or else XDG_CACHE_HOME/assay or ~/.cache/assay; "" where
/// there is no such place.
std::string manifest_file(std::string_view folder);

/// The bytes of a file, or "" where it cannot be read.
std::string load_manifest(const std::string& file);

/// Puts the bytes in place of the file in one step; where that fails there is no manifest, and no error.
void store_manifest(const std::string& file, std::string_view bytes);

}  // namespace assay::datasets
