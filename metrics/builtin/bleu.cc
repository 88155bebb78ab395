#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/epochs.h"
#include "metrics/text/mt_tokenize.h"
#include "metrics/text/ngram_matcher.h"
#include "metrics/text/reference_count.h"
#include "metrics/text/vocabulary.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"bleu", "n-gram precision of the whole corpus with a brevity penalty, 0..100", true, 100.0,
     IntervalMethod::kBootstrap},
}};
constexpr int kDefaultOrder = 4;
constexpr std::array<std::string_view, 4> kSmoothings = {"exp", "floor", "add-k", "none"};

/// The length nearest to that of the answer, the shorter of two at equal distance.
std::size_t closest_length(std::size_t answer, const std::vector<std::size_t>& references) {
  const auto distance = [&](std::size_t length) { return length > answer ? length - answer : answer - length; };
  return *std::min_element(references.begin(), references.end(), [&](std::size_t a, std::size_t b) {
    return distance(a) != distance(b) ? distance(a) < distance(b) : a < b;
  });
}

/// Rows are [length of the answer, length of the closest reference, matched 1..N-grams, all 1..N-grams].
class Bleu final : public Metric {
 public:
  explicit Bleu(const Options& options)
      : tokenizer_(options.one_of("tokenize", "13a", kMtTokenizers)),
        smoothing_(options.one_of("smooth_method", "exp", kSmoothings)),
        smooth_value_(options.number("smooth_value", smoothing_ == "add-k" ? 1.0 : 0.1, 0.0, 1e6)),
        lowercase_(options.flag("lowercase", false)),
        effective_order_(options.flag("effective_order", false)),
        order_(static_cast<std::size_t>(options.integer("max_ngram_order", kDefaultOrder, 1, 64))) {}

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    std::string smoothing = smoothing_;
    if (smoothing == "floor" || smoothing == "add-k") smoothing += fmt::format("[{:.2f}]", smooth_value_);
    // sacreBLEU's does not name the order, so it is behind what is sacreBLEU's, and only where it is not the usual one.
    const std::string order = order_ == kDefaultOrder ? "" : fmt::format("|max_ngram_order:{}", order_);
    return fmt::format("{}case:{}|eff:{}|tok:{}|smooth:{}|version:2.6.0{}", num_references_.signature_part(),
                       lowercase_ ? "lc" : "mixed", effective_order_ ? "yes" : "no", tokenizer_, smoothing, order);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    num_references_.saw(sample.targets.size());
    std::vector<Tokens> references(sample.targets.size());
    for (std::size_t r = 0; r < references.size(); ++r) references[r].set(*this, sample.targets[r]);
    // Epochs add up: the corpus is all answers, each against the references of its sample.
    StatsRow row(2 + 2 * order_, 0.0);
    StatsRow stats(row.size());
    Tokens answer;
    NgramMatcher matcher;
    double sum = 0.0;
    for (const std::string_view text : std::get<0>(texts)) {
      answer.set(*this, text);
      set_statistics(answer, references, matcher, stats);
      for (std::size_t i = 0; i < row.size(); ++i) row[i] += stats[i];
      sum += bleu(stats, true);
    }
    return {row, sum / static_cast<double>(std::get<0>(texts).size()), ""};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    std::vector<double> stats(2 + 2 * order_, 0.0);
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double w = rows.weight(i);
      if (w == 0.0) continue;
      weight += w;
      const double* row = rows.data.data() + i * rows.width;
      for (std::size_t k = 0; k < stats.size(); ++k) stats[k] += w * row[k];
    }
    if (weight <= 0.0) return std::nullopt;
    return bleu(stats, effective_order_);
  }

  bool value_is_of_sums() const override { return true; }

 private:
  /// The tokens of a text, with the text they are parts of where it is not the original.
  struct Tokens {
    std::string lowered, storage;
    std::vector<std::string_view> words;

    void set(const Bleu& bleu, std::string_view text) {
      if (bleu.lowercase_) text = lowered = text::to_lower(text);
      words.clear();
      words.reserve(std::min<std::size_t>(text.size() / 4, 256));
      mt_tokens(bleu.tokenizer_, text::rstrip(text), storage, words);
    }
  };

  void set_statistics(const Tokens& answer, const std::vector<Tokens>& references, NgramMatcher& matcher,
                      StatsRow& stats) const {
    Vocabulary vocabulary;
    std::vector<std::vector<std::uint32_t>> numbers;
    std::vector<std::size_t> lengths;
    numbers.reserve(1 + references.size());
    numbers.push_back(vocabulary.numbers(answer.words));
    for (const Tokens& reference : references) {
      numbers.push_back(vocabulary.numbers(reference.words));
      lengths.push_back(reference.words.size());
    }
    stats[0] = static_cast<double>(answer.words.size());
    stats[1] = static_cast<double>(closest_length(answer.words.size(), lengths));
    const std::vector<std::span<const std::uint32_t>> sequences(numbers.begin(), numbers.end());
    std::vector<std::size_t> matched(order_);
    matcher.match(sequences, vocabulary.size(), matched);
    for (std::size_t n = 0; n < order_; ++n) {
      stats[2 + n] = static_cast<double>(matched[n]);
      stats[2 + order_ + n] = static_cast<double>(num_ngrams(answer.words.size(), n + 1));
    }
  }

  /// Papineni et al. 2002, section 2.3: BP * exp(mean of log p_n); smoothing methods 1 to 3 of Chen & Cherry 2014.
  double bleu(const std::vector<double>& stats, bool effective_order) const {
    const double answer_length = stats[0];
    const double reference_length = stats[1];
    const double* matched = stats.data() + 2;
    const double* total = matched + order_;
    if (answer_length <= 0.0 || std::all_of(matched, total, [](double count) { return count == 0.0; })) return 0.0;
    double sum_of_logs = 0.0;
    double halving = 1.0;
    std::size_t used = 0;
    for (; used < order_; ++used) {
      const double added = smoothing_ == "add-k" && used > 0 ? smooth_value_ : 0.0;
      const double correct = matched[used] + added;
      const double all = total[used] + added;
      if (all == 0.0) break;
      double precision = correct / all;
      if (correct == 0.0 && smoothing_ == "exp") {
        halving *= 2.0;
        precision = 1.0 / (halving * all);
      } else if (correct == 0.0 && smoothing_ == "floor") {
        precision = smooth_value_ / all;
      }
      if (precision == 0.0) return 0.0;
      sum_of_logs += std::log(100.0 * precision);
    }
    // Orders that the corpus is too short for have a precision of 0, unless only the effective ones count.
    if (used < order_ && !effective_order) return 0.0;
    const double penalty = answer_length < reference_length ? std::exp(1.0 - reference_length / answer_length) : 1.0;
    return penalty * std::exp(sum_of_logs / static_cast<double>(used));
  }

  std::string tokenizer_;
  std::string smoothing_;
  double smooth_value_;
  bool lowercase_;
  bool effective_order_;
  std::size_t order_;
  mutable ReferenceCount num_references_;
};

}  // namespace

extern const MetricDef bleu = {
    kInfos,
    "tokenize (13a, none, char, intl, zh; default 13a), smooth_method (exp, floor, add-k, none; default exp), "
    "smooth_value (default 0.1 for floor, 1 for add-k), lowercase, max_ngram_order (default 4), effective_order",
    "sacreBLEU 2.6.0 (Post 2018); a sample's own value is its sentence BLEU with effective order, and the answers of "
    "several epochs add up to one corpus",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<Bleu>(options);
    }};

}  // namespace assay::metrics::builtin
