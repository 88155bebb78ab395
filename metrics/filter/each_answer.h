#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/filter.h"

namespace assay::metrics {

/// A filter that changes every answer by itself.
class EachAnswer : public Filter {
 public:
  std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample& sample) const override;

 protected:
  /// Changes one answer, which is not unscored. Throws: Error with the reason that makes it so.
  virtual void change(FilteredAnswer& answer, const Sample& sample) const = 0;
};

/// Makes an answer unscored that is no text where `filter` needs one; false then.
bool needs_text(FilteredAnswer& answer, std::string_view filter);

/// A filter of our own that takes a part out of every answer. Where it finds none the answer becomes `fallback`, or with
/// `on_no_match: keep` stays as it is. An answer in which an earlier filter found nothing is left alone.
class Extraction : public EachAnswer {
 public:
  /// A word on the options that all of them have.
  static constexpr std::string_view kOptions =
      "fallback (the text where nothing is found; default [invalid]), on_no_match (fallback: that text, counted as a parse "
      "failure; keep: the answer as it is; default fallback)";

  explicit Extraction(const Options& options);

 protected:
  /// The part, or nothing. Throws: Error with the reason why the answer has to stay unscored.
  virtual std::optional<std::string> part(std::string_view text, const Sample& sample) const = 0;

 private:
  void change(FilteredAnswer& answer, const Sample& sample) const final;

  std::string fallback_;
  bool keep_;
};

/// Reads the option `which`: whether it is "last", the default, and not "first".
bool takes_last(const Options& options, std::string_view fallback = "last");

}  // namespace assay::metrics
