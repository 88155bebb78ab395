#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/epochs.h"
#include "metrics/text/reference_count.h"
#include "metrics/text/tercom_tokenize.h"
#include "metrics/text/translation_edits.h"
#include "metrics/text/vocabulary.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"ter", "edits, moves of phrases included, that turn the answers into references, as a percentage of their words", false,
     0.0, IntervalMethod::kBootstrap},
}};

/// Rows are [edits to the nearest reference, mean length of the references].
class Ter final : public Metric {
 public:
  explicit Ter(const Options& options) {
    tokenizer_.normalized = options.flag("normalized", false);
    tokenizer_.no_punct = options.flag("no_punct", false);
    tokenizer_.asian_support = options.flag("asian_support", false);
    tokenizer_.case_sensitive = options.flag("case_sensitive", false);
  }

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    const auto word = [](bool flag) { return flag ? "yes" : "no"; };
    return fmt::format("{}case:{}|tok:tercom|norm:{}|punct:{}|asian:{}|version:2.6.0", num_references_.signature_part(),
                       tokenizer_.case_sensitive ? "mixed" : "lc", word(tokenizer_.normalized),
                       word(!tokenizer_.no_punct), word(tokenizer_.asian_support));
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    num_references_.saw(sample.targets.size());
    std::vector<Tokens> references(sample.targets.size());
    double length = 0.0;
    for (std::size_t r = 0; r < references.size(); ++r) {
      references[r].set(tokenizer_, sample.targets[r]);
      length += static_cast<double>(references[r].words.size());
    }
    length /= static_cast<double>(references.size());
    // Epochs add up: the corpus is all answers, each against the references of its sample.
    StatsRow row = {0.0, 0.0};
    double sum = 0.0;
    Tokens answer;
    for (const std::string_view text : std::get<0>(texts)) {
      answer.set(tokenizer_, text);
      try {
        const double edits = least_edits(answer, references);
        row[0] += edits;
        row[1] += length;
        sum += rate(edits, length);
      } catch (const Error& error) {
        return {Unscored{error.message()}, std::nullopt, ""};
      }
    }
    return {row, sum / static_cast<double>(std::get<0>(texts).size()), ""};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    double edits = 0.0;
    double length = 0.0;
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double w = rows.weight(i);
      weight += w;
      edits += w * rows.data[i * rows.width];
      length += w * rows.data[i * rows.width + 1];
    }
    if (weight <= 0.0) return std::nullopt;
    return rate(edits, length);
  }

 private:
  /// The words of a text, which are parts of `storage`.
  struct Tokens {
    std::string storage;
    std::vector<std::string_view> words;

    void set(const TercomOptions& tokenizer, std::string_view text) {
      words.clear();
      tercom_tokens(text::rstrip(text), tokenizer, storage, words);
    }
  };

  static double least_edits(const Tokens& answer, const std::vector<Tokens>& references) {
    Vocabulary vocabulary;
    const std::vector<std::uint32_t> numbers = vocabulary.numbers(answer.words);
    std::size_t least = translation_edits(numbers, vocabulary.numbers(references[0].words));
    for (std::size_t r = 1; r < references.size(); ++r)
      least = std::min(least, translation_edits(numbers, vocabulary.numbers(references[r].words)));
    return static_cast<double>(least);
  }

  static double rate(double edits, double length) {
    if (length > 0.0) return 100.0 * (edits / length);
    return edits > 0.0 ? 100.0 : 0.0;
  }

  TercomOptions tokenizer_;
  mutable ReferenceCount num_references_;
};

}  // namespace

extern const MetricDef ter = {
    kInfos,
    "normalized (split off punctuation), no_punct (remove it), asian_support (both of these for Chinese and Japanese), "
    "case_sensitive; all off by default",
    "TER of sacreBLEU 2.6.0 (Snover et al. 2006, as tercom has it): the reference with the fewest edits counts, over the "
    "mean length of all; the answers of several epochs add up to one corpus",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<Ter>(options);
    }};

}  // namespace assay::metrics::builtin
