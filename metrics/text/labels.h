#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/core/options.h"

namespace assay::metrics {

/// A class label as an exact double, for rows of statistics: 53 bits of its SHA-256, so that different labels are
/// different numbers for all practical purposes.
double label_number(std::string_view label);

/// The finite number that a text is, white space at both ends aside; nullopt where it is anything else ("5 of 6",
/// "nan").
std::optional<double> number_of_text(std::string_view text);

/// Which labels are the positive class of a binary question.
/// Threads: const members are safe from several threads.
class PositiveLabel {
 public:
  /// Reads `pos_label`.
  explicit PositiveLabel(const Options& options) : label_(options.maybe_text("pos_label")) {}

  /// Whether the label, white space at both ends aside, is `pos_label`; without that option, whether it is 1, true or
  /// yes in any case.
  bool matches(std::string_view label) const;
  /// The option, where it was given.
  const std::optional<std::string>& given() const { return label_; }
  /// "pos_label:..." for a signature.
  std::string signature() const { return "pos_label:" + label_.value_or("1/true/yes"); }

 private:
  std::optional<std::string> label_;
};

}  // namespace assay::metrics
