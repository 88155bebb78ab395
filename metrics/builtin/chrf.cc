#include <fmt/core.h>

#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/ascii_sets.h"
#include "metrics/text/character_numbers.h"
#include "metrics/text/epochs.h"
#include "metrics/text/ngram_matcher.h"
#include "metrics/text/reference_count.h"
#include "metrics/text/vocabulary.h"
#include "metrics/text/words.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"chrf", "F-score of character n-grams (and word n-grams: chrF++) over the whole corpus, 0..100", true, 100.0,
     IntervalMethod::kBootstrap},
}};

constexpr double kDefaultBeta = 2.0;

/// White-space words with one ASCII punctuation mark split off: the last character, or else the first.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> whole;
  split_words(text, whole);
  std::vector<std::string_view> words;
  words.reserve(whole.size() + whole.size() / 2);
  for (const std::string_view word : whole) {
    const auto marks = [&](char c) { return is_ascii_punctuation(static_cast<unsigned char>(c)); };
    if (word.size() > 1 && marks(word.back())) {
      words.push_back(word.substr(0, word.size() - 1));
      words.push_back(word.substr(word.size() - 1));
    } else if (word.size() > 1 && marks(word.front())) {
      words.push_back(word.substr(0, 1));
      words.push_back(word.substr(1));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

/// Rows are [n-grams of the answer, n-grams of the reference, matches] of each order, characters before words.
class Chrf final : public Metric {
 public:
  explicit Chrf(const Options& options)
      : char_order_(static_cast<std::size_t>(options.integer("char_order", 6, 0, 64))),
        word_order_(static_cast<std::size_t>(options.integer("word_order", 0, 0, 64))),
        beta_(options.number("beta", kDefaultBeta, 0.0, 1e6)),
        lowercase_(options.flag("lowercase", false)),
        whitespace_(options.flag("whitespace", false)),
        eps_smoothing_(options.flag("eps_smoothing", false)) {
    if (char_order_ + word_order_ == 0) options.fail("char_order", "char_order and word_order are both 0");
  }

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    // sacreBLEU's does not name beta, so it is behind what is sacreBLEU's, and only where it is not the usual one.
    const std::string beta = beta_ == kDefaultBeta ? "" : fmt::format("|beta:{}", beta_);
    return fmt::format("{}case:{}|eff:{}|nc:{}|nw:{}|space:{}|version:2.6.0{}", num_references_.signature_part(),
                       lowercase_ ? "lc" : "mixed", eps_smoothing_ ? "no" : "yes", char_order_, word_order_,
                       whitespace_ ? "yes" : "no", beta);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    num_references_.saw(sample.targets.size());
    // Epochs add up: the corpus is all answers, each against the references of its sample.
    StatsRow row(width(), 0.0);
    NgramMatcher matcher;
    double sum = 0.0;
    for (const std::string_view text : std::get<0>(texts)) {
      const StatsRow stats = best_statistics(text, sample.targets, matcher);
      for (std::size_t i = 0; i < row.size(); ++i) row[i] += stats[i];
      sum += f_score(stats);
    }
    return {row, sum / static_cast<double>(std::get<0>(texts).size()), ""};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    StatsRow stats(width(), 0.0);
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double w = rows.weight(i);
      if (w == 0.0) continue;
      weight += w;
      const double* row = rows.data.data() + i * rows.width;
      for (std::size_t k = 0; k < stats.size(); ++k) stats[k] += w * row[k];
    }
    if (weight <= 0.0) return std::nullopt;
    return f_score(stats);
  }

  bool value_is_of_sums() const override { return true; }

 private:
  std::size_t width() const { return 3 * (char_order_ + word_order_); }

  using Numbers = std::vector<std::uint32_t>;

  /// The statistics against the reference with the best F-score, the first of equal ones.
  StatsRow best_statistics(std::string_view answer, const std::vector<std::string>& references,
                           NgramMatcher& matcher) const {
    std::vector<std::string_view> texts = {answer};
    texts.insert(texts.end(), references.begin(), references.end());
    std::vector<std::string> lowered;
    if (lowercase_) {
      lowered.reserve(texts.size());
      for (std::string_view& text : texts) text = lowered.emplace_back(text::to_lower(text));
    }
    std::vector<StatsRow> rows(references.size(), StatsRow(width(), 0.0));
    std::vector<Numbers> sequences;
    sequences.reserve(texts.size());
    CharacterNumbers characters;
    for (const std::string_view text : texts) sequences.push_back(characters.numbers(text, whitespace_));
    count(sequences, characters.size(), 0, char_order_, matcher, rows);
    if (word_order_ > 0) {
      Vocabulary vocabulary;
      sequences.clear();
      for (const std::string_view text : texts) {
        const std::vector<std::string_view> words = words_of(text);
        sequences.push_back(vocabulary.numbers(words));
      }
      count(sequences, vocabulary.size(), char_order_, word_order_, matcher, rows);
    }
    std::size_t best = 0;
    for (std::size_t r = 1; r < rows.size(); ++r)
      if (f_score(rows[r]) > f_score(rows[best])) best = r;
    return rows[best];
  }

  static void count(const std::vector<Numbers>& sequences, std::size_t num_symbols, std::size_t first,
                    std::size_t num_orders, NgramMatcher& matcher, std::vector<StatsRow>& rows) {
    std::vector<std::size_t> matched(num_orders);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::array<std::span<const std::uint32_t>, 2> pair = {sequences[0], sequences[r + 1]};
      matcher.match(pair, num_symbols, matched);
      for (std::size_t n = 0; n < num_orders; ++n) {
        double* stats = rows[r].data() + 3 * (first + n);
        stats[1] = static_cast<double>(num_ngrams(pair[1].size(), n + 1));
        // An order that the reference is too short for does not count against the answer.
        stats[0] = stats[1] > 0.0 ? static_cast<double>(num_ngrams(pair[0].size(), n + 1)) : 0.0;
        stats[2] = static_cast<double>(matched[n]);
      }
    }
  }

  /// Popovic 2015, eq. 1, over the mean precision and recall of the orders that both sides have; with eps_smoothing the
  /// mean of the F-scores of all orders, as chrF++.py has it.
  double f_score(const StatsRow& stats) const {
    constexpr double kEpsilon = 1e-16;
    const double factor = beta_ * beta_;
    const std::size_t order = char_order_ + word_order_;
    double sum = 0.0;
    double precisions = 0.0;
    double recalls = 0.0;
    std::size_t effective = 0;
    for (std::size_t i = 0; i < order; ++i) {
      const double answer = stats[3 * i];
      const double reference = stats[3 * i + 1];
      const double matched = stats[3 * i + 2];
      const double precision = answer > 0.0 ? matched / answer : kEpsilon;
      const double recall = reference > 0.0 ? matched / reference : kEpsilon;
      const double weighted = factor * precision + recall;
      sum += weighted > 0.0 ? (1.0 + factor) * precision * recall / weighted : kEpsilon;
      if (answer > 0.0 && reference > 0.0) {
        precisions += precision;
        recalls += recall;
        ++effective;
      }
    }
    if (eps_smoothing_) return 100.0 * sum / static_cast<double>(order);
    if (effective == 0 || precisions + recalls == 0.0) return 0.0;
    const double precision = precisions / static_cast<double>(effective);
    const double recall = recalls / static_cast<double>(effective);
    return 100.0 * (1.0 + factor) * precision * recall / (factor * precision + recall);
  }

  std::size_t char_order_;
  std::size_t word_order_;
  double beta_;
  bool lowercase_;
  bool whitespace_;
  bool eps_smoothing_;
  mutable ReferenceCount num_references_;
};

}  // namespace

extern const MetricDef chrf = {
    kInfos,
    "char_order (default 6), word_order (default 0; 2 is chrF++), beta (weight of recall, default 2), lowercase, "
    "whitespace (count white space too), eps_smoothing",
    "chrF and chrF++ of sacreBLEU 2.6.0 (Popovic 2015, 2017); the answers of "
    "several "
    "epochs add up to one corpus",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<Chrf>(options);
    }};

}  // namespace assay::metrics::builtin
