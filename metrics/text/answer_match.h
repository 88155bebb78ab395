#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/options.h"
#include "harness/core/sample.h"
#include "harness/text/regex.h"

namespace assay::metrics {

/// When an answer equals a reference: after both were normalised in the same way.
/// Threads: const members are safe from several threads.
/// Source: exact_match of HuggingFace evaluate 0.4, its options and the order of its steps.
class AnswerMatch {
 public:
  /// A word on each option, for MetricDef::options.
  static constexpr std::string_view kOptions =
      "regexes_to_ignore (patterns removed first; one or a list), ignore_case, ignore_punctuation (ASCII), "
      "ignore_numbers (ASCII digits), strip (white space at both ends, after all else); all off by default";

  /// Reads its options. Throws: Error(kConfig) for a pattern that does not compile.
  explicit AnswerMatch(const Options& options);

  /// The options that are set, "" where none is.
  std::string signature() const;

  /// The text as it is compared. Throws: Error(kData) where a pattern backtracks without end.
  std::string normalized(std::string_view original) const;
  /// The sample's references as they are compared. Throws: as `normalized`.
  std::vector<std::string> normalized_targets(const Sample& sample) const;

 private:
  std::vector<std::string> patterns_;
  std::vector<text::Regex> regexes_;
  bool ignore_case_;
  bool ignore_punctuation_;
  bool ignore_numbers_;
  bool strip_;
};

/// Whether a normalised answer is one of the normalised references.
bool is_one_of(std::string_view answer, std::span<const std::string> targets);

}  // namespace assay::metrics
