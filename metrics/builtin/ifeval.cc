#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/metric.h"
#include "metrics/extract/instructions/instructions.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 4> kInfos = {{
    {"prompt_level_strict_acc", "1 where the answer follows every verifiable instruction of the prompt, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"inst_level_strict_acc", "share of all verifiable instructions that the answers follow", true, 1.0,
     IntervalMethod::kBootstrap},
    {"prompt_level_loose_acc",
     "as prompt_level_strict_acc, but an instruction may also be followed without the first or last line or asterisks", true,
     1.0, IntervalMethod::kWilson},
    {"inst_level_loose_acc",
     "as inst_level_strict_acc, but an instruction may also be followed without the first or last line or asterisks", true,
     1.0, IntervalMethod::kBootstrap},
}};

/// Rows of the levels of instructions are [followed, asked] over all epochs; those of prompts the mean over the epochs.
class Ifeval final : public Metric {
 public:
  explicit Ifeval(const MetricInfo& info)
      : info_(info),
        per_prompt_(info.name.starts_with("prompt_level")),
        strictness_(info.name.find("loose") == info.name.npos ? Strictness::kStrict : Strictness::kLoose) {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    try {
      return score_texts(Instructions(sample), std::get<0>(texts));
    } catch (const Error& error) {
      // What is wrong with one sample's instructions is no fault of the answer.
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override {
    if (per_prompt_) return weighted_mean(rows);
    double followed = 0.0;
    double asked = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      followed += rows.weight(i) * rows.row(i)[0];
      asked += rows.weight(i) * rows.row(i)[1];
    }
    if (asked <= 0.0) return std::nullopt;
    return followed / asked;
  }

  bool value_is_of_sums() const override { return true; }

 private:
  Scored score_texts(const Instructions& instructions, const std::vector<std::string_view>& texts) const {
    std::vector<double> whole;
    double num_followed = 0.0;
    std::string missed;
    for (const std::string_view text : texts) {
      const std::vector<bool> followed = instructions.followed(text, strictness_);
      const auto count = std::count(followed.begin(), followed.end(), true);
      num_followed += static_cast<double>(count);
      whole.push_back(static_cast<std::size_t>(count) == followed.size() ? 1.0 : 0.0);
      for (std::size_t i = 0; i < followed.size() && texts.size() == 1; ++i)
        if (!followed[i]) missed += (missed.empty() ? "not followed: " : ", ") + instructions.name(i);
    }
    if (per_prompt_) return scored_epochs(whole, missed);
    const double asked = static_cast<double>(instructions.size() * texts.size());
    return {StatsRow{num_followed, asked}, num_followed / asked, missed};
  }

  const MetricInfo& info_;
  bool per_prompt_;
  Strictness strictness_;
};

}  // namespace

extern const MetricDef ifeval = {
    kInfos, "",
    "IFEval (Zhou et al. 2023) as in lm-evaluation-harness 0.4.13, from the fields instruction_id_list and kwargs of the "
    "dataset row; languages are told by CLD2 and sentences by Punkt with tables of our own, see docs/metrics.md; where the "
    "reference would draw an argument at random the sample is not scored",
    [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Ifeval>(info);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
