#include "harness/store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/core.h>
#include <sqlite3.h>

#include <filesystem>
#include <utility>

#include "harness/core/error.h"
#include "harness/store/schema.h"

namespace assay::store {
namespace {

// A connection belongs to one thread, so SQLite need not lock at every column that is read.
const int kOneThread = SQLite::OPEN_NOMUTEX;
constexpr int kBusyTimeoutMs = 10000;

std::string sentence(const std::string& path, int code, const std::string& detail) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return fmt::format(
          "{}: the disk is full; what was stored before is kept, free some space and run the same command "
          "again to continue",
          path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format(
          "{} is locked by another program (waited {} s); nothing stored is lost, try again when it is done", path,
          kBusyTimeoutMs / 1000);
    case SQLITE_NOTADB: return fmt::format("{} is not a store: it is no SQLite database", path);
    case SQLITE_CORRUPT:
      return fmt::format("{} is damaged ({}); 'sqlite3 FILE .recover' can save what is readable", path, detail);
    case SQLITE_READONLY:
    case SQLITE_PERM: return fmt::format("{} cannot be written: the file or its folder is read-only", path);
    case SQLITE_CANTOPEN: return fmt::format("{} cannot be opened or made; is its folder there and permitted?", path);
    case SQLITE_IOERR: return fmt::format("{}: reading or writing failed ({})", path, detail);
    default: return fmt::format("{}: SQLite failed ({})", path, detail);
  }
}

[[noreturn]] void fail(const std::string& path, const SQLite::Exception& e) {
  throw Error(ErrorKind::kRuntime, sentence(path, e.getErrorCode(), e.what()));
}

template <class Work>
auto guarded(const std::string& path, Work&& work) {
  try {
    return work();
  } catch (const SQLite::Exception& e) {
    fail(path, e);
  }
}

// A store on a read-only medium has no room for SQLite's lock files; it cannot change either, so that is safe.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '?' || c == '#' || c == '%')
      uri += fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      uri += c;
  }
  return uri + "?immutable=1";
}

bool has_content(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) && std::filesystem::file_size(path, ignored) > 0;
}

}  // namespace

Query::Query(SQLite::Statement& statement, const std::string& path) : statement_(&statement), path_(&path) {}
Query::Query(std::unique_ptr<SQLite::Statement> statement, const std::string& path)
    : owned_(std::move(statement)), statement_(owned_.get()), path_(&path) {}
Query::Query(Query&& other) noexcept
    : owned_(std::move(other.owned_)), statement_(std::exchange(other.statement_, nullptr)), path_(other.path_) {}
Query::~Query() {
  // A statement left in the middle would hold its read lock.
  if (statement_ != nullptr) statement_->tryReset();
}

Query& Query::bind(int index, std::int64_t value) {
  guarded(*path_, [&] { statement_->bind(index, value); });
  return *this;
}
Query& Query::bind(int index, double value) {
  // SQLite would silently turn NaN into NULL.
  if (value != value)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: refused to store a number that is not one (NaN)", *path_));
  guarded(*path_, [&] { statement_->bind(index, value); });
  return *this;
}
Query& Query::bind(int index, std::string_view text) {
  guarded(*path_, [&] { statement_->bind(index, std::string(text)); });
  return *this;
}
Query& Query::bind(int index, const std::optional<double>& value) {
  return value ? bind(index, *value) : bind_null(index);
}
Query& Query::bind_blob(int index, std::string_view bytes) {
  guarded(*path_, [&] { statement_->bind(index, bytes.data(), static_cast<int>(bytes.size())); });
  return *this;
}
Query& Query::bind_null(int index) {
  guarded(*path_, [&] { statement_->bind(index); });
  return *this;
}

bool Query::next() {
  return guarded(*path_, [&] { return statement_->executeStep(); });
}
void Query::run() {
  guarded(*path_, [&] {
    while (statement_->executeStep()) {
    }
    statement_->reset();
  });
}

bool Query::is_null(int column) const { return statement_->isColumnNull(column); }
std::int64_t Query::integer(int column) const { return statement_->getColumn(column).getInt64(); }
double Query::real(int column) const { return statement_->getColumn(column).getDouble(); }
std::optional<double> Query::optional_real(int column) const {
  return is_null(column) ? std::nullopt : std::optional<double>(real(column));
}
std::string Query::text(int column) const { return statement_->getColumn(column).getString(); }
std::string Query::exact(int column) const {
  if (!statement_->getColumn(column).isFloat()) return text(column);
  const double value = real(column);
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

Database::Database(std::string path, Mode mode) : path_(std::move(path)), mode_(mode) {
  std::error_code ignored;
  if (mode_ != Mode::kReadWriteCreate && !std::filesystem::exists(path_, ignored))
    throw Error(ErrorKind::kRuntime, fmt::format("there is no store {}; 'assay run' makes one", path_));
  if (std::filesystem::is_directory(path_, ignored))
    throw Error(ErrorKind::kRuntime, fmt::format("{} is a folder, expected the file of a store", path_));
  guarded(path_, [&] {
    if (mode_ == Mode::kReadOnly) {
      try {
        db_ = std::make_unique<SQLite::Database>(path_, SQLite::OPEN_READONLY | kOneThread, kBusyTimeoutMs);
        db_->execAndGet("PRAGMA schema_version");
      } catch (const SQLite::Exception& e) {
        // Without a write-ahead log beside it the file alone is the whole store.
        const int code = e.getErrorCode() & 0xff;
        if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) || has_content(path_ + "-wal")) throw;
        db_ = std::make_unique<SQLite::Database>(immutable_uri(path_), SQLite::OPEN_READONLY | kOneThread | SQLite::OPEN_URI,
                                                 kBusyTimeoutMs);
      }
    } else {
      const int create = mode_ == Mode::kReadWriteCreate ? SQLite::OPEN_CREATE : 0;
      db_ = std::make_unique<SQLite::Database>(path_, SQLite::OPEN_READWRITE | kOneThread | create, kBusyTimeoutMs);
      execute("PRAGMA foreign_keys = ON");
      if (sqlite3_db_readonly(db_->getHandle(), "main") == 1)
        throw Error(ErrorKind::kRuntime, sentence(path_, SQLITE_READONLY, ""));
    }
    ensure_schema(*this);
    // In this mode a process that is killed loses nothing that was committed; only a power cut could lose the last
    // moments.
    if (writable()) {
      execute("PRAGMA journal_mode = WAL");
      execute("PRAGMA synchronous = NORMAL");
    }
  });
}

Database::~Database() = default;

Query Database::query(std::string_view sql) {
  auto& statement = statements_[std::string(sql)];
  guarded(path_, [&] {
    if (!statement) statement = std::make_unique<SQLite::Statement>(*db_, std::string(sql));
    statement->tryReset();
    statement->clearBindings();
  });
  return Query(*statement, path_);
}

Query Database::cursor(std::string_view sql) {
  return guarded(path_, [&] { return Query(std::make_unique<SQLite::Statement>(*db_, std::string(sql)), path_); });
}

void Database::execute(const std::string& sql) {
  guarded(path_, [&] { db_->exec(sql); });
}

std::int64_t Database::scalar(const std::string& sql) {
  Query one = cursor(sql);
  return one.next() ? one.integer(0) : 0;
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_->getHandle()) == 0; }
// IMMEDIATE: a transaction that will write waits for its turn here, not in its middle where it could only give up.
void Database::begin() { execute("BEGIN IMMEDIATE"); }
void Database::commit() { execute("COMMIT"); }
void Database::rollback() {
  if (in_transaction()) execute("ROLLBACK");
}

void Database::atomically(const std::function<void()>& work) {
  const bool nested = in_transaction();
  execute(nested ? "SAVEPOINT part" : "BEGIN IMMEDIATE");
  try {
    work();
    execute(nested ? "RELEASE part" : "COMMIT");
  } catch (...) {
    // On a full disk SQLite may have rolled back everything by itself already.
    if (in_transaction()) {
      if (nested)
        execute("ROLLBACK TO part; RELEASE part");
      else
        execute("ROLLBACK");
    }
    throw;
  }
}

}  // namespace assay::store
