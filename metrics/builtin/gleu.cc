#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/epochs.h"
#include "metrics/text/mt_tokenize.h"
#include "metrics/text/ngrams.h"
#include "metrics/text/vocabulary.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"gleu", "the lesser of n-gram precision and recall of the whole corpus (Google-BLEU)", true, 1.0,
     IntervalMethod::kBootstrap},
}};

/// Rows are [matched n-grams, n-grams of the answer or the reference, whichever has more].
class Gleu final : public Metric {
 public:
  explicit Gleu(const Options& options)
      : tokenizer_(options.one_of("tokenize", "13a", kMtTokenizers)),
        min_len_(static_cast<std::size_t>(options.integer("min_len", 1, 1, 64))),
        max_len_(static_cast<std::size_t>(options.integer("max_len", 4, 1, 64))) {
    if (max_len_ < min_len_)
      options.fail("max_len", fmt::format("max_len is {}, expected at least min_len, which is {}", max_len_, min_len_));
  }

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    return fmt::format("tok:{}|min_len:{}|max_len:{}", tokenizer_, min_len_, max_len_);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    std::vector<std::vector<std::string>> references;
    for (const std::string& target : sample.targets) references.push_back(tokens(target));
    // Epochs add up: the corpus is all answers, each against the best of its references.
    Matches sum;
    double sum_of_scores = 0.0;
    double num_scores = 0.0;
    for (const std::string_view text : std::get<0>(texts)) {
      const Matches matches = best(tokens(text), references);
      sum.matched += matches.matched;
      sum.all += matches.all;
      if (matches.all == 0.0) continue;
      sum_of_scores += matches.matched / matches.all;
      num_scores += 1.0;
    }
    if (sum.all == 0.0)
      return {Unscored{fmt::format("neither answer nor reference has {} word{}", min_len_, min_len_ == 1 ? "" : "s")},
              std::nullopt, ""};
    return {StatsRow{sum.matched, sum.all}, sum_of_scores / num_scores, ""};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    double matched = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      matched += rows.weight(i) * rows.row(i)[0];
      all += rows.weight(i) * rows.row(i)[1];
    }
    if (all <= 0.0) return std::nullopt;
    return matched / all;
  }

  bool value_is_of_sums() const override { return true; }

 private:
  struct Matches {
    double matched = 0.0;
    double all = 0.0;
  };

  std::vector<std::string> tokens(std::string_view text) const {
    std::string storage;
    std::vector<std::string_view> words;
    mt_tokens(tokenizer_, text, storage, words);
    return {words.begin(), words.end()};
  }

  /// Wu et al. 2016, section 4.3: the lesser of precision and recall is the matches over the greater total.
  Matches best(const std::vector<std::string>& answer, const std::vector<std::vector<std::string>>& references) const {
    Vocabulary vocabulary;
    std::vector<std::vector<std::uint32_t>> sequences = {vocabulary.numbers(answer)};
    for (const auto& reference : references) sequences.push_back(vocabulary.numbers(reference));
    std::vector<std::size_t> matched(sequences.size(), 0);
    std::vector<std::size_t> total(sequences.size(), 0);
    NgramOrders ngrams(std::move(sequences));
    for (std::size_t n = 1; n <= max_len_; ++n) {
      if (n > 1) ngrams.next();
      if (n < min_len_) continue;
      for (std::size_t s = 0; s < total.size(); ++s) {
        total[s] += ngrams.total(s);
        if (s > 0) matched[s] += ngrams.matches(0, s, s + 1);
      }
    }
    Matches best;
    for (std::size_t s = 1; s < total.size(); ++s) {
      const Matches found = {static_cast<double>(matched[s]), static_cast<double>(std::max(total[0], total[s]))};
      if (found.all > 0.0 && (best.all == 0.0 || found.matched / found.all > best.matched / best.all)) best = found;
    }
    return best;
  }

  std::string tokenizer_;
  std::size_t min_len_;
  std::size_t max_len_;
};

}  // namespace

extern const MetricDef gleu = {
    kInfos,
    "min_len, max_len (words in the shortest and longest n-grams, default 1 and 4), tokenize (13a, none, char, intl, zh; "
    "default 13a; none is white space)",
    "corpus_gleu and sentence_gleu of NLTK 3.10 (Wu et al. 2016, arXiv:1609.08144), which with 13a is google_bleu of "
    "HuggingFace evaluate; the best of several references counts, and the answers of several epochs add up",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<Gleu>(options);
    }};

}  // namespace assay::metrics::builtin
