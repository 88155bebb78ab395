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

constexpr std::array<MetricInfo, 11> kInfos = {{
    {"rouge_1", "overlap of words of answer and reference (ROUGE-1)", true, 1.0, IntervalMethod::kT},
    {"rouge_2", "overlap of pairs of words of answer and reference (ROUGE-2)", true, 1.0, IntervalMethod::kT},
    {"rouge_3", "overlap of 3 words in a row of answer and reference (ROUGE-3)", true, 1.0, IntervalMethod::kT},
    {"rouge_4", "overlap of 4 words in a row of answer and reference (ROUGE-4)", true, 1.0, IntervalMethod::kT},
    {"rouge_5", "overlap of 5 words in a row of answer and reference (ROUGE-5)", true, 1.0, IntervalMethod::kT},
    {"rouge_6", "overlap of 6 words in a row of answer and reference (ROUGE-6)", true, 1.0, IntervalMethod::kT},
    {"rouge_7", "overlap of 7 words in a row of answer and reference (ROUGE-7)", true, 1.0, IntervalMethod::kT},
    {"rouge_8", "overlap of 8 words in a row of answer and reference (ROUGE-8)", true, 1.0, IntervalMethod::kT},
    {"rouge_9", "overlap of 9 words in a row of answer and reference (ROUGE-9)", true, 1.0, IntervalMethod::kT},
    {"rouge_l", "longest common subsequence of answer and reference (ROUGE-L)", true, 1.0, IntervalMethod::kT},
    {"rouge_lsum", "as rouge_l, line by line (ROUGE-L of summaries)", true, 1.0, IntervalMethod::kT},
}};
constexpr std::array<std::string_view, 3> kMeasures = {"fmeasure", "precision", "recall"};

class Rouge final : public Metric {
 public:
  Rouge(const MetricInfo& info, const Options& options)
      : info_(info),
        variant_(info.name == "rouge_l"      ? kSubsequence
                 : info.name == "rouge_lsum" ? kSubsequenceOfLines
                                             : static_cast<std::size_t>(info.name.back() - '0')),
        use_stemmer_(options.flag("use_stemmer", false)),
        measure_(options.one_of("measure", "fmeasure", kMeasures)) {}

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    return fmt::format("stemmer:{}|measure:{}|version:0.1.2", use_stemmer_ ? "yes" : "no", measure_);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    try {
      std::vector<Parsed> references(sample.targets.size());
      for (std::size_t r = 0; r < references.size(); ++r) references[r].set(*this, sample.targets[r]);
      Parsed answer;
      return mean_over_epochs(sample, epochs, [&](std::string_view text) {
        answer.set(*this, text);
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
  static constexpr std::size_t kSubsequence = 0;
  static constexpr std::size_t kSubsequenceOfLines = 10;

  /// The sentences of a text, with the characters they are made of. All variants but the last take it as one sentence.
  struct Parsed {
    std::string storage;
    Sentences sentences;

    void set(const Rouge& rouge, std::string_view text) {
      if (rouge.variant_ == kSubsequenceOfLines) {
        sentences = rouge_sentences(text, rouge.use_stemmer_, storage);
      } else {
        sentences.resize(1);
        sentences[0] = rouge_tokens(text, rouge.use_stemmer_, storage);
      }
    }
  };

  RougeScore compare(const Parsed& answer, const Parsed& reference) const {
    if (variant_ == kSubsequenceOfLines) return rouge_lsum(answer.sentences, reference.sentences);
    if (variant_ == kSubsequence) return rouge_l(answer.sentences[0], reference.sentences[0]);
    return rouge_n(answer.sentences[0], reference.sentences[0], variant_);
  }

  const MetricInfo& info_;
  std::size_t variant_;  ///< n of ROUGE-N, or one of the above
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
