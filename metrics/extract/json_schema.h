#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::metrics {

/// A JSON Schema of draft 2020-12, made ready for checking values. Known are the keywords of its core, applicator and
/// validation vocabularies but for the dynamic and unevaluated ones; `$ref` is to `#` and places below it. `format` and the
/// `content` keywords are annotations, as the draft has them by default.
/// Source: json-schema.org/draft/2020-12, sections "Core" and "Validation"; `multipleOf` divides as Python's jsonschema.
/// Threads: const members are safe from several threads.
class JsonSchema {
 public:
  /// Throws: Error(kConfig) with `where` and the place in the schema for a keyword that is not known, a value of the wrong
  /// kind, a broken pattern, a reference to nowhere, and for more than 100,000 schemas within.
  JsonSchema(const Value& schema, std::string_view where);
  ~JsonSchema();
  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;

  /// The first thing wrong with the value and where in it, or nullopt where it is valid.
  /// Throws: Error(kData) where the references go in a circle or the check takes over a million steps.
  std::optional<std::string> violation(const Value& value) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace assay::metrics
