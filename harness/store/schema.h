#pragma once

#include <cstdint>
#include <string_view>

namespace assay::store {

class Database;

/// The version of the tables that this program writes, kept in SQLite's `user_version`.
inline constexpr std::int64_t kSchemaVersion = 4;
/// "ASSY" in SQLite's `application_id`: what makes a database a store of ours.
inline constexpr std::int64_t kApplicationId = 0x41535359;

/// Tables, indices and views of `kSchemaVersion`.
std::string_view schema_sql();

/// Checks that the database is a store that this program can read; makes the tables in an empty one that is writable, and
/// brings an older schema up to date where it is writable. Throws: Error(kRuntime) for another program's database or a newer schema.
void ensure_schema(Database& database);

}  // namespace assay::store
