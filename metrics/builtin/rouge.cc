#include <fmt/core.h>

#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/text/epochs.h"
#include "metrics/text/rouge_scores.h"
#include "metrics/text/rouge_tokenize.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 4> kInfos = {{
    {"rouge_1", "overlap of words of answer and reference (ROUGE-1)", true, 1.0, IntervalMethod::kT},
    {"rouge_2", "overlap of pairs of words of answer and reference (ROUGE-2)", true, 1.0, IntervalMethod::kT},
    {"rouge_l", "longest common subsequence of answer and reference (ROUGE-L)", true, 1.0, IntervalMethod::kT},
    {"rouge_lsum", "as rouge_l, line by line (ROUGE-L of summaries)", true, 1.0, IntervalMethod::kT},
}};
constexpr std::array<std::string_view, 3> kMeasures = {"fmeasure", "precision", "recall"};

class Rouge final : public Metric {
 public:
  Rouge(const MetricInfo& info, const Options& options)
      : info_(info),
        use_stemmer_(options.flag("use_stemmer", false)),
        measure_(options.one_of("measure", "fmeasure", kMeasures)) {}

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    return fmt::format("stemmer:{}|measure:{}|version:0.1.2", use_stemmer_ ? "yes" : "no", measure_);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    try {
      std::vector<Sentences> references;
      for (const std::string& target : sample.targets) references.push_back(parse(target));
      return mean_over_epochs(sample, epochs, [&](std::string_view text) {
        const Sentences answer = parse(text);
        // The reference of the best F-measure counts, whatever the measure; the first of equal ones.
        RougeScore best = compare(answer, references[0]);
        for (std::size_t r = 1; r < references.size(); ++r) {
          const RougeScore score = compare(answer, references[r]);
          if (score.fmeasure > best.fmeasure) best = score;
        }
        return measure_ == "precision" ? best.precision : measure_ == "recall" ? best.recall : best.fmeasure;
      });
    } catch (const Error& error) {
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  /// All variants but the last take a text as one sentence.
  Sentences parse(std::string_view text) const {
    if (info_.name == "rouge_lsum") return rouge_sentences(text, use_stemmer_);
    return {rouge_tokens(text, use_stemmer_)};
  }

  RougeScore compare(const Sentences& answer, const Sentences& reference) const {
    if (info_.name == "rouge_1") return rouge_n(answer[0], reference[0], 1);
    if (info_.name == "rouge_2") return rouge_n(answer[0], reference[0], 2);
    if (info_.name == "rouge_l") return rouge_l(answer[0], reference[0]);
    return rouge_lsum(answer, reference);
  }

  const MetricInfo& info_;
  bool use_stemmer_;
  std::string measure_;
};

}  // namespace

extern const MetricDef rouge = {
    kInfos, "use_stemmer (Porter's; default false), measure (fmeasure, precision or recall; default fmeasure)",
    "rouge-score 0.1.2 (Lin 2004); the best of several references by F-measure counts, and the row of several epochs "
    "is "
    "their mean",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Rouge>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
