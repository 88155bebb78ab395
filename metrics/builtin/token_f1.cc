#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/text/epochs.h"
#include "metrics/text/squad_normalize.h"

namespace assay::metrics::builtin {
namespace {

using Tokens = std::vector<std::string>;

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"token_f1", "F1 of the bags of words of answer and best reference, normalised as in SQuAD", true, 1.0,
     IntervalMethod::kT},
}};
constexpr std::array<std::string_view, 2> kVersions = {"2.0", "1.1"};

Tokens sorted_tokens(std::string_view text) {
  Tokens tokens = squad_tokens(text);
  std::sort(tokens.begin(), tokens.end());
  return tokens;
}

class TokenF1 final : public Metric {
 public:
  explicit TokenF1(const Options& options) : version_(options.one_of("squad_version", "2.0", kVersions)) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return "squad_version:" + version_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    std::vector<Tokens> references;
    for (const std::string& target : sample.targets) references.push_back(sorted_tokens(target));
    // SQuAD 2.0 leaves out references of nothing but articles and punctuation, unless that leaves none: then the right
    // answer is the empty one.
    if (version_ == "2.0") {
      std::erase_if(references, [](const Tokens& tokens) { return tokens.empty(); });
      if (references.empty()) references.emplace_back();
    }
    return mean_over_epochs(sample, epochs, [&](std::string_view text) {
      const Tokens answer = sorted_tokens(text);
      double best = 0.0;
      for (const Tokens& reference : references) best = std::max(best, f1(answer, reference));
      return best;
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  double f1(const Tokens& answer, const Tokens& reference) const {
    if (version_ == "2.0" && (answer.empty() || reference.empty())) return answer == reference ? 1.0 : 0.0;
    Tokens shared;
    std::set_intersection(answer.begin(), answer.end(), reference.begin(), reference.end(), std::back_inserter(shared));
    if (shared.empty()) return 0.0;
    const double precision = static_cast<double>(shared.size()) / static_cast<double>(answer.size());
    const double recall = static_cast<double>(shared.size()) / static_cast<double>(reference.size());
    return 2.0 * precision * recall / (precision + recall);
  }

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
