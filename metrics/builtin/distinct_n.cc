#include <fmt/core.h>

#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/epochs.h"
#include "metrics/text/ngrams.h"
#include "metrics/text/vocabulary.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"distinct_n", "different n-grams over all n-grams of a sample's answers", true, 1.0, IntervalMethod::kT},
}};

/// Rows are [the sample's fraction]: there is one for all epochs together.
class DistinctN final : public Metric {
 public:
  explicit DistinctN(const Options& options)
      : n_(static_cast<std::size_t>(options.integer("n", 1, 1, 64))), lowercase_(options.flag("lowercase", false)) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return fmt::format("n:{}|case:{}", n_, lowercase_ ? "lc" : "mixed"); }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    std::vector<std::vector<std::string>> words;
    for (const std::string_view text : std::get<0>(texts))
      words.push_back(text::split_white_space(lowercase_ ? text::to_lower(text) : std::string(text)));
    Vocabulary vocabulary;
    std::vector<std::vector<std::uint32_t>> sequences;
    for (const auto& answer : words) sequences.push_back(vocabulary.numbers(answer));
    NgramOrders ngrams(std::move(sequences));
    for (std::size_t order = 1; order < n_; ++order) ngrams.next();
    std::size_t total = 0;
    for (std::size_t i = 0; i < words.size(); ++i) total += ngrams.total(i);
    if (total == 0)
      return {Unscored{fmt::format("no answer has {} word{}", n_, n_ == 1 ? "" : "s")}, std::nullopt, ""};
    const double fraction = static_cast<double>(ngrams.distinct()) / static_cast<double>(total);
    return {StatsRow{fraction}, fraction, fmt::format("{} different of {}", ngrams.distinct(), total)};
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::size_t n_;
  bool lowercase_;
};

}  // namespace

extern const MetricDef distinct_n = {
    kInfos, "n (words in an n-gram, default 1), lowercase (default off)",
    "Li et al. 2016 (arXiv:1510.03055), section 5; words are parted by white space, no n-gram goes from one answer to "
    "the next, and the value is the mean over samples",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<DistinctN>(options);
    }};

}  // namespace assay::metrics::builtin
