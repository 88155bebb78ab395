#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace assay::store {

/// A prepared statement in use: binds parameters by position from 1 and steps through rows.
/// Every failure is an Error(kRuntime) of one sentence that names the file. Threads: one thread.
class Query {
 public:
  Query(SQLite::Statement& statement, const std::string& path);
  Query(std::unique_ptr<SQLite::Statement> statement, const std::string& path);
  Query(Query&&) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  Query& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
  Query& bind(int index, std::int64_t value);
  Query& bind(int index, double value);
  Query& bind(int index, std::string_view text);
  Query& bind(int index, const std::optional<double>& value);
  Query& bind_blob(int index, std::string_view bytes);
  Query& bind_null(int index);

  /// Steps to the next row; false after the last.
  bool next();
  /// Runs a statement that gives no rows.
  void run();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::optional<double> optional_real(int column) const;
  std::string text(int column) const;  ///< also the bytes of a blob; "" for NULL
  /// The content as bytes: of a double its eight bytes (SQLite's text of one has only 15 digits), else as `text`.
  std::string exact(int column) const;

 private:
  std::unique_ptr<SQLite::Statement> owned_;
  SQLite::Statement* statement_;
  const std::string* path_;
};

/// One SQLite connection: opens and checks the file, keeps prepared statements, turns failures into sentences.
/// Threads: one thread.
class Database {
 public:
  enum class Mode { kReadWriteCreate, kReadWrite, kReadOnly };

  /// Throws: Error(kRuntime) where the file is missing, is no store, or cannot be opened.
  Database(std::string path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }
  bool writable() const { return mode_ != Mode::kReadOnly; }

  /// A statement from the cache, reset. Requires: no other Query of the same SQL text is in use.
  Query query(std::string_view sql);
  /// A statement of its own, for a cursor that stays open while others run.
  Query cursor(std::string_view sql);
  /// Runs statements without parameters.
  void execute(const std::string& sql);
  std::int64_t scalar(const std::string& sql);

  bool in_transaction() const;
  void begin();
  void commit();
  void rollback();
  /// Runs `work` as a whole or not at all: within the open transaction, or in one of its own.
  void atomically(const std::function<void()>& work);

 private:
  std::string path_;
  Mode mode_;
  std::unique_ptr<SQLite::Database> db_;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
};

}  // namespace assay::store
