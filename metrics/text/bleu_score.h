#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/text/ngram_matcher.h"

namespace assay::metrics {

/// BLEU with the options of sacreBLEU: tokens, n-gram statistics that add up, and the score of a sum of them.
/// Source: sacreBLEU 2.6.0 (Post 2018); Papineni et al. 2002.
class BleuScorer {
 public:
  /// Reads `tokenize`, `smooth_method`, `smooth_value`, `lowercase`, `max_ngram_order` and `effective_order`, of which the
  /// default is the parameter.
  explicit BleuScorer(const Options& options, bool effective_order = false);

  /// The tokens of a text, with the text they are parts of where it is not the original.
  /// Requires: stays where it is, and the original lives, while its words are used.
  struct Tokens {
    std::string lowered, storage;
    std::vector<std::string_view> words;
  };

  void set_tokens(std::string_view text, Tokens& tokens) const;
  std::size_t num_statistics() const { return 2 + 2 * order_; }
  /// [length of the answer, length of the closest reference, matched 1..N-grams, all 1..N-grams]. Requires: a reference.
  void set_statistics(const Tokens& answer, std::span<const Tokens> references, NgramMatcher& matcher,
                      StatsRow& statistics) const;
  /// The statistics of each answer with all others as its references, in time linear in them. Requires: two answers.
  std::vector<StatsRow> statistics_with_others(std::span<const Tokens> answers) const;
  /// The score, 0..100, of statistics or a sum of them; with the option's effective order or, for one sentence, with it.
  double corpus_score(std::span<const double> statistics) const { return score(statistics, effective_order_); }
  double sentence_score(std::span<const double> statistics) const { return score(statistics, true); }
  /// sacreBLEU's signature without the number of references: "case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0".
  std::string signature() const;

  /// A word on each option, for a MetricDef.
  static constexpr std::string_view kOptions =
      "tokenize (13a, none, char, intl, zh; default 13a), smooth_method (exp, floor, add-k, none; default exp), "
      "smooth_value (default 0.1 for floor, 1 for add-k), lowercase, max_ngram_order (default 4), effective_order";

 private:
  double score(std::span<const double> statistics, bool effective_order) const;

  std::string tokenizer_;
  std::string smoothing_;
  double smooth_value_;
  bool lowercase_;
  bool effective_order_;
  std::size_t order_;
};

}  // namespace assay::metrics
