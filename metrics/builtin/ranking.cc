#include <fmt/core.h>

#include <array>
#include <cmath>
#include <string>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/stats/ranked_scores.h"
#include "metrics/text/epochs.h"
#include "metrics/text/labels.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 2> kInfos = {{
    {"auroc", "chance that a positive sample scores higher than a negative one, ties half", true, 1.0,
     IntervalMethod::kBootstrap},
    {"average_precision", "mean precision over the recall of positive samples, by falling score", true, 1.0,
     IntervalMethod::kBootstrap},
}};

/// Rows are [score, 1 for positive or 0].
class Ranking final : public Metric {
 public:
  Ranking(const MetricInfo& info, const Options& options)
      : info_(info), score_field_(options.maybe_text("score_field")), positive_(options) {}

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override {
    return fmt::format("score_field:{}|{}", score_field_.value_or("score"), positive_.signature());
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    const bool positive = positive_.matches(sample.targets.front());
    for (const std::string& target : sample.targets)
      if (positive_.matches(target) != positive)
        return unscored("the references disagree whether the sample is positive");
    const auto found = score_of(sample, epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return unscored(reason->reason);
    return {StatsRow{std::get<0>(found), positive ? 1.0 : 0.0}, std::nullopt,
            fmt::format("score {}, {}", std::get<0>(found), positive ? "positive" : "negative")};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    return info_.name == "auroc" ? metrics::auroc(rows) : metrics::average_precision(rows);
  }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  /// The field's number; where the row has no such field and none was asked for, the mean of the answers as numbers.
  std::variant<double, Unscored> score_of(const Sample& sample, std::span<const Response> epochs) const {
    const std::string field = score_field_.value_or("score");
    if (const Value* value = sample.fields.find(field)) {
      std::optional<double> number;
      if (value->is_number()) number = value->as_double();
      if (value->is_string()) number = number_of_text(value->as_string());
      if (!number || !std::isfinite(*number))
        return Unscored{fmt::format("the field '{}' is {}, expected a number", field, kind_name(*value))};
      return *number;
    }
    if (score_field_) return Unscored{fmt::format("there is no field '{}'", field)};
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return *reason;
    const double share = 1.0 / static_cast<double>(std::get<0>(texts).size());
    double mean = 0.0;
    for (const std::string_view text : std::get<0>(texts)) {
      const auto number = number_of_text(text);
      if (!number) return Unscored{"there is no field 'score', and the answer is no number"};
      mean += *number * share;
    }
    return mean;
  }

  const MetricInfo& info_;
  std::optional<std::string> score_field_;
  PositiveLabel positive_;
};

}  // namespace

extern const MetricDef ranking = {kInfos,
                                  "score_field (the field of the row that has the score; default score, and the answer "
                                  "as a number where there is none), "
                                  "pos_label (the reference of positive samples; default 1, true or yes in any case)",
                                  "roc_auc_score and average_precision_score of scikit-learn; undefined without a "
                                  "positive sample, and auroc without a "
                                  "negative one",
                                  [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
                                    for (const MetricInfo& info : kInfos)
                                      if (info.name == name) return std::make_unique<Ranking>(info, options);
                                    ASSAY_CHECK(false);
                                    return nullptr;
                                  }};

}  // namespace assay::metrics::builtin
