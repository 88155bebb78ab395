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

class ParseFailure final : public Metric {
 public:
  const MetricInfo& info() const override { return kInfos[0]; }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return unscored(reason->reason);
    std::vector<double> values;
    for (const Response& response : epochs)
      if (response.id.slot == 0) values.push_back(std::get<Completion>(response.body).fell_back ? 1.0 : 0.0);
    return scored_epochs(values);
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
