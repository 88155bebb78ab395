#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/stats/agreement.h"

namespace assay::raters {

/// One statistic of agreement, with its interval.
struct AgreementNumber {
  std::string name;  ///< "kappa", "spearman", ...: see `judge_agreement`
  std::optional<double> value;
  std::optional<metrics::Interval> interval;
  std::optional<double> standard_error;
  std::string reason;  ///< why there is no value, or no interval; "" where there are both
};

/// What is compared.
enum class LabelScale {
  kNominal,   ///< labels with no order
  kOrdinal,   ///< ratings whose order counts
  kInterval,  ///< numbers
  kBinary,    ///< people say 0 or 1 (0.5, a tie, is left out of AUROC); the judge a label or any score
};

/// A judge's ratings beside people's. Shapes: judge, people [n]; clusters [n] or empty. nullopt: not rated, or
/// unparsed.
struct JudgeAndPeople {
  std::span<const std::optional<double>> judge;
  std::span<const std::optional<double>> people;
  std::span<const std::uint32_t> clusters = {};
  LabelScale scale = LabelScale::kOrdinal;
};

/// All statistics that make sense of the scale, in a fixed order, over the items that both rated:
/// agreement, kappa, kappa_linear, kappa_quadratic (from ordinal on), alpha (of the scale), ac1, pabak,
/// balanced_accuracy and for nominal and binary labels precision:LABEL and recall:LABEL of people's labels; pearson,
/// spearman, kendall_tau_b, kendall_tau_c from ordinal on and for binary; auroc for binary. Statistics of equal labels
/// are left out where the judge's numbers are not labels (over 20 values). Intervals are by bootstrap over items or
/// clusters.
std::vector<AgreementNumber> judge_agreement(const JudgeAndPeople& data, const metrics::BootstrapOptions& options = {});

/// The number with that name; nullptr where there is none.
const AgreementNumber* find_number(std::span<const AgreementNumber> numbers, std::string_view name);

/// How often the judge says what where people say what: rows people, columns judge.
struct Confusion {
  std::vector<double> labels;       ///< that occur, rising
  std::vector<std::size_t> counts;  ///< [labels, labels]
  std::size_t judge_missing = 0;    ///< items people rated and the judge did not
};

/// Of items that people rated.
Confusion confusion(std::span<const std::optional<double>> judge, std::span<const std::optional<double>> people);

/// The sample size and the least share of items with equal ratings there can be: with every unparsed reply counted as
/// wrong, and as right. nullopt where people rated nothing.
struct AgreementBounds {
  double low = 0.0;
  double high = 1.0;
};
std::optional<AgreementBounds> agreement_bounds(std::span<const std::optional<double>> judge,
                                                std::span<const std::optional<double>> people);

}  // namespace assay::raters
