#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/text/ascii_sets.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"exact_match", "1 where the answer equals a reference, else 0", true, 1.0, IntervalMethod::kWilson},
}};

class ExactMatch final : public Metric {
 public:
  explicit ExactMatch(const Options& options)
      : patterns_(options.texts("regexes_to_ignore")),
        ignore_case_(options.flag("ignore_case", false)),
        ignore_punctuation_(options.flag("ignore_punctuation", false)),
        ignore_numbers_(options.flag("ignore_numbers", false)),
        strip_(options.flag("strip", false)) {
    for (const std::string& pattern : patterns_) {
      try {
        regexes_.emplace_back(pattern);
      } catch (const Error& error) {
        options.fail("regexes_to_ignore", error.message());
      }
    }
  }

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    std::string signature;
    const auto add = [&](std::string_view part) {
      if (!signature.empty()) signature += '|';
      signature += part;
    };
    for (const std::string& pattern : patterns_) add(fmt::format("regexes_to_ignore:{}", pattern));
    if (ignore_case_) add("ignore_case:yes");
    if (ignore_punctuation_) add("ignore_punctuation:yes");
    if (ignore_numbers_) add("ignore_numbers:yes");
    if (strip_) add("strip:yes");
    return signature;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    try {
      std::vector<std::string> targets;
      for (const std::string& target : sample.targets) targets.push_back(normalized(target));
      return mean_over_epochs(sample, epochs, [&](std::string_view text) {
        return std::find(targets.begin(), targets.end(), normalized(text)) != targets.end() ? 1.0 : 0.0;
      });
    } catch (const Error& error) {
      // A pattern that backtracks without end on this one text is this sample's trouble, not the run's.
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  // The order of the steps is that of the reference implementation: a regex sees the text as it was written.
  std::string normalized(std::string_view original) const {
    std::string text(original);
    for (const text::Regex& regex : regexes_) text = regex.replace_all(text, "");
    if (ignore_case_) text = text::to_lower(text);
    if (ignore_punctuation_) text = without(text, is_ascii_punctuation);
    if (ignore_numbers_) text = without(text, is_ascii_digit);
    if (strip_) text = std::string(text::strip(text));
    return text;
  }

  std::vector<std::string> patterns_;
  std::vector<text::Regex> regexes_;
  bool ignore_case_;
  bool ignore_punctuation_;
  bool ignore_numbers_;
  bool strip_;
};

}  // namespace

extern const MetricDef exact_match = {
    kInfos,
    "regexes_to_ignore (patterns removed first; one or a list), ignore_case, ignore_punctuation (ASCII), "
    "ignore_numbers "
    "(ASCII digits), strip (white space at both ends, after all else); all off by default",
    "exact_match of HuggingFace evaluate 0.4; with several references any of them may match, and the row of several "
    "epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<ExactMatch>(options);
    }};

}  // namespace assay::metrics::builtin
