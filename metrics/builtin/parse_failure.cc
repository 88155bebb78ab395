#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"parse_failure", "share of answers in which the filters found nothing", false, 1.0, IntervalMethod::kWilson},
}};

/// Of answers that no filter has seen: nothing can fail to be found in them. What a pipeline of filters finds nothing in,
/// run/filtered_metric counts, which knows.
class ParseFailure final : public Metric {
 public:
  const MetricInfo& info() const override { return kInfos[0]; }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return unscored(reason->reason);
    return scored_epochs(std::vector<double>(std::get<0>(texts).size(), 0.0));
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }
};

}  // namespace

extern const MetricDef parse_failure = {
    kInfos, "",
    "our own: the answers that a pipeline of the task's filter_list leaves, of which one is a failure where some filter in "
    "it gave its fallback; without a filter_list there is none",
    [](std::string_view, const Options&) -> std::unique_ptr<Metric> { return std::make_unique<ParseFailure>(); }};

}  // namespace assay::metrics::builtin
