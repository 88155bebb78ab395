#include <array>
#include <string>

#include "harness/core/metric.h"
#include "metrics/text/epochs.h"
#include "metrics/text/squad_scores.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"token_f1", "F1 of the bags of words of answer and best reference, normalised as in SQuAD", true, 1.0,
     IntervalMethod::kT},
}};
constexpr std::array<std::string_view, 2> kVersions = {"2.0", "1.1"};

class TokenF1 final : public Metric {
 public:
  explicit TokenF1(const Options& options) : version_(options.one_of("squad_version", "2.0", kVersions)) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return "squad_version:" + version_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    const SquadReferences references(sample.targets, version_ == "2.0" ? SquadVersion::k20 : SquadVersion::k11);
    return mean_over_epochs(sample, epochs, [&](std::string_view text) { return references.f1(text); });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::string version_;
};

}  // namespace

extern const MetricDef token_f1 = {
    kInfos,
    "squad_version (2.0 or 1.1: an empty answer to an empty reference is right in 2.0, and wrong in 1.1; default 2.0)",
    "F1 of the official SQuAD evaluation script; the best of several references counts, and the row of several epochs "
    "is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<TokenF1>(options);
    }};

}  // namespace assay::metrics::builtin
