#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/text/answer_match.h"
#include "metrics/text/epochs.h"
#include "metrics/text/greedy_match.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"exact_match", "1 where the answer equals a reference, else 0", true, 1.0, IntervalMethod::kWilson},
}};

class ExactMatch final : public Metric {
 public:
  explicit ExactMatch(const Options& options) : match_(options) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return match_.signature(); }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (!sample.choices.empty() && are_loglikelihoods(epochs)) return greedy_match(sample, epochs);
    try {
      const std::vector<std::string> targets = match_.normalized_targets(sample);
      return mean_over_epochs(sample, epochs, [&](std::string_view text) {
        return is_one_of(match_.normalized(text), targets) ? 1.0 : 0.0;
      });
    } catch (const Error& error) {
      // A pattern that backtracks without end on this one text is this sample's trouble, not the run's.
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  AnswerMatch match_;
};

}  // namespace

extern const MetricDef exact_match = {
    kInfos, AnswerMatch::kOptions,
    "exact_match of HuggingFace evaluate 0.4; with several references any of them may match, and the row of several "
    "epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<ExactMatch>(options);
    }};

}  // namespace assay::metrics::builtin
