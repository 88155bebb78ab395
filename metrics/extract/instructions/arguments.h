#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay::metrics {

/// The arguments of one instruction, read by name. As in the reference, what is empty (null, 0, "", false, an empty list)
/// counts as not given. The reference then draws an argument at random; here that is an Error, since no prompt asked for it.
class Arguments {
 public:
  /// Requires: `instruction` and `values` outlive this.
  /// Throws: Error(kData) where `values` is no object.
  Arguments(std::string_view instruction, const Value& values);

  /// Throws: Error(kData) where it is missing or of another kind.
  double number(std::string_view name);
  /// The same, not below 0.
  double count(std::string_view name);
  std::string text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  /// True for "at least", false for "less than". Throws: Error(kData) for anything else.
  bool at_least(std::string_view name);

  /// Throws: Error(kData) that names an argument which was not read.
  void done() const;
  /// Throws: Error(kData) that says what is wrong with the argument `name`.
  [[noreturn]] void refuse(std::string_view name, std::string_view what) const;

 private:
  const Value& required(std::string_view name, std::string_view expected);

  std::string_view instruction_;
  const Value& values_;
  std::vector<std::string_view> read_;
};

}  // namespace assay::metrics
