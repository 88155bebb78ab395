#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/text/regex.h"

namespace assay::metrics {

/// One of the matches that Python's re.findall gives: the text of the only group, or of the whole match where there is no
/// group; of several groups the first that is not empty.
/// Threads: const members are safe from several threads.
/// Source: the filter `regex` of lm-evaluation-harness 0.4.13.
class FindAll {
 public:
  struct Found {
    std::string text;        ///< not stripped; empty where no group took any text
    bool no_group = false;   ///< there are several groups, and none took any text
  };

  /// `select` counts the matches from 0, or from the last one with -1.
  /// Throws: Error(kConfig) for a broken pattern.
  FindAll(std::string_view pattern, std::int64_t select);

  /// Nothing where there are not so many matches (in Python an IndexError where there are some).
  /// Throws: Error(kData) where the match limit is reached.
  std::optional<Found> in(std::string_view text) const;

 private:
  text::Regex regex_;
  std::int64_t select_;
};

/// Python's re.escape.
std::string escaped_for_regex(std::string_view text);

}  // namespace assay::metrics
