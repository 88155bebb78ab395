#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/options.h"
#include "harness/core/sample.h"

namespace assay {

/// One answer on its way through a pipeline of filters.
struct FilteredAnswer {
  std::string text;        ///< the value as Python's str() shows it
  bool is_text = true;     ///< false where lm-evaluation-harness has no str here, but a None, a number or a list
  bool fell_back = false;  ///< some filter found nothing in it: `text` is that filter's fallback, or made of it
  std::optional<std::string> unscored;  ///< why no value can be had, as for a pattern that backtracks without end

  bool operator==(const FilteredAnswer&) const = default;
};

/// A pure function from the answers to one sample to the answers that are scored.
/// Threads: const members are safe from several threads.
class Filter {
 public:
  virtual ~Filter() = default;
  /// The filtered answers, in their order. One that is `unscored` is never changed, and `fell_back` is never unset. What
  /// goes wrong with one answer is its own `unscored`, never an exception.
  virtual std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample& sample) const = 0;
  /// How many answers are left at most of `count` ones.
  virtual std::size_t num_left(std::size_t count) const { return count; }
};

/// What a filter is, apart from its options.
struct FilterInfo {
  std::string_view name;
  std::string_view summary;  ///< one sentence
  std::string_view options;  ///< a word on each; "" for none
};

/// The registered definition of one file of filters.
struct FilterDef {
  std::span<const FilterInfo> filters;  ///< the names this file serves
  std::string_view source;              ///< the reference tool, or "assay"
  /// Requires: `name` is one of `filters`. Reads its options (the caller calls `done`).
  std::unique_ptr<Filter> (*create)(std::string_view name, const Options& options);
};

}  // namespace assay
