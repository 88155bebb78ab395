#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::local {

/// Finds the first stop string in a text that arrives in pieces of bytes, and lets through what is surely before it and
/// whole in UTF-8. Of several stop strings the one that is complete first counts, of those the longest: the result
/// depends on the bytes alone and not on how they were cut into tokens.
class StopStrings {
 public:
  /// Empty strings are left out.
  explicit StopStrings(std::vector<std::string> stops);

  /// Takes more bytes and returns the text that can be shown now. Requires: not stopped.
  std::string push(std::string_view bytes);
  /// What was held back and is text after all, at the end of the sequence; an unfinished or invalid sequence of bytes
  /// becomes U+FFFD. Nothing where a stop string was found.
  std::string finish();
  /// A stop string is complete; text behind it is dropped.
  bool stopped() const { return stopped_; }

 private:
  std::size_t match_ending_at(std::size_t end) const;
  std::size_t safe_length() const;

  std::vector<std::string> stops_;
  std::string held_;      // not let through yet
  std::size_t seen_ = 0;  // bytes of held_ that were looked at as the end of a stop string
  bool stopped_ = false;
};

}  // namespace assay::local
