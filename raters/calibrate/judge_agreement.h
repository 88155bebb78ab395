#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/stats/agreement.h"

namespace assay::raters {

/// What people's labels are.
enum class LabelScale {
  kNominal,   ///< labels with no order
  kOrdinal,   ///< ratings whose order counts
  kInterval,  ///< numbers
  kBinary,    ///< 0 or 1; 0.5, a tie, is left out of AUROC
};

/// A judge's ratings beside people's. Shapes: judge, people [n]; clusters [n] or empty. nullopt: not rated, or
/// unparsed.
struct JudgeAndPeople {
  std::span<const std::optional<double>> judge;  ///< in people's labels, or any score
  std::span<const std::optional<double>> people;
  std::span<const std::uint32_t> clusters = {};
  LabelScale scale = LabelScale::kOrdinal;
};

/// One statistic of agreement, with its interval.
struct AgreementNumber {
  std::string name;  ///< "kappa", "spearman", ...: see `judge_agreement`
  std::optional<double> value;
  std::optional<metrics::Interval> interval;
  std::optional<double> standard_error;
  std::string reason;  ///< why there is no value, or no interval; "" where there are both
};

/// All statistics that make sense of the scale, over the items that both rated, in this order. Where both use the same
/// few labels (20 values at most): agreement, kappa; kappa_linear, kappa_quadratic (not nominal); ac1, pabak,
/// balanced_accuracy; for nominal and binary labels precision:LABEL and recall:LABEL of each of people's labels. Then
/// alpha (Krippendorff's of the scale; up to 200 different values); where there is an order pearson, spearman,
/// kendall_tau_b, kendall_tau_c; and for binary labels auroc. Intervals are by bootstrap over items, or clusters of
/// them.
std::vector<AgreementNumber> judge_agreement(const JudgeAndPeople& data, const metrics::BootstrapOptions& options = {});

/// The number with that name; nullptr where there is none.
const AgreementNumber* find_number(std::span<const AgreementNumber> numbers, std::string_view name);

/// How often the judge says what where people say what, over the items that people rated.
struct Confusion {
  std::vector<double> labels;           ///< that occur, rising
  std::vector<std::size_t> counts;      ///< [labels, labels]: rows people, columns judge
  std::vector<std::size_t> unrated_by;  ///< [labels]: those people gave the label and the judge none

  std::size_t count(std::size_t people, std::size_t judge) const { return counts[people * labels.size() + judge]; }
};

Confusion confusion(std::span<const std::optional<double>> judge, std::span<const std::optional<double>> people);

/// The share of items with equal ratings if each that the judge did not rate were wrong, and if each were right.
struct AgreementBounds {
  double low = 0.0;
  double high = 1.0;
};

/// Over the items that people rated; nullopt where there are none.
std::optional<AgreementBounds> agreement_bounds(std::span<const std::optional<double>> judge,
                                                std::span<const std::optional<double>> people);

}  // namespace assay::raters
