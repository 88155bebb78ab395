#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/epochs.h"
#include "metrics/text/squad_normalize.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 3> kInfos = {{
    {"quasi_exact_match", "1 where answer and a reference are equal but for case, punctuation and articles, else 0", true,
     1.0, IntervalMethod::kWilson},
    {"prefix_exact_match", "1 where the answer begins with a reference, else 0", true, 1.0, IntervalMethod::kWilson},
    {"quasi_prefix_exact_match",
     "1 where the answer begins with a reference but for case, punctuation and articles, else 0", true, 1.0,
     IntervalMethod::kWilson},
}};

class QuasiMatch final : public Metric {
 public:
  explicit QuasiMatch(const MetricInfo& info)
      : info_(info), quasi_(info.name != "prefix_exact_match"), prefix_(info.name != "quasi_exact_match") {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    std::vector<std::string> references;
    for (const std::string& target : sample.targets) references.push_back(normalized(target));
    if (prefix_ && !references.empty()) {
      // Nothing at all begins every answer: such a reference tells right from wrong for no answer.
      std::erase(references, "");
      if (references.empty())
        return {Unscored{fmt::format("the reference '{}' is empty{}, and so begins any answer", sample.targets[0],
                                     quasi_ ? " without punctuation and articles" : "")},
                std::nullopt, ""};
    }
    return mean_over_epochs(sample, epochs, [&](std::string_view text) {
      // HELM strips an answer when it arrives, and has an empty one wrong even where it should be empty.
      if (text::strip(text).empty()) return 0.0;
      const std::string answer = normalized(text);
      const bool right = std::any_of(references.begin(), references.end(), [&](const std::string& reference) {
        return prefix_ ? answer.starts_with(reference) : answer == reference;
      });
      return right ? 1.0 : 0.0;
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::string normalized(std::string_view text) const {
    return quasi_ ? squad_normalize(text) : std::string(text::strip(text));
  }

  const MetricInfo& info_;
  bool quasi_;
  bool prefix_;
};

}  // namespace

extern const MetricDef quasi_match = {
    kInfos, "",
    "HELM 0.5 (Liang et al. 2022, arXiv:2211.09110); any of several references may match, a reference that is empty "
    "once normalised is the prefix of no answer, and the row of several epochs is their mean",
    [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<QuasiMatch>(info);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
