#include <fmt/core.h>

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/core/random.h"
#include "metrics/text/answer_match.h"
#include "metrics/text/epochs.h"
#include "metrics/text/votes.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 4> kInfos = {{
    {"pass_at_k", "the chance that one or more of k answers are right", true, 1.0, IntervalMethod::kWilson},
    {"pass_hat_k", "the chance that all of k answers are right", true, 1.0, IntervalMethod::kWilson},
    {"maj_at_k", "the chance that the most frequent of k answers is right", true, 1.0, IntervalMethod::kWilson},
    {"at_least_k", "1 where k or more of all answers are right, else 0", true, 1.0, IntervalMethod::kWilson},
}};

constexpr std::int64_t kMaxK = 1000000;

/// Rows are [value of the sample]: it is one number of all epochs together, with no spread over them.
class OverEpochs final : public Metric {
 public:
  OverEpochs(const MetricInfo& info, const Options& options)
      : info_(info), match_(options), k_(static_cast<std::size_t>(options.integer("k", 1, 1, kMaxK))) {}

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    const std::string match = match_.signature();
    return fmt::format("k:{}{}{}", k_, match.empty() ? "" : "|", match);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return unscored(reason->reason);
    const std::size_t n = std::get<0>(texts).size();
    if (k_ > n)
      return unscored(fmt::format("{} with k = {} needs {} epochs or more, and there {}", info_.name, k_, k_,
                                  n == 1 ? "is 1" : fmt::format("are {}", n)));
    try {
      return score_texts(sample, std::get<0>(texts));
    } catch (const Error& error) {
      // A pattern that backtracks without end on this one text is this sample's trouble, not the run's.
      return unscored(error.message());
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  Scored score_texts(const Sample& sample, const std::vector<std::string_view>& texts) const {
    const std::vector<std::string> targets = match_.normalized_targets(sample);
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::uint32_t> classes;
    std::vector<char> is_right;
    std::size_t num_right = 0;
    for (const std::string_view text : texts) {
      const auto [at, is_new] =
          numbers.try_emplace(match_.normalized(text), static_cast<std::uint32_t>(numbers.size()));
      if (is_new) is_right.push_back(is_one_of(at->first, targets) ? 1 : 0);
      classes.push_back(at->second);
      num_right += is_right[at->second] != 0;
    }
    const std::size_t n = texts.size();
    double value = 0.0;
    if (info_.name == "pass_at_k") {
      value = 1.0 - share_without(n, num_right, k_);
    } else if (info_.name == "pass_hat_k") {
      // All k are right where none of them is among the wrong ones.
      value = share_without(n, n - num_right, k_);
    } else if (info_.name == "maj_at_k") {
      value = majority_share(classes, is_right, k_, stream_seed(0, info_.name, sample.id, k_));
    } else {
      value = num_right >= k_ ? 1.0 : 0.0;
    }
    return {StatsRow{value}, value, fmt::format("{} of {} right", num_right, n)};
  }

  const MetricInfo& info_;
  AnswerMatch match_;
  std::size_t k_;
};

}  // namespace

extern const MetricDef over_epochs = {
    kInfos,
    "k (how many answers of each sample; default 1), and what makes an answer right as in exact_match: "
    "regexes_to_ignore, ignore_case, ignore_punctuation, ignore_numbers, strip",
    "pass@k: Chen et al. 2021 (arXiv:2107.03374), eq. 1; pass^k: Yao et al. 2024 (arXiv:2406.12045); maj@k: Wang et "
    "al. "
    "2022 (arXiv:2203.11171), the expectation over all subsets of k answers, or 2000 drawn ones where there are more; "
    "answers with equally many votes share the win",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<OverEpochs>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
