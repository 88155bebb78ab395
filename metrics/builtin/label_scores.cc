#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/stats/class_counts.h"
#include "metrics/text/answer_match.h"
#include "metrics/text/choice_scores.h"
#include "metrics/text/epochs.h"
#include "metrics/text/labels.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 6> kInfos = {{
    {"f1", "harmonic mean of precision and recall of labels", true, 1.0, IntervalMethod::kBootstrap},
    {"precision", "share of right ones among those that were given a label", true, 1.0, IntervalMethod::kBootstrap},
    {"recall", "share of those with a label that were given it", true, 1.0, IntervalMethod::kBootstrap},
    {"balanced_accuracy", "mean recall of all labels", true, 1.0, IntervalMethod::kBootstrap},
    {"mcc", "Matthews' correlation of predicted and right labels, -1..1", true, 1.0, IntervalMethod::kBootstrap, -1.0},
    {"cohen_kappa", "agreement of predicted and right labels beyond chance, -1..1", true, 1.0,
     IntervalMethod::kBootstrap, -1.0},
}};
constexpr std::array<std::string_view, 4> kAverages = {"binary", "macro", "micro", "weighted"};
constexpr std::array<std::string_view, 3> kWeights = {"none", "linear", "quadratic"};

/// What a sample was labelled as and what is right.
struct LabelPair {
  std::string predicted;
  std::string target;
};

/// Rows are [predicted, target]: numbers of labels (see label_number), the labels themselves where those are numbers
/// that are weighed, or 1 and 0 for the positive class and all else.
class LabelScores final : public Metric {
 public:
  LabelScores(const MetricInfo& info, const Options& options) : info_(info), match_(options), positive_(Options()) {
    if (has_average()) average_ = options.one_of("average", "binary", kAverages);
    if (average_ == "binary") positive_ = PositiveLabel(options);
    if (info_.name == "cohen_kappa") weights_ = options.one_of("weights", "none", kWeights);
  }

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    std::string signature;
    const auto add = [&](const std::string& part) {
      if (!part.empty()) signature += (signature.empty() ? "" : "|") + part;
    };
    if (has_average()) add("average:" + average_);
    if (average_ == "binary") add(positive_.signature());
    if (info_.name == "cohen_kappa") add("weights:" + weights_);
    add(match_.signature());
    return signature;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    try {
      const auto found = sample.choices.empty() ? labels_of_texts(sample, epochs) : labels_of_choices(sample, epochs);
      if (const auto* reason = std::get_if<Unscored>(&found)) return {*reason, std::nullopt, ""};
      return score_pair(sample, std::get<0>(found));
    } catch (const Error& error) {
      // A pattern that backtracks without end on this one text is this sample's trouble, not the run's.
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override {
    const ClassCounts counts(rows);
    if (info_.name == "mcc") return counts.matthews_correlation();
    if (info_.name == "balanced_accuracy") return counts.balanced_accuracy();
    if (info_.name == "cohen_kappa")
      return counts.cohen_kappa(rows, weights_ == "linear"      ? KappaWeights::kLinear
                                      : weights_ == "quadratic" ? KappaWeights::kQuadratic
                                                                : KappaWeights::kNone);
    const auto measure = info_.name == "f1"          ? ClassCounts::Measure::kF1
                         : info_.name == "precision" ? ClassCounts::Measure::kPrecision
                                                     : ClassCounts::Measure::kRecall;
    if (average_ == "binary") return counts.measure_of(1.0, measure);
    return counts.average(measure, average_ == "macro"   ? ClassCounts::Average::kMacro
                                   : average_ == "micro" ? ClassCounts::Average::kMicro
                                                         : ClassCounts::Average::kWeighted);
  }

 private:
  bool has_average() const { return info_.name == "f1" || info_.name == "precision" || info_.name == "recall"; }

  /// The most frequent label, the earliest of equally frequent ones.
  static std::string most_frequent(const std::vector<std::string>& labels) {
    std::unordered_map<std::string_view, std::size_t> votes;
    std::size_t most = 0;
    for (const std::string& label : labels) most = std::max(most, ++votes[label]);
    return *std::find_if(labels.begin(), labels.end(), [&](const std::string& label) { return votes[label] == most; });
  }

  std::variant<LabelPair, Unscored> labels_of_texts(const Sample& sample, std::span<const Response> epochs) const {
    if (sample.targets.empty()) return Unscored{std::string(kNoReference)};
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return *reason;
    std::vector<std::string> labels;
    for (const std::string_view text : std::get<0>(texts)) labels.push_back(match_.normalized(text));
    const std::vector<std::string> targets = match_.normalized_targets(sample);
    std::string predicted = most_frequent(labels);
    const bool right = is_one_of(predicted, targets);
    return LabelPair{predicted, right ? predicted : targets.front()};
  }

  std::variant<LabelPair, Unscored> labels_of_choices(const Sample& sample, std::span<const Response> epochs) const {
    if (auto trouble = trouble_with_choices(sample)) return *std::move(trouble);
    const auto found = loglikelihoods(epochs);
    if (const auto* reason = std::get_if<Unscored>(&found)) return *reason;
    std::vector<std::string> labels;
    for (const Loglikelihoods* answer : std::get<0>(found)) {
      const auto logprobs = choice_logprobs(sample, *answer);
      if (const auto* reason = std::get_if<Unscored>(&logprobs)) return *reason;
      const auto best = best_choice(std::get<0>(logprobs));
      if (!best) return Unscored{"no choice has a finite log-likelihood"};
      labels.push_back(std::to_string(*best));
    }
    const std::string predicted = most_frequent(labels);
    const bool right = is_right_choice(sample, std::stoul(predicted));
    return LabelPair{predicted, right ? predicted : std::to_string(sample.target_choices.front())};
  }

  Scored score_pair(const Sample& sample, const LabelPair& pair) const {
    StatsRow row;
    for (const std::string* label : {&pair.predicted, &pair.target}) {
      if (average_ == "binary") {
        row.push_back(is_positive(sample, *label) ? 1.0 : 0.0);
      } else if (weights_ == "linear" || weights_ == "quadratic") {
        const auto number = number_of_text(*label);
        if (!number)
          return {Unscored{fmt::format("the {} label is no number, and only numbers have weights",
                                       label == &pair.predicted ? "predicted" : "right")},
                  std::nullopt, ""};
        row.push_back(*number);
      } else {
        row.push_back(label_number(*label));
      }
    }
    return {row, std::nullopt, pair.predicted == pair.target ? "right" : "not right"};
  }

  /// A choice is known by its text, or where pos_label is none of the texts, by its number.
  bool is_positive(const Sample& sample, const std::string& label) const {
    if (sample.choices.empty() || !positive_.given()) return positive_.matches(label);
    const bool by_text = std::any_of(sample.choices.begin(), sample.choices.end(),
                                     [&](const std::string& choice) { return positive_.matches(choice); });
    return positive_.matches(by_text ? sample.choices[std::stoul(label)] : label);
  }

  const MetricInfo& info_;
  AnswerMatch match_;
  PositiveLabel positive_;
  std::string average_;
  std::string weights_;
};

}  // namespace

extern const MetricDef label_scores = {
    kInfos,
    "average (of f1, precision and recall: binary, macro, micro or weighted; default binary), pos_label (of binary; "
    "default 1, true or yes), weights (of cohen_kappa, for labels that are numbers: none, linear or quadratic; default "
    "none), and what "
    "makes labels equal as in exact_match: regexes_to_ignore, ignore_case, ignore_punctuation, ignore_numbers, strip",
    "scikit-learn; undefined where that is, and not 0. The label of choices is the number of the most probable one; of "
    "several epochs the most frequent label counts, and of several references the one that was met, or else the first",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<LabelScores>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
