#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "datasets/reader/json_cursor.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// Values out of a JSON file, one after another. Threads: one object, one thread.
class JsonRows {
 public:
  virtual ~JsonRows() = default;
  /// Puts the next one into `value`; false at the end. Throws: Error(kData) with file and line.
  virtual bool next(Value& value) = 0;
  /// "file:line" of the one last read.
  virtual std::string where() const = 0;
};

/// The elements of the list that the cursor stands before. Behind a list that is the whole file nothing may follow.
std::unique_ptr<JsonRows> list_rows(JsonCursor cursor, bool is_whole_file);

/// The values that follow each other up to the end of the file, each on its line or not.
std::unique_ptr<JsonRows> following_rows(JsonCursor cursor);

/// The one value that the cursor stands before.
std::unique_ptr<JsonRows> single_row(JsonCursor cursor);

/// A row of a table whose columns are lists of equal length, or objects with the same keys in the same order: the next
/// element of each. Requires: `keys` and `places` of one length.
std::unique_ptr<JsonRows> column_rows(const std::string& path, std::vector<std::string> keys,
                                      const std::vector<JsonCursor::Place>& places);

/// The records inside each value of `outer`, where the rest of a path leads: through lists, element by element, and
/// through objects. A record also has the members of the objects around it, but for the path's own; the nearer wins,
/// and `carried` is farthest. `outer_path` is what of the path leads to `outer`: for messages.
std::unique_ptr<JsonRows> nested_rows(std::unique_ptr<JsonRows> outer, std::vector<std::string> path, Value carried,
                                      std::string outer_path);

}  // namespace assay::datasets
