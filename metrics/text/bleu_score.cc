#include "metrics/text/bleu_score.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/text/unicode.h"
#include "metrics/text/mt_tokenize.h"
#include "metrics/text/ngrams.h"
#include "metrics/text/vocabulary.h"

namespace assay::metrics {
namespace {

constexpr int kDefaultOrder = 4;
constexpr std::array<std::string_view, 4> kSmoothings = {"exp", "floor", "add-k", "none"};

/// The length nearest to that of the answer, the shorter of two at equal distance.
std::size_t closest_length(std::size_t answer, const std::vector<std::size_t>& references) {
  const auto distance = [&](std::size_t length) { return length > answer ? length - answer : answer - length; };
  return *std::min_element(references.begin(), references.end(), [&](std::size_t a, std::size_t b) {
    return distance(a) != distance(b) ? distance(a) < distance(b) : a < b;
  });
}

}  // namespace

BleuScorer::BleuScorer(const Options& options, bool effective_order)
    : tokenizer_(options.one_of("tokenize", "13a", kMtTokenizers)),
      smoothing_(options.one_of("smooth_method", "exp", kSmoothings)),
      smooth_value_(options.number("smooth_value", smoothing_ == "add-k" ? 1.0 : 0.1, 0.0, 1e6)),
      lowercase_(options.flag("lowercase", false)),
      effective_order_(options.flag("effective_order", effective_order)),
      order_(static_cast<std::size_t>(options.integer("max_ngram_order", kDefaultOrder, 1, 64))) {}

std::string BleuScorer::signature() const {
  std::string smoothing = smoothing_;
  if (smoothing == "floor" || smoothing == "add-k") smoothing += fmt::format("[{:.2f}]", smooth_value_);
  // sacreBLEU's does not name the order, so it is behind what is sacreBLEU's, and only where it is not the usual one.
  const std::string order = order_ == kDefaultOrder ? "" : fmt::format("|max_ngram_order:{}", order_);
  return fmt::format("case:{}|eff:{}|tok:{}|smooth:{}|version:2.6.0{}", lowercase_ ? "lc" : "mixed",
                     effective_order_ ? "yes" : "no", tokenizer_, smoothing, order);
}

void BleuScorer::set_tokens(std::string_view text, Tokens& tokens) const {
  if (lowercase_) text = tokens.lowered = text::to_lower(text);
  tokens.words.clear();
  tokens.words.reserve(std::min<std::size_t>(text.size() / 4, 256));
  mt_tokens(tokenizer_, text::rstrip(text), tokens.storage, tokens.words);
}

void BleuScorer::set_statistics(const Tokens& answer, std::span<const Tokens> references, NgramMatcher& matcher,
                                StatsRow& statistics) const {
  Vocabulary vocabulary;
  std::vector<std::vector<std::uint32_t>> numbers;
  std::vector<std::size_t> lengths;
  numbers.reserve(1 + references.size());
  numbers.push_back(vocabulary.numbers(answer.words));
  for (const Tokens& reference : references) {
    numbers.push_back(vocabulary.numbers(reference.words));
    lengths.push_back(reference.words.size());
  }
  statistics.resize(num_statistics());
  statistics[0] = static_cast<double>(answer.words.size());
  statistics[1] = static_cast<double>(closest_length(answer.words.size(), lengths));
  const std::vector<std::span<const std::uint32_t>> sequences(numbers.begin(), numbers.end());
  std::vector<std::size_t> matched(order_);
  matcher.match(sequences, vocabulary.size(), matched);
  for (std::size_t n = 0; n < order_; ++n) {
    statistics[2 + n] = static_cast<double>(matched[n]);
    statistics[2 + order_ + n] = static_cast<double>(num_ngrams(answer.words.size(), n + 1));
  }
}

std::vector<StatsRow> BleuScorer::statistics_with_others(std::span<const Tokens> answers) const {
  Vocabulary vocabulary;
  std::vector<std::vector<std::uint32_t>> sequences;
  std::vector<std::size_t> lengths;
  for (const Tokens& answer : answers) {
    sequences.push_back(vocabulary.numbers(answer.words));
    lengths.push_back(answer.words.size());
  }
  std::sort(lengths.begin(), lengths.end());
  std::vector<StatsRow> rows(answers.size(), StatsRow(num_statistics(), 0.0));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    rows[i][0] = static_cast<double>(answers[i].words.size());
    // The nearest other length is beside its own.
    const auto own = std::lower_bound(lengths.begin(), lengths.end(), answers[i].words.size());
    std::vector<std::size_t> near;
    if (own != lengths.begin()) near.push_back(*(own - 1));
    if (own + 1 != lengths.end()) near.push_back(*(own + 1));
    rows[i][1] = static_cast<double>(closest_length(answers[i].words.size(), near));
  }
  NgramOrders ngrams(std::move(sequences));
  for (std::size_t n = 0; n < order_; ++n) {
    if (n > 0) ngrams.next();
    const std::vector<std::size_t> matched = ngrams.matches_with_others();
    for (std::size_t i = 0; i < answers.size(); ++i) {
      rows[i][2 + n] = static_cast<double>(matched[i]);
      rows[i][2 + order_ + n] = static_cast<double>(ngrams.total(i));
    }
  }
  return rows;
}

// Papineni et al. 2002, section 2.3: BP * exp(mean of log p_n); smoothing methods 1 to 3 of Chen & Cherry 2014.
double BleuScorer::score(std::span<const double> stats, bool effective_order) const {
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

}  // namespace assay::metrics
