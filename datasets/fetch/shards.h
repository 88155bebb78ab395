#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/value.h"

namespace assay::datasets {

/// How many rows a file of a fetched split holds; only the last one holds fewer.
inline constexpr std::int64_t kShardRows = 10000;

/// The JSONL files of one split while they are being written. What was written by an earlier process is taken over: whole
/// files as they are, the last one up to its last whole line.
/// Throws: Error(kRuntime) where the disk refuses, from every member.
class ShardWriter {
 public:
  /// Writes FOLDER/SPLIT-00000.jsonl and so on.
  ShardWriter(std::string folder, std::string split);
  ~ShardWriter();
  ShardWriter(const ShardWriter&) = delete;
  ShardWriter& operator=(const ShardWriter&) = delete;

  std::int64_t num_rows() const { return num_rows_; }
  /// Appends rows and hands them to the operating system.
  void add(const std::vector<Value>& rows);
  /// Removes everything and begins anew.
  void start_again();
  /// Keeps the first `num_rows` rows only.
  void cut(std::int64_t num_rows);
  /// Gives the last file its name, and returns the names of all.
  std::vector<std::string> finish();

 private:
  void open();
  void close_shard();
  std::string name_of(std::int64_t shard) const;
  std::string partial_path() const;

  std::string folder_, split_;
  std::int64_t num_rows_ = 0;
  int file_ = -1;
};

/// The number of lines and the SHA-256 of a file.
struct FileDigest {
  std::int64_t num_rows = 0;
  std::string sha256;
};

/// Throws: Error(kRuntime) where the file cannot be read.
FileDigest digest_of(const std::string& path);

/// Writes a file so that it is there whole or not at all. Throws: Error(kRuntime).
void write_whole(const std::string& path, const std::string& content);

}  // namespace assay::datasets
