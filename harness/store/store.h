#pragma once

#include <memory>
#include <string>

#include "harness/store/database.h"

namespace assay::store {

/// One SQLite file with runs, their answers and their numbers. See docs/store.md.
/// Throws: everything on it throws Error(kRuntime) of one sentence where the file cannot be read or written.
/// Threads: the main thread.
class Store {
 public:
  /// Opens the file, making it where it is missing; an older schema is brought up to date.
  /// Throws: Error(kRuntime) for a newer schema (file, its version, ours), a file that is no store, a locked one.
  static Store open(const std::string& path);
  /// Opens a file that must be there, for reading and writing.
  static Store open_existing(const std::string& path);
  /// Opens a file that must be there, for reading only; works on a read-only file and folder.
  static Store open_for_reading(const std::string& path);

  Store(Store&&) noexcept = default;
  Store& operator=(Store&&) noexcept = default;

  const std::string& path() const { return database_->path(); }
  Database& database() const { return *database_; }

 private:
  explicit Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  std::unique_ptr<Database> database_;
};

}  // namespace assay::store
