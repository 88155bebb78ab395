#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::local {

/// Typed, range-checked reading of a checkpoint's metadata. A member that is null counts as absent.
/// Throws: Error(kRuntime) "FILE: KEY is VALUE; expected ..." from every reader.
class MetadataFields {
 public:
  /// `object` outlives this. `prefix` is put before every key, as "llama." or "rope_scaling.", in messages only where
  /// `object` is already the nested one.
  MetadataFields(const Value& object, std::string file, std::string prefix = "", std::string shown_prefix = "")
      : object_(object), file_(std::move(file)), prefix_(std::move(prefix)), shown_prefix_(std::move(shown_prefix)) {}

  std::optional<std::int64_t> maybe_integer(std::string_view key, std::int64_t low, std::int64_t high) const;
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high) const;
  std::optional<double> maybe_number(std::string_view key, double low, double high) const;
  double number(std::string_view key, double low, double high) const;
  std::optional<bool> maybe_flag(std::string_view key) const;
  std::optional<std::string> maybe_text(std::string_view key) const;
  /// The nested object under a key, or nullptr.
  const Value* maybe_object(std::string_view key) const;
  /// The member, or nullptr where it is absent or null.
  const Value* find(std::string_view key) const;

  /// Refuses the value of a key.
  [[noreturn]] void fail(std::string_view key, std::string_view value, std::string_view expected) const;

 private:
  const Value& object_;
  std::string file_, prefix_, shown_prefix_;
};

}  // namespace assay::local
