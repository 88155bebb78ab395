#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/text/drop_scores.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 2> kInfos = {{
    {"drop_em", "1 where the answer's spans are those of a reference, normalised as in DROP, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"drop_f1", "F1 of the bags of words of answer and best reference under the best alignment of their spans (DROP)",
     true, 1.0, IntervalMethod::kT},
}};

class Drop final : public Metric {
 public:
  explicit Drop(const MetricInfo& info) : info_(info) {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    std::vector<DropAnswer> references;
    for (const std::string& target : sample.targets) {
      const std::vector<std::string> spans = drop_spans(target);
      if (spans.size() > kMaxDropSpans)
        return unscored(fmt::format("a reference has {} spans; at most {} are compared", spans.size(), kMaxDropSpans));
      if (!spans.empty() && !text::strip(spans[0]).empty()) references.push_back(drop_answer(spans));
    }
    if (references.empty()) return unscored("every reference is blank");
    return mean_over_answers(epochs, [&](std::string_view text, std::string&) -> std::variant<double, Unscored> {
      const std::vector<std::string> spans = drop_spans(text);
      if (spans.size() > kMaxDropSpans)
        return Unscored{fmt::format("the answer has {} spans; at most {} are compared", spans.size(), kMaxDropSpans)};
      const DropAnswer answer = drop_answer(spans);
      double best = 0.0;
      for (const DropAnswer& reference : references)
        best = std::max(best, info_.name == "drop_em" ? drop_exact_match(answer, reference) : drop_f1(answer, reference));
      return best;
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  const MetricInfo& info_;
};

}  // namespace

extern const MetricDef drop = {
    kInfos, "",
    "the official evaluation script of DROP (Dua et al. 2019), as fractions, each F1 rounded to two decimals; a reference "
    "or answer that is a JSON list of strings has several spans; the best of several references counts, blank ones are "
    "left out",
    [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Drop>(info);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
