#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/metric.h"
#include "harness/text/utf8.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/extract/math_equal.h"
#include "metrics/extract/math_strings.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 2> kInfos = {{
    {"hendrycks_math_match", "1 where the answer equals a reference in the spelling of MATH, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"minerva_math_match", "1 where the final answer equals a reference in the spelling of Minerva or has its value, else 0",
     true, 1.0, IntervalMethod::kWilson},
}};

/// The checkers of two forms of MATH. See math_equal for the one that looks for an answer wherever it stands.
class MathMatch final : public Metric {
 public:
  MathMatch(const MetricInfo& info, const Options& options)
      : info_(info), minerva_(info.name.starts_with("minerva")), boxed_(!minerva_ && options.flag("boxed", false)) {}

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override { return minerva_ ? "" : fmt::format("boxed:{}", boxed_); }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    return mean_over_answers(epochs, [&](std::string_view text, std::string& detail) -> std::variant<double, Unscored> {
      try {
        return minerva_ ? minerva(sample, text, detail) : hendrycks(sample, text, detail);
      } catch (const Error& error) {
        // A pattern that backtracks without end on this one text is this sample's trouble, not the run's.
        return Unscored{error.message()};
      }
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  static std::string beginning(const std::string& text) {
    const std::string_view cut = std::string_view(text).substr(0, 80);
    return std::string(cut.substr(0, cut.size() - text::incomplete_utf8_tail(cut)));
  }

  double hendrycks(const Sample& sample, std::string_view text, std::string& detail) const {
    const std::string answer = math_answer_in(text, boxed_);
    detail = "read " + beginning(answer);
    return std::any_of(sample.targets.begin(), sample.targets.end(),
                       [&](const std::string& target) { return equal_in_math_spelling(answer, target); })
               ? 1.0
               : 0.0;
  }

  static double minerva(const Sample& sample, std::string_view text, std::string& detail) {
    const std::optional<std::string> found = minerva_answer_in(text);
    if (!found) {
      detail = "no final answer";
      return 0.0;
    }
    const std::string answer = minerva_spelling(*found);
    detail = "read " + beginning(answer);
    const MathAnswer value(answer);
    for (const std::string& target : sample.targets) {
      const std::string right = minerva_spelling(target);
      if (!answer.empty() && (answer == right || value.equals(MathAnswer(right), 0.0))) return 1.0;
    }
    return 0.0;
  }

  const MetricInfo& info_;
  bool minerva_;
  bool boxed_;
};

}  // namespace

extern const MetricDef math_match = {
    kInfos,
    "boxed (of hendrycks_math_match: what is in the last \\boxed{..} counts before what stands between dollar signs; default "
    "false)",
    "exact_match of hendrycks_math, aime and minerva_math in lm-evaluation-harness 0.4.13 (Hendrycks et al. 2021, "
    "arXiv:2103.03874; Lewkowycz et al. 2022, arXiv:2206.14858), for Minerva with values compared as math_equal does in the "
    "place of SymPy; any of several references may match, and the row of several epochs is their mean",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<MathMatch>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
