#include <fmt/core.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/utf8.h"
#include "metrics/text/choice_scores.h"
#include "metrics/text/epochs.h"
#include "metrics/text/greedy_match.h"

namespace assay::metrics::builtin {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr std::array<MetricInfo, 5> kInfos = {{
    {"acc", "1 where the choice of the highest log-probability is right, else 0", true, 1.0, IntervalMethod::kWilson},
    {"acc_norm", "as acc, with each log-probability divided by the choice's number of characters", true, 1.0,
     IntervalMethod::kWilson},
    {"acc_bytes", "as acc, with each log-probability divided by the choice's number of UTF-8 bytes", true, 1.0,
     IntervalMethod::kWilson},
    {"acc_tokens", "as acc, with each log-probability divided by the choice's number of tokens", true, 1.0,
     IntervalMethod::kWilson},
    {"acc_mutual_info", "as acc, with the choice's log-probability without the context subtracted from each", true, 1.0,
     IntervalMethod::kWilson, 0.0, true},
}};

enum class Normalisation { kNone, kCharacters, kBytes, kTokens, kMutualInformation };

class ChoiceAccuracy final : public Metric {
 public:
  explicit ChoiceAccuracy(Normalisation kind) : kind_(kind) {}

  const MetricInfo& info() const override { return kInfos[static_cast<std::size_t>(kind_)]; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (kind_ == Normalisation::kNone && sample.choices.empty() && are_loglikelihoods(epochs)) return greedy_match(sample, epochs);
    if (const auto trouble = trouble_with_choices(sample)) return unscored(trouble->reason);
    const auto found = loglikelihoods(epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return unscored(reason->reason);
    std::variant<std::vector<const Loglikelihoods*>, Unscored> without_context;
    if (kind_ == Normalisation::kMutualInformation) without_context = unconditional_loglikelihoods(epochs);
    if (const auto* reason = std::get_if<Unscored>(&without_context)) return unscored(reason->reason);
    std::vector<double> values;
    std::string detail;
    for (std::size_t i = 0; i < std::get<0>(found).size(); ++i) {
      const Loglikelihoods* unconditional =
          kind_ == Normalisation::kMutualInformation ? std::get<0>(without_context)[i] : nullptr;
      const auto chosen = choose(sample, *std::get<0>(found)[i], unconditional);
      if (const auto* reason = std::get_if<Unscored>(&chosen)) return unscored(reason->reason);
      values.push_back(is_right_choice(sample, std::get<0>(chosen)) ? 1.0 : 0.0);
      detail += fmt::format("{}chose {}", detail.empty() ? "" : ", ", std::get<0>(chosen));
    }
    detail += fmt::format("; right is {}", sample.target_choices[0]);
    return scored_epochs(values, detail);
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  /// What the log-probability of a choice is divided by.
  double length(const std::string& choice, const ContinuationScore& score) const {
    switch (kind_) {
      case Normalisation::kCharacters: return static_cast<double>(text::count_code_points(choice));
      case Normalisation::kBytes: return static_cast<double>(choice.size());
      case Normalisation::kTokens: return static_cast<double>(score.num_tokens);
      case Normalisation::kNone:
      case Normalisation::kMutualInformation: break;
    }
    return 1.0;
  }

  /// The index of the best choice, the lowest of equal ones.
  std::variant<std::size_t, Unscored> choose(const Sample& sample, const Loglikelihoods& answer,
                                             const Loglikelihoods* unconditional) const {
    auto scores = choice_logprobs(sample, answer);
    if (const auto* reason = std::get_if<Unscored>(&scores)) return *reason;
    std::vector<double>& logprobs = std::get<0>(scores);
    std::variant<std::vector<double>, Unscored> base;
    if (unconditional != nullptr) base = choice_logprobs(sample, *unconditional);
    if (const auto* reason = std::get_if<Unscored>(&base)) return Unscored{"without the context: " + reason->reason};
    for (std::size_t i = 0; i < logprobs.size(); ++i) {
      const double per_length = length(sample.choices[i], answer.continuations[i]);
      if (kind_ == Normalisation::kTokens && !(per_length > 0.0))
        return Unscored{fmt::format("the number of tokens of choice {} is not known", i)};
      // An empty choice has no length to divide by: it can never be the best.
      logprobs[i] = per_length > 0.0 ? logprobs[i] / per_length : -kInf;
      if (unconditional == nullptr) continue;
      const double apart = std::get<0>(base)[i];
      // What is impossible by itself but possible after the context would be infinitely more so, by a rounding to zero.
      if (apart == -kInf) return Unscored{fmt::format("without the context: the log-likelihood of choice {} is -inf", i)};
      logprobs[i] -= apart;
    }
    const auto best = best_choice(logprobs);
    if (!best) return Unscored{"no choice has a finite log-likelihood"};
    return *best;
  }

  Normalisation kind_;
};

}  // namespace

extern const MetricDef choice_accuracy = {
    kInfos, "",
    "acc, acc_norm, acc_bytes and acc_mutual_info of lm-evaluation-harness 0.4; the lowest index wins a tie, any of "
    "several right choices counts, and the row of several epochs is their mean",
    [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
      for (std::size_t i = 0; i < kInfos.size(); ++i)
        if (kInfos[i].name == name) return std::make_unique<ChoiceAccuracy>(static_cast<Normalisation>(i));
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
