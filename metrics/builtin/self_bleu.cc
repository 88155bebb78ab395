#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/text/bleu_score.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"self_bleu", "BLEU of each of a sample's answers against its others, 0..100: low where answers are diverse", false,
     100.0, IntervalMethod::kT},
}};

/// Rows are [the sample's mean]: the answers of one sample depend on each other, so they have no spread of their own.
class SelfBleu final : public Metric {
 public:
  explicit SelfBleu(const Options& options) : scorer_(options, true) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return scorer_.signature(); }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    const std::vector<std::string_view>& answers = std::get<0>(texts);
    if (answers.size() < 2)
      return {Unscored{"there is one answer, and self-BLEU compares at least two: set epochs to 2 or more"},
              std::nullopt, ""};
    std::vector<BleuScorer::Tokens> tokens(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) scorer_.set_tokens(answers[i], tokens[i]);
    double sum = 0.0;
    for (const StatsRow& stats : scorer_.statistics_with_others(tokens)) sum += scorer_.corpus_score(stats);
    const double mean = sum / static_cast<double>(answers.size());
    return {StatsRow{mean}, mean, ""};
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  BleuScorer scorer_;
};

}  // namespace

extern const MetricDef self_bleu = {
    kInfos,
    "as for bleu, but effective_order is on unless it is set to false",
    "Zhu et al. 2018 (arXiv:1802.01886), section 3.2, over the epochs of each sample, with sacreBLEU 2.6.0's sentence "
    "BLEU and its effective order; the value is the mean over samples",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<SelfBleu>(options);
    }};

}  // namespace assay::metrics::builtin
