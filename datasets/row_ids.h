#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/core/value.h"

namespace assay::datasets {

/// SHA-256 of a row's canonical JSON: the order of its members and white space change nothing.
std::string row_sha256(const Value& row);

/// The id of a row that states none: the first 12 hexadecimal digits of its digest.
std::string id_of_digest(std::string_view sha256);

/// The id that a value states: a whole number, or a text of 1 to 1000 bytes; nullopt for anything else.
std::optional<std::string> id_text(const Value& value);

/// The column that rows have their ids in.
struct IdColumn {
  std::string name = "id";   ///< "" for ids from the rows' content only
  bool is_required = false;  ///< a row without it is an error; else it gets an id from its content
};

/// Gives rows the ids of their samples, everywhere where ids are made: what the column states, else the first 12 digits of
/// the digest of the row's canonical JSON; the second of two equal rows gets "#2" behind it, and so on. No two different
/// rows share one. Some 60 bytes a row.
class RowIds {
 public:
  explicit RowIds(IdColumn column = {});

  /// The id of the next row, with `where` ("file:line") for messages. Throws: Error(kData) for an id that another row with
  /// other content has, and where the column states none or is missing though required.
  const std::string& add(const Value& row, const std::string& where);
  /// The same where the row's digest is known already; of `row` only the id is read.
  const std::string& add(const Value& row, std::string_view sha256, const std::string& where);

  std::size_t size() const { return ids_.size(); }
  /// All ids by the rows' places; nothing is left here.
  std::vector<std::string> take() { return std::move(ids_); }

 private:
  std::optional<std::string> stated_id(const Value& row, const std::string& where) const;
  std::optional<std::size_t> find(const std::string& id) const;
  void remember(std::size_t place);
  static std::uint64_t hash_of(const std::string& id);
  // The upper half of a hash, and the part of a table's entry that is not a place.
  static constexpr std::uint64_t kHashBits = 0xFFFFFFFF00000000u;

  IdColumn column_;
  std::vector<std::string> ids_;
  std::vector<std::uint64_t> contents_;  // the first 64 bits of each row's digest
  std::vector<std::uint64_t> table_;     // open addressing: a place + 1 below the id's hash, or 0
  std::string text_;                     // of the row at hand
  std::unordered_map<std::string, int> copies_;  // ids that equal rows share
};

}  // namespace assay::datasets
