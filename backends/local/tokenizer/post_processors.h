#pragma once

#include <string_view>
#include <vector>

#include "backends/local/tokenizer/tokenizer.h"
#include "harness/core/value.h"

namespace assay::local {

/// The ids that a model's tokenizer puts around those of a text.
struct Surrounding {
  std::vector<TokenId> before, after;
};

/// The `post_processor` of a tokenizer.json, as far as it adds tokens to a single text; nothing for null.
/// Throws: Error(kRuntime) that names `where` for one of an unsupported type or without what it needs.
Surrounding read_post_processor(const Value& step, std::string_view where);

}  // namespace assay::local
