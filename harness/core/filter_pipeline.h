#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/filter.h"

namespace assay {

/// Filters one after the other, under the name that its scores carry: "strict-match" in `exact_match,strict-match`.
/// Threads: const members are safe from several threads. Copies share the filters.
class FilterPipeline {
 public:
  /// Reads one element of a `filter_list`: `name` and `filter`, a list of maps of `function` and its options.
  /// Throws: Error(kConfig) with file and line for an unknown filter or option and for a broken value.
  FilterPipeline(const Options& node, std::span<const FilterDef* const> defs);
  /// The pipeline "none" of a task without a `filter_list`: take_first and nothing else.
  /// Throws: Error(kConfig) where `defs` lack that filter.
  explicit FilterPipeline(std::span<const FilterDef* const> defs);

  const std::string& name() const { return name_; }
  /// The functions with the options that were written, as `regex{"group_select":-1}|take_first`: equal for pipelines that
  /// do the same, whatever the order of the options in the file.
  const std::string& signature() const { return signature_; }
  /// Whether one answer is left of however many.
  bool leaves_one() const;

  /// The answers that are scored. Requires: `answers` is not empty.
  std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample& sample) const;
  /// The same for answers as the model gave them.
  std::vector<FilteredAnswer> apply(std::span<const std::string> texts, const Sample& sample) const;

 private:
  void add(const Options& node, std::span<const FilterDef* const> defs);

  std::string name_;
  std::string signature_;
  std::vector<std::shared_ptr<const Filter>> filters_;
};

/// Makes the filter `name`, and refuses an option that it does not read.
/// Throws: Error(kConfig) that lists the known names and the nearest one; for lm-evaluation-harness's filters that are
/// Python, why there is none here.
std::unique_ptr<Filter> make_filter(std::span<const FilterDef* const> defs, std::string_view name, const Options& options);

/// The pipelines of a task, from its key `filter_list`; where it is absent or null, the one called "none".
/// Throws: Error(kConfig) with file and line as FilterPipeline does, for a name that is there twice, and for an empty list.
/// Source: lm-evaluation-harness 0.4.13, `filter_list`.
std::vector<FilterPipeline> read_filter_list(const Options& task_options, std::span<const FilterDef* const> defs);

}  // namespace assay
