#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/text/epochs.h"
#include "metrics/text/word_count.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 5> kInfos = {{
    {"word_perplexity", "perplexity per word of the texts", false, 0.0, IntervalMethod::kBootstrap, 1.0},
    {"byte_perplexity", "perplexity per UTF-8 byte of the texts", false, 0.0, IntervalMethod::kBootstrap, 1.0},
    {"token_perplexity", "perplexity per token of the texts; comparable only between models of one tokenizer", false,
     0.0, IntervalMethod::kBootstrap, 1.0},
    {"bits_per_byte", "bits that a UTF-8 byte of the texts costs", false, 0.0, IntervalMethod::kBootstrap, 0.0},
    {"perplexity", "exponential of the mean negative log-likelihood per sample, whatever its length", false, 0.0,
     IntervalMethod::kBootstrap, 1.0},
}};

// The columns of a row.
constexpr std::size_t kLogprob = 0;
constexpr std::size_t kTokens = 1;
constexpr std::size_t kWords = 2;
constexpr std::size_t kBytes = 3;

// Sums of rounded logarithms can end a little over 0.
constexpr double kRounding = 1e-3;

/// Rows are [logprob, tokens, words, bytes]. Several epochs add up, as several texts do.
class Perplexity final : public Metric {
 public:
  Perplexity(const MetricInfo& info, const Options& options)
      : info_(info), text_field_(by_words_or_bytes() ? options.text("text_field", "") : "") {}

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override { return text_field_.empty() ? "" : "text_field:" + text_field_; }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    const auto found = loglikelihoods(epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return unscored(reason->reason);
    const std::string* text = &sample.targets.front();
    if (!text_field_.empty()) {
      const Value* value = sample.fields.find(text_field_);
      if (value == nullptr || !value->is_string())
        return unscored(fmt::format("the field '{}' is {}, expected a text", text_field_,
                                    value == nullptr ? "not there" : kind_name(*value)));
      text = &value->as_string();
    }
    StatsRow row(4, 0.0);
    for (const Loglikelihoods* answer : std::get<0>(found)) {
      if (answer->continuations.size() != 1)
        return unscored(fmt::format("{} log-likelihoods, expected that of one text", answer->continuations.size()));
      const ContinuationScore& score = answer->continuations.front();
      if (!std::isfinite(score.logprob) || score.logprob > kRounding)
        return unscored(fmt::format("the log-likelihood of the text is {}", score.logprob));
      if (info_.name == "token_perplexity" && score.num_tokens <= 0)
        return unscored("the number of tokens of the text is not known");
      row[kLogprob] += score.logprob;
      row[kTokens] += static_cast<double>(score.num_tokens);
      row[kWords] += static_cast<double>(count_words(*text));
      row[kBytes] += static_cast<double>(text->size());
    }
    if (by_words_or_bytes() && row[kBytes] == 0.0) return unscored("the text is empty");
    const double answers = static_cast<double>(std::get<0>(found).size());
    return {row, value_of_sums(row, answers), fmt::format("log-likelihood {:.4f}", row[kLogprob])};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    std::array<double, 4> sums{};
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double* row = rows.data.data() + i * rows.width;
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += rows.weight(i) * row[k];
      weight += rows.weight(i);
    }
    return value_of_sums(sums, weight);
  }

  bool value_is_of_sums() const override { return true; }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  bool by_words_or_bytes() const { return info_.name != "token_perplexity" && info_.name != "perplexity"; }

  /// exp(-sum logprob / sum units); of a likelihood too small for that it is undefined, not infinite.
  std::optional<double> value_of_sums(std::span<const double> sums, double num_samples) const {
    const double units = info_.name == "perplexity"         ? num_samples
                         : info_.name == "token_perplexity" ? sums[kTokens]
                         : info_.name == "word_perplexity"  ? sums[kWords]
                                                            : sums[kBytes];
    if (!(num_samples > 0.0) || !(units > 0.0)) return std::nullopt;
    const double nats = std::max(0.0, -sums[kLogprob] / units);
    const double value = info_.name == "bits_per_byte" ? nats / std::log(2.0) : std::exp(nats);
    if (!std::isfinite(value)) return std::nullopt;
    return value;
  }

  const MetricInfo& info_;
  std::string text_field_;
};

}  // namespace

extern const MetricDef perplexity = {
    kInfos,
    "text_field (of word_perplexity, byte_perplexity and bits_per_byte: count the words and bytes of this field of the "
    "row, where the scored text is a changed form of it; default the scored text)",
    "lm-evaluation-harness 0.4: exp(-sum of log-likelihoods / sum of words, bytes or samples) over all texts; words "
    "are "
    "what white space parts. The texts of several epochs add up",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Perplexity>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
