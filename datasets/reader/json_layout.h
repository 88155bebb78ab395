#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/reader/json_cursor.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// What a member of an object that is larger than memory holds, as far as one pass over it tells.
struct JsonMember {
  enum class Kind {
    kScalar,
    kRecords,  ///< a list of objects alone, one at least
    kList,     ///< any other list
    kIndexed,  ///< an object whose keys are whole numbers, as pandas writes a column
    kObject,   ///< any other object
  };
  std::string key;
  Kind kind = Kind::kScalar;
  std::size_t count = 0;    ///< of its elements or members
  JsonCursor::Place place;  ///< of its value
};

/// The members of the object that the cursor stands before; it stands behind it afterwards. Of equal keys the last counts.
/// Throws: Error(kData) as the cursor does, and for an object of more than 100000 members.
std::vector<JsonMember> read_layout(JsonCursor& cursor);

/// Where a path of keys through objects leads.
struct JsonTarget {
  JsonCursor::Place place;  ///< of the first list on the path, or of the object at its end
  bool is_list = false;
  std::size_t steps = 0;  ///< keys of the path that led here
  Value carried;          ///< the texts, numbers, booleans and nulls beside the path; nearer ones win
};

/// Follows the path through the object that the cursor stands before as far as the first list; the cursor stands behind
/// the object afterwards. Throws: Error(kData) that names the members there are, where one on the path is missing.
JsonTarget find_records(JsonCursor& cursor, const std::vector<std::string>& path);

/// "a, b, c" for a message; of many keys the first ones.
std::string list_keys(const std::vector<JsonMember>& members);

}  // namespace assay::datasets
