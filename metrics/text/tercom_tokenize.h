#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// What tercom's tokenizer does with a text before it is split at white space.
struct TercomOptions {
  bool normalized = false;      ///< split off punctuation, join lines, undo four HTML entities
  bool no_punct = false;        ///< remove . , ? : ; ! " ( )
  bool asian_support = false;   ///< the two above also for Chinese and Japanese
  bool case_sensitive = false;  ///< keep upper case
};

/// Appends the tokens of a text, which are parts of `storage`. Requires: `storage` outlives them.
/// Source: sacreBLEU 2.6.0, of which the outputs are reproduced.
void tercom_tokens(std::string_view text, const TercomOptions& options, std::string& storage,
                   std::vector<std::string_view>& tokens);

}  // namespace assay::metrics
