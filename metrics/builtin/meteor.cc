#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/character_stem.h"
#include "metrics/text/epochs.h"
#include "metrics/text/mt_tokenize.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"meteor_exact_stem", "recall-weighted overlap of words and word stems in order (METEOR without WordNet)", true, 1.0,
     IntervalMethod::kT},
}};

struct Word {
  std::string text;
  std::string stem;
};

/// For each word of the answer the place in the reference it is aligned with, or kFree.
constexpr std::size_t kFree = static_cast<std::size_t>(-1);

/// One stage of NLTK's alignment: from the last word of the answer to the first, each takes the last free place of an
/// equal word.
void align(const std::vector<Word>& answer, const std::vector<Word>& reference, std::string Word::* form,
           std::vector<std::size_t>& alignment, std::vector<bool>& taken) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> places;
  for (std::size_t j = 0; j < reference.size(); ++j)
    if (!taken[j]) places[reference[j].*form].push_back(j);
  for (std::size_t i = answer.size(); i-- > 0;) {
    if (alignment[i] != kFree) continue;
    const auto found = places.find(answer[i].*form);
    if (found == places.end() || found->second.empty()) continue;
    alignment[i] = found->second.back();
    taken[alignment[i]] = true;
    found->second.pop_back();
  }
}

class MeteorExactStem final : public Metric {
 public:
  explicit MeteorExactStem(const Options& options)
      : tokenizer_(options.one_of("tokenize", "13a", kMtTokenizers)),
        alpha_(options.number("alpha", 0.9, 0.0, 1.0)),
        beta_(options.number("beta", 3.0, 0.0, 1e3)),
        gamma_(options.number("gamma", 0.5, 0.0, 1.0)) {}

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    return fmt::format("tok:{}|alpha:{}|beta:{}|gamma:{}|modules:exact,stem", tokenizer_, alpha_, beta_, gamma_);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    std::vector<std::vector<Word>> references;
    for (const std::string& target : sample.targets) references.push_back(words(target));
    return mean_over_epochs(sample, epochs, [&](std::string_view text) {
      const std::vector<Word> answer = words(text);
      double best = 0.0;
      for (const std::vector<Word>& reference : references) best = std::max(best, meteor(answer, reference));
      return best;
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::vector<Word> words(std::string_view text) const {
    std::vector<Word> found;
    std::string storage;
    std::vector<std::string_view> tokens;
    mt_tokens(tokenizer_, text, storage, tokens);
    for (const std::string_view token : tokens) {
      std::string lowered = text::to_lower(token);
      std::string stem = character_stem(lowered);
      found.push_back({std::move(lowered), std::move(stem)});
    }
    return found;
  }

  /// Lavie & Agarwal 2007, section 2: F_mean * (1 - gamma * (chunks / matches)^beta).
  double meteor(const std::vector<Word>& answer, const std::vector<Word>& reference) const {
    std::vector<std::size_t> alignment(answer.size(), kFree);
    std::vector<bool> taken(reference.size(), false);
    align(answer, reference, &Word::text, alignment, taken);
    align(answer, reference, &Word::stem, alignment, taken);
    double matches = 0.0;
    double chunks = 0.0;
    for (std::size_t i = 0; i < alignment.size(); ++i) {
      if (alignment[i] == kFree) continue;
      matches += 1.0;
      const bool goes_on = i > 0 && alignment[i - 1] != kFree && alignment[i] == alignment[i - 1] + 1;
      if (!goes_on) chunks += 1.0;
    }
    if (matches == 0.0) return 0.0;
    const double precision = matches / static_cast<double>(answer.size());
    const double recall = matches / static_cast<double>(reference.size());
    const double mean = precision * recall / (alpha_ * precision + (1.0 - alpha_) * recall);
    return mean * (1.0 - gamma_ * std::pow(chunks / matches, beta_));
  }

  std::string tokenizer_;
  double alpha_;
  double beta_;
  double gamma_;
};

}  // namespace

extern const MetricDef meteor = {
    kInfos,
    "alpha (weight of recall, default 0.9), beta and gamma (shape and weight of the penalty for scattered matches, "
    "default 3 and 0.5), tokenize (13a, none, char, intl, zh; default 13a; none is white space)",
    "meteor_score of NLTK 3.10 where WordNet knows no word (Lavie & Agarwal 2007): exact and Porter-stem matches; the "
    "best of several references counts, and the row of several epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<MeteorExactStem>(options);
    }};

}  // namespace assay::metrics::builtin
