#include <fmt/core.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/utf8.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 3> kInfos = {{
    {"acc", "1 where the choice of the highest log-probability is right, else 0", true, 1.0, IntervalMethod::kWilson},
    {"acc_norm", "as acc, with each log-probability divided by the choice's number of characters", true, 1.0,
     IntervalMethod::kWilson},
    {"acc_bytes", "as acc, with each log-probability divided by the choice's number of UTF-8 bytes", true, 1.0,
     IntervalMethod::kWilson},
}};

class ChoiceAccuracy final : public Metric {
 public:
  explicit ChoiceAccuracy(const MetricInfo& info) : info_(info) {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.choices.empty()) return unscored("no choices");
    if (sample.target_choices.empty()) return unscored(std::string(kNoReference));
    for (const int target : sample.target_choices)
      if (target < 0 || static_cast<std::size_t>(target) >= sample.choices.size())
        return unscored(fmt::format("the right choice is number {} of {} (from 0)", target, sample.choices.size()));
    const auto found = loglikelihoods(epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return unscored(reason->reason);
    std::vector<double> values;
    std::string detail;
    for (const Loglikelihoods* answer : std::get<0>(found)) {
      const auto chosen = choose(sample, *answer);
      if (const auto* reason = std::get_if<Unscored>(&chosen)) return unscored(reason->reason);
      bool right = false;
      for (const int target : sample.target_choices) right |= std::get<0>(chosen) == static_cast<std::size_t>(target);
      values.push_back(right ? 1.0 : 0.0);
      detail += fmt::format("{}chose {}", detail.empty() ? "" : ", ", std::get<0>(chosen));
    }
    detail += fmt::format("; right is {}", sample.target_choices[0]);
    return scored_epochs(values, detail);
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  double length(const std::string& choice) const {
    if (info_.name == "acc") return 1.0;
    return static_cast<double>(info_.name == "acc_norm" ? text::count_code_points(choice) : choice.size());
  }

  /// The index of the best choice, the lowest of equal ones.
  std::variant<std::size_t, Unscored> choose(const Sample& sample, const Loglikelihoods& answer) const {
    if (answer.continuations.size() != sample.choices.size())
      return Unscored{
          fmt::format("{} log-likelihoods for {} choices", answer.continuations.size(), sample.choices.size())};
    double best = -std::numeric_limits<double>::infinity();
    std::size_t index = sample.choices.size();
    for (std::size_t i = 0; i < sample.choices.size(); ++i) {
      const double logprob = answer.continuations[i].logprob;
      if (std::isnan(logprob) || logprob == std::numeric_limits<double>::infinity())
        return Unscored{fmt::format("the log-likelihood of choice {} is {}", i, logprob)};
      const double per_length = length(sample.choices[i]);
      // An empty choice has no length to divide by: it can never be the best.
      if (per_length > 0.0 && logprob / per_length > best) {
        best = logprob / per_length;
        index = i;
      }
    }
    if (index == sample.choices.size()) return Unscored{"no choice has a finite log-likelihood"};
    return index;
  }

  const MetricInfo& info_;
};

}  // namespace

extern const MetricDef choice_accuracy = {kInfos, "",
                                          "acc, acc_norm and acc_bytes of lm-evaluation-harness 0.4; the lowest index "
                                          "wins a tie, any of several right choices "
                                          "counts, and the row of several epochs is their mean",
                                          [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
                                            for (const MetricInfo& info : kInfos)
                                              if (info.name == name) return std::make_unique<ChoiceAccuracy>(info);
                                            ASSAY_CHECK(false);
                                            return nullptr;
                                          }};

}  // namespace assay::metrics::builtin
