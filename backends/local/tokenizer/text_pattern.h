#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/local/tokenizer/pretokenize.h"
#include "harness/core/value.h"
#include "harness/text/regex.h"

namespace assay::local {

/// What a step of a tokenizer.json looks for: `{"String": "..."}` or `{"Regex": "..."}`.
/// Threads: const members are safe from several threads.
class TextPattern {
 public:
  using Span = std::pair<std::size_t, std::size_t>;  ///< byte offsets: begin, end

  /// Reads the member `key` of a step.
  /// Throws: Error(kRuntime) that names `where` for one that is missing or no valid pattern.
  TextPattern(const Value& step, std::string_view key, std::string_view where);
  /// A regular expression.
  TextPattern(std::string_view regex, std::string_view where);

  /// The scanner that stands for the expression, if there is one: its matches lie side by side.
  std::optional<SplitPattern> scanner() const { return scanner_; }
  /// All matches from left to right.
  std::vector<Span> matches(std::string_view text) const;
  /// The text with every match replaced by `content`.
  std::string replaced(std::string_view text, std::string_view content) const;

 private:
  void set_regex(const std::string& regex, std::string_view where);

  std::string literal_;
  std::optional<SplitPattern> scanner_;
  std::optional<text::Regex> regex_;
};

}  // namespace assay::local
