#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/options.h"
#include "metrics/filter/find_all.h"

namespace assay::metrics {

/// The options of the filters that search with a regular expression.
/// Source: lm-evaluation-harness 0.4.13, with its defaults.
struct RegexOptions {
  /// A word on each.
  static constexpr std::string_view kOptions =
      "regex_pattern (as Python's re; default '#### (\\-?[0-9\\.\\,]+)'), group_select (which match, 0 the first, -1 the "
      "last; default 0), fallback (the text where nothing is found; default [invalid])";

  std::string pattern;
  std::int64_t group_select;
  std::string fallback;
  std::string where;  ///< the place of the pattern in its file

  /// Reads them.
  explicit RegexOptions(const Options& options);
  /// Throws: Error(kConfig) with the place for a broken pattern.
  FindAll find_all() const;
};

}  // namespace assay::metrics
