#include "raters/calibrate/judge_agreement.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "harness/core/check.h"
#include "metrics/stats/class_counts.h"
#include "metrics/stats/correlation.h"
#include "metrics/stats/ranked_scores.h"
#include "metrics/stats/weighted_correlation.h"

namespace assay::raters {
namespace {

using metrics::ItemWeights;
using metrics::RatingTable;
using Statistic = std::function<std::optional<double>(const StatsRows&)>;

constexpr std::size_t kMostLabels = 20;
constexpr std::size_t kFewPairs = 150;
// Alpha takes time and room as the square of how many values there are.
constexpr std::size_t kMostValues = 200;

/// Rows [judge, people] of the items that both rated.
struct BothRated {
  std::vector<double> rows;
  std::vector<std::uint32_t> clusters;
  RatingTable table;

  std::size_t size() const { return table.num_items(); }
};

BothRated both_rated(const JudgeAndPeople& data) {
  ASSAY_CHECK(data.judge.size() == data.people.size());
  ASSAY_CHECK(data.clusters.empty() || data.clusters.size() == data.judge.size());
  BothRated out;
  out.table.num_raters = 2;
  for (std::size_t i = 0; i < data.judge.size(); ++i) {
    if (!data.judge[i] || !data.people[i]) continue;
    ASSAY_CHECK(std::isfinite(*data.judge[i]) && std::isfinite(*data.people[i]));
    out.rows.push_back(*data.judge[i]);
    out.rows.push_back(*data.people[i]);
    out.table.ratings.push_back(data.judge[i]);
    out.table.ratings.push_back(data.people[i]);
    if (!data.clusters.empty()) out.clusters.push_back(data.clusters[i]);
  }
  return out;
}

/// The pairs that occur, each once, and where each row's is: with few different ratings a replicate is a count of
/// pairs.
struct Pairs {
  std::vector<double> rows;  // [judge, people]
  std::vector<double> judge, people;
  RatingTable table;
  std::vector<std::size_t> pair_of_row;

  explicit Pairs(const BothRated& both) {
    table.num_raters = 2;
    std::map<std::pair<double, double>, std::size_t> numbers;
    for (std::size_t i = 0; i < both.size(); ++i) {
      const std::pair key(both.rows[2 * i], both.rows[2 * i + 1]);
      const auto [found, added] = numbers.try_emplace(key, numbers.size());
      pair_of_row.push_back(found->second);
      if (!added) continue;
      rows.insert(rows.end(), {key.first, key.second});
      judge.push_back(key.first);
      people.push_back(key.second);
      table.ratings.insert(table.ratings.end(), {key.first, key.second});
    }
  }

  std::vector<double> counts(const StatsRows& of) const {
    std::vector<double> found(judge.size(), 0.0);
    for (std::size_t i = 0; i < pair_of_row.size(); ++i) found[pair_of_row[i]] += of.weight(i);
    return found;
  }
};

/// Statistics of tables with weights, of correlated columns and of classes, each as one of rows.
Statistic of_table(const Pairs& pairs, std::function<std::optional<double>(const RatingTable&, ItemWeights)> of) {
  return [&pairs, of = std::move(of)](const StatsRows& rows) { return of(pairs.table, pairs.counts(rows)); };
}

Statistic of_classes(const Pairs& pairs, std::function<std::optional<double>(const metrics::ClassCounts&)> of) {
  return [&pairs, of = std::move(of)](const StatsRows& rows) {
    const std::vector<double> counts = pairs.counts(rows);
    return of(metrics::ClassCounts({pairs.rows, 2, counts}));
  };
}

using OfLists = std::optional<double> (*)(std::span<const double>, std::span<const double>);
using OfCounts = std::optional<double> (*)(const metrics::CountedPairs&);

/// By counts where there are few different pairs, else of the rows, which a bootstrap's weights count.
Statistic of_columns(const Pairs& pairs, OfLists of_lists, OfCounts of_counts) {
  if (pairs.judge.size() <= kFewPairs)
    return [&pairs, of_counts](const StatsRows& rows) {
      const std::vector<double> counts = pairs.counts(rows);
      return of_counts({pairs.judge, pairs.people, counts});
    };
  return [of_lists](const StatsRows& rows) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < rows.num_rows(); ++i)
      for (double left = rows.weight(i); left > 0.5; left -= 1.0) {
        x.push_back(rows.data[2 * i]);
        y.push_back(rows.data[2 * i + 1]);
      }
    return of_lists(x, y);
  };
}

AgreementNumber number_of(std::string name, const StatsRows& rows, std::span<const std::uint32_t> clusters,
                          const Statistic& statistic, const char* undefined, const metrics::BootstrapOptions& options) {
  AgreementNumber out;
  out.name = std::move(name);
  if (rows.num_rows() == 0) {
    out.reason = "no item was rated by both";
    return out;
  }
  out.value = statistic(rows);
  if (!out.value) {
    out.reason = undefined;
    return out;
  }
  const metrics::Resampler resampler(rows, statistic, metrics::units_of(rows.num_rows(), clusters));
  const metrics::BootstrapResult found = metrics::bootstrap_interval(resampler, *out.value, options);
  out.interval = found.interval;
  out.standard_error = found.standard_error;
  out.reason = found.reason;
  return out;
}

}  // namespace

std::vector<AgreementNumber> judge_agreement(const JudgeAndPeople& data, const metrics::BootstrapOptions& options) {
  const BothRated both = both_rated(data);
  const StatsRows rows{both.rows, 2, {}};
  const Pairs pairs(both);
  std::vector<AgreementNumber> out;
  const auto add = [&](std::string name, double lowest, const Statistic& statistic, const char* undefined) {
    metrics::BootstrapOptions bounded = options;
    bounded.lowest = lowest;
    bounded.highest = 1.0;
    out.push_back(number_of(std::move(name), rows, both.clusters, statistic, undefined, bounded));
  };
  const bool ordered = data.scale != LabelScale::kNominal;
  std::set<double> values(both.rows.begin(), both.rows.end());
  std::set<double> labels;
  for (std::size_t i = 0; i < both.size(); ++i) labels.insert(both.rows[2 * i + 1]);
  // A share or a probability for a judge's number is no label that could be equal to people's.
  const bool are_labels =
      values.size() <= kMostLabels &&
      (data.scale == LabelScale::kNominal ||
       std::all_of(values.begin(), values.end(), [&](double v) { return labels.contains(v) || v == std::floor(v); }));
  const char* by_chance = "by chance alone they would always agree";
  if (are_labels) {
    const auto kappa = [](metrics::KappaWeights kind) {
      return
          [kind](const RatingTable& table, ItemWeights weights) { return metrics::cohen_kappa(table, kind, weights); };
    };
    add("agreement", 0.0, of_table(pairs, metrics::raw_agreement), "no item was rated by both");
    add("kappa", -1.0, of_table(pairs, kappa(metrics::KappaWeights::kNone)), by_chance);
    if (ordered) {
      add("kappa_linear", -1.0, of_table(pairs, kappa(metrics::KappaWeights::kLinear)), by_chance);
      add("kappa_quadratic", -1.0, of_table(pairs, kappa(metrics::KappaWeights::kQuadratic)), by_chance);
    }
    add("ac1", -1.0, of_table(pairs, metrics::gwet_ac1), "there is one label only");
    add("pabak", -1.0, of_table(pairs, metrics::prevalence_adjusted_kappa), "there is one label only");
    add("balanced_accuracy", 0.0,
        of_classes(pairs, [](const metrics::ClassCounts& counts) { return counts.balanced_accuracy(); }),
        "people gave no label");
    if (data.scale == LabelScale::kNominal || data.scale == LabelScale::kBinary) {
      for (const double label : labels) {
        using Measure = metrics::ClassCounts::Measure;
        const auto measure = [&pairs, label](Measure which) {
          return of_classes(
              pairs, [label, which](const metrics::ClassCounts& counts) { return counts.measure_of(label, which); });
        };
        add(fmt::format("precision:{}", label), 0.0, measure(Measure::kPrecision), "the judge never gave this label");
        add(fmt::format("recall:{}", label), 0.0, measure(Measure::kRecall), "people never gave this label");
      }
    }
  }
  const metrics::Scale scale = data.scale == LabelScale::kNominal    ? metrics::Scale::kNominal
                               : data.scale == LabelScale::kInterval ? metrics::Scale::kInterval
                               : data.scale == LabelScale::kOrdinal  ? metrics::Scale::kOrdinal
                                                                     : metrics::Scale::kNominal;
  const bool has_distances = data.scale == LabelScale::kInterval || data.scale == LabelScale::kOrdinal;
  if (are_labels || (has_distances && values.size() <= kMostValues))
    add("alpha", -1.0,
        of_table(pairs, [scale](const RatingTable& table,
                                ItemWeights weights) { return metrics::krippendorff_alpha(table, scale, weights); }),
        "all ratings are equal");
  if (ordered) {
    const char* constant = "the judge's ratings or people's are all equal";
    add("pearson", -1.0, of_columns(pairs, metrics::pearson, metrics::pearson), constant);
    add("spearman", -1.0, of_columns(pairs, metrics::spearman, metrics::spearman), constant);
    add("kendall_tau_b", -1.0, of_columns(pairs, metrics::kendall_tau_b, metrics::kendall_tau_b), constant);
    add("kendall_tau_c", -1.0, of_columns(pairs, metrics::kendall_tau_c, metrics::kendall_tau_c), constant);
  }
  if (data.scale == LabelScale::kBinary) {
    std::vector<double> decided;
    std::vector<std::uint32_t> clusters;
    for (std::size_t i = 0; i < both.size(); ++i) {
      if (both.rows[2 * i + 1] != 0.0 && both.rows[2 * i + 1] != 1.0) continue;
      decided.insert(decided.end(), {both.rows[2 * i], both.rows[2 * i + 1]});
      if (!both.clusters.empty()) clusters.push_back(both.clusters[i]);
    }
    metrics::BootstrapOptions bounded = options;
    bounded.lowest = 0.0;
    bounded.highest = 1.0;
    out.push_back(
        number_of("auroc", {decided, 2, {}}, clusters, metrics::auroc, "people's labels are all 0 or all 1", bounded));
  }
  return out;
}

const AgreementNumber* find_number(std::span<const AgreementNumber> numbers, std::string_view name) {
  const auto found =
      std::find_if(numbers.begin(), numbers.end(), [&](const AgreementNumber& number) { return number.name == name; });
  return found == numbers.end() ? nullptr : &*found;
}

Confusion confusion(std::span<const std::optional<double>> judge, std::span<const std::optional<double>> people) {
  ASSAY_CHECK(judge.size() == people.size());
  std::set<double> labels;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!people[i]) continue;
    labels.insert(*people[i]);
    if (judge[i]) labels.insert(*judge[i]);
  }
  Confusion out;
  out.labels.assign(labels.begin(), labels.end());
  out.counts.assign(labels.size() * labels.size(), 0);
  out.unrated_by.assign(labels.size(), 0);
  const auto place = [&](double label) {
    return static_cast<std::size_t>(std::lower_bound(out.labels.begin(), out.labels.end(), label) - out.labels.begin());
  };
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!people[i]) continue;
    if (judge[i])
      ++out.counts[place(*people[i]) * labels.size() + place(*judge[i])];
    else
      ++out.unrated_by[place(*people[i])];
  }
  return out;
}

std::optional<AgreementBounds> agreement_bounds(std::span<const std::optional<double>> judge,
                                                std::span<const std::optional<double>> people) {
  ASSAY_CHECK(judge.size() == people.size());
  double rated = 0.0, equal = 0.0, missing = 0.0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!people[i]) continue;
    rated += 1.0;
    if (!judge[i])
      missing += 1.0;
    else
      equal += *judge[i] == *people[i] ? 1.0 : 0.0;
  }
  if (rated == 0.0) return std::nullopt;
  return AgreementBounds{equal / rated, (equal + missing) / rated};
}

}  // namespace assay::raters
