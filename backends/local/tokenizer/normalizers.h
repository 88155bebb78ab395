#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::local {

/// A change of the text before it is cut into pieces.
/// Threads: const members are safe from several threads.
class Normalizer {
 public:
  virtual ~Normalizer() = default;
  virtual void apply(std::string& text) const = 0;
};

/// The `normalizer` of a tokenizer.json; nullptr for null.
/// Throws: Error(kRuntime) that names `where` for one of an unsupported type or without what it needs.
std::unique_ptr<Normalizer> read_normalizer(const Value& step, std::string_view where);

}  // namespace assay::local
