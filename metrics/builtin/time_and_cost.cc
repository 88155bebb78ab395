#include <fmt/core.h>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 4> kInfos = {{
    {"latency", "seconds from asking to the end of the answer", false, 0.0, IntervalMethod::kT},
    {"first_token_latency", "seconds from asking to the first token of the answer", false, 0.0, IntervalMethod::kT},
    {"cost", "cost of an answer, in the currency of the model's price", false, 0.0, IntervalMethod::kT},
    {"tokens_per_second", "generated tokens of all answers over the seconds that they took", true, 0.0,
     IntervalMethod::kBootstrap},
}};

bool is_known(double seconds) { return std::isfinite(seconds) && seconds > 0.0; }

Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

/// A mean over the epochs; what several requests of one epoch took adds up.
class PerAnswer final : public Metric {
 public:
  explicit PerAnswer(const MetricInfo& info) : info_(info) {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    std::map<int, double> sums;
    for (const Response& response : epochs) {
      // The first token of an answer is that of its first request.
      if (info_.name == "first_token_latency" && response.id.slot != 0) continue;
      const std::optional<double> amount = amount_of(response);
      if (!amount) return unscored(unknown());
      sums[response.id.epoch] += *amount;
    }
    if (sums.empty()) return unscored("no answer");
    std::vector<double> values;
    for (const auto& [epoch, sum] : sums) {
      if (!std::isfinite(sum)) return unscored(unknown());
      values.push_back(sum);
    }
    return scored_epochs(values);
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::optional<double> amount_of(const Response& response) const {
    if (info_.name == "cost") {
      const auto& cost = response.usage.cost;
      return cost && std::isfinite(*cost) && *cost >= 0.0 ? cost : std::nullopt;
    }
    const std::optional<double> seconds =
        info_.name == "latency" ? std::optional(response.timing.seconds) : response.timing.first_token_seconds;
    return seconds && is_known(*seconds) ? seconds : std::nullopt;
  }

  std::string unknown() const {
    if (info_.name == "cost") return "the cost is not known";
    return info_.name == "latency" ? "the time is not known" : "the time to the first token is not known";
  }

  const MetricInfo& info_;
};

/// Rows are [generated tokens, seconds], summed over the epochs.
class TokensPerSecond final : public Metric {
 public:
  const MetricInfo& info() const override { return kInfos[3]; }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    StatsRow row = {0.0, 0.0};
    for (const Response& response : epochs) {
      if (!std::holds_alternative<Completion>(response.body)) continue;
      if (response.usage.completion_tokens <= 0) return unscored("the number of generated tokens is not known");
      if (!is_known(response.timing.seconds)) return unscored("the time is not known");
      row[0] += static_cast<double>(response.usage.completion_tokens);
      row[1] += response.timing.seconds;
    }
    if (row[1] == 0.0) return unscored("no answer was generated");
    if (!std::isfinite(row[1])) return unscored("the time is not known");
    return {row, rate(row[0], row[1]), fmt::format("{:.0f} tokens in {:.3f} s", row[0], row[1])};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    double tokens = 0.0;
    double seconds = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      tokens += rows.weight(i) * rows.row(i)[0];
      seconds += rows.weight(i) * rows.row(i)[1];
    }
    return rate(tokens, seconds);
  }

  bool value_is_of_sums() const override { return true; }

 private:
  static std::optional<double> rate(double tokens, double seconds) {
    if (!(seconds > 0.0) || !std::isfinite(tokens / seconds)) return std::nullopt;
    return tokens / seconds;
  }
};

}  // namespace

extern const MetricDef time_and_cost = {
    kInfos, "",
    "what the backend measured: the time from first sending to the last byte, retries included, also of answers that "
    "were "
    "stored earlier. Where it is not known the sample is unscored. The row of several epochs is their mean, of "
    "tokens_per_second their sum",
    [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
      if (name == "tokens_per_second") return std::make_unique<TokensPerSecond>();
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<PerAnswer>(info);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
