#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/text/epochs.h"
#include "metrics/text/votes.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"code_pass_at_k", "the chance that one or more of k programs pass their tests", true, 1.0, IntervalMethod::kWilson},
}};

constexpr std::int64_t kMaxK = 1000000;
constexpr std::string_view kNotRun =
    "the program was not run: running it needs a sandbox, and there is none, nor has the row verdicts in the field";

/// Rows are [value of the sample]: it is one number of all programs together.
class CodePassAtK final : public Metric {
 public:
  explicit CodePassAtK(const Options& options)
      : k_(static_cast<std::size_t>(options.integer("k", 1, 1, kMaxK))), field_(options.text("passed_field", "passed")) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return fmt::format("k:{}|passed_field:{}", k_, field_); }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return unscored(reason->reason);
    const std::size_t n = std::get<0>(texts).size();
    const Value* passed = sample.fields.find(field_);
    if (passed == nullptr || passed->is_null()) return unscored(fmt::format("{} '{}'", kNotRun, field_));
    Value one = Value::array();
    if (passed->is_bool()) one.push_back(*passed);
    const Value& verdicts = passed->is_bool() ? one : *passed;
    const auto is_bool = [](const Value& value) { return value.is_bool(); };
    if (!verdicts.is_array() || !std::all_of(verdicts.as_array().begin(), verdicts.as_array().end(), is_bool))
      return unscored(fmt::format("the field '{}' is no list of true and false", field_));
    if (verdicts.size() != n)
      return unscored(fmt::format("the field '{}' has {} verdicts on {} programs", field_, verdicts.size(), n));
    if (k_ > n) return unscored(fmt::format("pass@{} needs {} programs or more, and there {}", k_, k_,
                                            n == 1 ? "is 1" : fmt::format("are {}", n)));
    std::size_t num_right = 0;
    for (const Value& verdict : verdicts.as_array()) num_right += verdict.as_bool() ? 1 : 0;
    const double value = 1.0 - share_without(n, num_right, k_);
    return {StatsRow{value}, value, fmt::format("{} of {} passed", num_right, n)};
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::size_t k_;
  std::string field_;
};

}  // namespace

extern const MetricDef code_pass_at_k = {
    kInfos,
    "k (how many programs of each sample; default 1; a task may list several), passed_field (the field of the row that has "
    "what a runner found: true and false, one a program in the order of the answers; default passed)",
    "Chen et al. 2021 (arXiv:2107.03374), eq. 1, as code_eval of HuggingFace evaluate; no program is ever run here: without "
    "verdicts a sample is unscored",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> { return std::make_unique<CodePassAtK>(options); }};

}  // namespace assay::metrics::builtin
