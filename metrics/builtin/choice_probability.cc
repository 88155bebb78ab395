#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/text/choice_scores.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 4> kInfos = {{
    {"brier", "squared distance of the choices' probabilities from the right choice's 1 and the others' 0, 0..2", false,
     2.0, IntervalMethod::kT},
    {"choice_nll", "negative log-probability of the right choice among the choices, in nats", false, 0.0,
     IntervalMethod::kT},
    {"ece", "distance of the top choice's probability from how often it is right, in bins of that probability", false,
     1.0, IntervalMethod::kBootstrap},
    {"target_probability", "probability of the right choices together, among all choices (TruthfulQA's mc2)", true, 1.0,
     IntervalMethod::kT},
}};

/// The probabilities of a sample's choices in each epoch, as logarithms.
using Epochs = std::vector<std::vector<double>>;

std::variant<Epochs, Unscored> log_probabilities(const Sample& sample, std::span<const Response> epochs) {
  if (auto trouble = trouble_with_choices(sample)) return *std::move(trouble);
  const auto found = loglikelihoods(epochs);
  if (const auto* reason = std::get_if<Unscored>(&found)) return *reason;
  Epochs out;
  for (const Loglikelihoods* answer : std::get<0>(found)) {
    const auto logprobs = choice_logprobs(sample, *answer);
    if (const auto* reason = std::get_if<Unscored>(&logprobs)) return *reason;
    if (!best_choice(std::get<0>(logprobs))) return Unscored{"no choice has a finite log-likelihood"};
    out.push_back(log_softmax(std::get<0>(logprobs)));
  }
  return out;
}

/// The right choices together are one outcome.
double probability_of_right(const Sample& sample, const std::vector<double>& logs) {
  double sum = 0.0;
  for (std::size_t i = 0; i < logs.size(); ++i)
    if (is_right_choice(sample, i)) sum += std::exp(logs[i]);
  return sum;
}

/// Brier 1950: sum_k (p_k - y_k)^2 over the outcomes.
double squared_distance(const Sample& sample, const std::vector<double>& logs) {
  const double missing = 1.0 - probability_of_right(sample, logs);
  double sum = missing * missing;
  for (std::size_t i = 0; i < logs.size(); ++i)
    if (!is_right_choice(sample, i)) sum += std::exp(2.0 * logs[i]);
  return sum;
}

double negative_log_likelihood(const Sample& sample, const std::vector<double>& logs) {
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < logs.size(); ++i)
    if (is_right_choice(sample, i)) highest = std::max(highest, logs[i]);
  if (!std::isfinite(highest)) return -highest;
  double sum = 0.0;
  for (std::size_t i = 0; i < logs.size(); ++i)
    if (is_right_choice(sample, i)) sum += std::exp(logs[i] - highest);
  return std::max(0.0, -highest - std::log(sum));
}

class ChoiceLoss final : public Metric {
 public:
  explicit ChoiceLoss(const MetricInfo& info) : info_(info) {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    const auto found = log_probabilities(sample, epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return {*reason, std::nullopt, ""};
    std::vector<double> values;
    for (const std::vector<double>& logs : std::get<0>(found)) {
      if (info_.name == "target_probability")
        values.push_back(std::min(1.0, probability_of_right(sample, logs)));
      else
        values.push_back(info_.name == "brier" ? squared_distance(sample, logs) : negative_log_likelihood(sample, logs));
      if (!std::isfinite(values.back()))
        return {Unscored{"the right choice has a probability of 0: its negative logarithm is infinite"}, std::nullopt,
                ""};
    }
    return scored_epochs(values, fmt::format("probability of the right choice {:.4f}",
                                             probability_of_right(sample, std::get<0>(found)[0])));
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  const MetricInfo& info_;
};

/// Rows are [confidence, right]: the probability of the top choice, and whether it is right.
class CalibrationError final : public Metric {
 public:
  explicit CalibrationError(const Options& options)
      : num_bins_(static_cast<std::size_t>(options.integer("bins", 10, 1, 10000))) {}

  const MetricInfo& info() const override { return kInfos[2]; }
  std::string signature() const override { return fmt::format("bins:{}", num_bins_); }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    const auto found = log_probabilities(sample, epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return {*reason, std::nullopt, ""};
    StatsRow row = {0.0, 0.0};
    for (const std::vector<double>& logs : std::get<0>(found)) {
      const std::size_t top = *best_choice(logs);
      row[0] += std::exp(logs[top]);
      row[1] += is_right_choice(sample, top) ? 1.0 : 0.0;
    }
    for (double& x : row) x /= static_cast<double>(std::get<0>(found).size());
    return {row, std::nullopt, fmt::format("confidence {:.4f}, {}", row[0], row[1] == 1.0 ? "right" : "not right")};
  }

  /// Guo et al. 2017, eq. 3: sum over bins of |B| / n * |acc(B) - conf(B)|, bins ((m - 1) / M, m / M].
  std::optional<double> value(const StatsRows& rows) const override {
    std::vector<double> gaps(num_bins_, 0.0);
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double* row = rows.data.data() + i * rows.width;
      const double place = std::ceil(row[0] * static_cast<double>(num_bins_)) - 1.0;
      const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(num_bins_ - 1)));
      gaps[bin] += rows.weight(i) * (row[1] - row[0]);
      weight += rows.weight(i);
    }
    if (!(weight > 0.0)) return std::nullopt;
    double sum = 0.0;
    for (const double gap : gaps) sum += std::abs(gap);
    return sum / weight;
  }

 private:
  std::size_t num_bins_;
};

}  // namespace

extern const MetricDef choice_probability = {
    kInfos, "bins (of ece, of equal width; default 10)",
    "brier: brier_score of lm-evaluation-harness 0.4 (Brier 1950); ece: Guo et al. 2017 (arXiv:1706.04599), of a few "
    "hundred samples well over 0 for a perfect model too. Probabilities are those among the choices; several right "
    "choices are one outcome, and the row of several epochs is their mean",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      if (name == "ece") return std::make_unique<CalibrationError>(options);
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<ChoiceLoss>(info);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
