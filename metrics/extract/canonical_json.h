#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/core/value.h"

namespace assay::metrics {

/// Bytes that are the same for equal JSON values and differ for others: 1 and 1.0 are equal, 1 and true are not, and the
/// order of an object's members does not matter. Two values are compared by it in time linear in their size.
std::string canonical_key(const Value& value);

/// Finds the members of one object by their key, each in constant time. Requires: the object outlives this and is not
/// changed.
class MemberIndex {
 public:
  explicit MemberIndex(const Value& object);
  /// The member's value, or nullptr.
  const Value* find(std::string_view key) const;

 private:
  const Value& object_;
  std::unordered_map<std::string_view, const Value*> index_;  // empty for a small object
};

}  // namespace assay::metrics
