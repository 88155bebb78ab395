#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/text/bleu_score.h"
#include "metrics/text/epochs.h"
#include "metrics/text/reference_count.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"bleu", "n-gram precision of the whole corpus with a brevity penalty, 0..100", true, 100.0,
     IntervalMethod::kBootstrap},
}};

/// Rows are the statistics of BleuScorer.
class Bleu final : public Metric {
 public:
  explicit Bleu(const Options& options) : scorer_(options) {}

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override { return num_references_.signature_part() + scorer_.signature(); }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    num_references_.saw(sample.targets.size());
    std::vector<BleuScorer::Tokens> references(sample.targets.size());
    for (std::size_t r = 0; r < references.size(); ++r) scorer_.set_tokens(sample.targets[r], references[r]);
    // Epochs add up: the corpus is all answers, each against the references of its sample.
    StatsRow row(scorer_.num_statistics(), 0.0);
    StatsRow stats;
    BleuScorer::Tokens answer;
    NgramMatcher matcher;
    double sum = 0.0;
    for (const std::string_view text : std::get<0>(texts)) {
      scorer_.set_tokens(text, answer);
      scorer_.set_statistics(answer, references, matcher, stats);
      for (std::size_t i = 0; i < row.size(); ++i) row[i] += stats[i];
      sum += scorer_.sentence_score(stats);
    }
    return {row, sum / static_cast<double>(std::get<0>(texts).size()), ""};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    std::vector<double> stats(scorer_.num_statistics(), 0.0);
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double w = rows.weight(i);
      if (w == 0.0) continue;
      weight += w;
      const double* row = rows.data.data() + i * rows.width;
      for (std::size_t k = 0; k < stats.size(); ++k) stats[k] += w * row[k];
    }
    if (weight <= 0.0) return std::nullopt;
    return scorer_.corpus_score(stats);
  }

  bool value_is_of_sums() const override { return true; }

 private:
  BleuScorer scorer_;
  mutable ReferenceCount num_references_;
};

}  // namespace

extern const MetricDef bleu = {
    kInfos, BleuScorer::kOptions,
    "sacreBLEU 2.6.0 (Post 2018); a sample's own value is its sentence BLEU with effective order, and the answers of "
    "several epochs add up to one corpus",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<Bleu>(options);
    }};

}  // namespace assay::metrics::builtin
