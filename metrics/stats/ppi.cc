#include "metrics/stats/ppi.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "harness/core/check.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/correlation.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/draws.h"
#include "metrics/stats/studentised_mean.h"

namespace assay::metrics {
namespace {

constexpr double kRounding = 1e-12;
// From so many labels on, and more than 100 g^2 for skewness g, Student's interval covers as it should.
constexpr std::size_t kManyLabels = 200;
constexpr std::size_t kMinForBootstrapT = 8;
constexpr std::size_t kFewErrors = 6;

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double squares_of(std::span<const double> values, double mean) {
  double sum = 0.0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum;
}

bool is_constant(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; });
}

/// How each unit (an answer, or a cluster of them) pulls the three means, those with labels first.
struct Pulls {
  std::vector<double> label;   ///< a: of mean(Y)
  std::vector<double> judge;   ///< b: of mean(f) over the labelled
  std::vector<double> pool;    ///< c: of mean(f) over the answers without a label
  std::vector<double> share;   ///< of the labelled answers, by weight: sums to 1
  std::vector<double> judged;  ///< what the unit adds to mean(f) over the labelled
  std::size_t labelled = 0;    ///< units with a label
  double mean_label = 0.0;
  double mean_pool = 0.0;
  bool shared = false;  ///< some unit is in both
  bool clustered = false;
};

Pulls pulls_of(const JudgedAnswers& in) {
  const std::size_t n = in.labels.size();
  Pulls out;
  std::vector<double> weights(n, 1.0 / static_cast<double>(n));
  const bool weighted = !in.label_probabilities.empty();
  if (weighted) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += weights[i] = 1.0 / in.label_probabilities[i];
    for (double& w : weights) w /= sum;
  }
  double mean_judged = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    out.mean_label += weights[i] * in.labels[i];
    mean_judged += weights[i] * in.judged[i];
  }
  // With unequal probabilities the labelled are no fair sample of the pool, so the pool is all answers.
  const double pool_size = static_cast<double>(in.judged_only.size() + (weighted ? n : 0));
  if (pool_size > 0.0) {
    double sum = 0.0;
    for (const double f : in.judged_only) sum += f;
    if (weighted)
      for (const double f : in.judged) sum += f;
    out.mean_pool = sum / pool_size;
  }
  std::unordered_map<std::uint32_t, std::size_t> numbers;
  const auto unit_of = [&](std::span<const std::uint32_t> clusters, std::size_t i) {
    std::size_t unit = out.label.size();
    if (!clusters.empty()) unit = numbers.try_emplace(clusters[i], unit).first->second;
    if (unit == out.label.size())
      for (auto* list : {&out.label, &out.judge, &out.pool, &out.share, &out.judged}) list->push_back(0.0);
    return unit;
  };
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t unit = unit_of(in.clusters, i);
    out.label[unit] += weights[i] * (in.labels[i] - out.mean_label);
    out.judge[unit] += weights[i] * (in.judged[i] - mean_judged);
    out.share[unit] += weights[i];
    out.judged[unit] += weights[i] * in.judged[i];
    if (weighted) out.pool[unit] += (in.judged[i] - out.mean_pool) / pool_size;
  }
  out.labelled = out.label.size();
  out.shared = weighted;
  for (std::size_t j = 0; j < in.judged_only.size(); ++j) {
    const std::size_t unit = unit_of(in.judged_only_clusters, j);
    out.pool[unit] += (in.judged_only[j] - out.mean_pool) / pool_size;
    out.shared |= unit < out.labelled;
  }
  out.clustered = !in.clusters.empty() && (out.label.size() < n + in.judged_only.size());
  return out;
}

double ratio_in_unit(double top, double bottom) { return bottom > 0.0 ? std::clamp(top / bottom, 0.0, 1.0) : 0.0; }

/// The weight of PPI++, cov(Y, f) / ((1 + n/N) var(f)), the variance over labelled and unlabelled, each time without one
/// label.
std::vector<double> lambdas_of_rows(const JudgedAnswers& in) {
  const std::size_t count = in.labels.size();
  const double n = static_cast<double>(count);
  const double rest = static_cast<double>(in.judged_only.size());
  const double mean_y = mean_of(in.labels);
  const double mean_f = mean_of(in.judged);
  const double mean_all = (n * mean_f + rest * mean_of(in.judged_only)) / (n + rest);
  const double all = squares_of(in.judged, mean_all) + squares_of(in.judged_only, mean_all);
  double products = 0.0;
  for (std::size_t i = 0; i < count; ++i) products += (in.labels[i] - mean_y) * (in.judged[i] - mean_f);
  std::vector<double> found(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double off = in.judged[i] - mean_all;
    const double left = products - n / (n - 1.0) * (in.labels[i] - mean_y) * (in.judged[i] - mean_f);
    const double variance = (all - (n + rest) / (n + rest - 1.0) * off * off) / (n + rest - 2.0);
    const bool varies = variance > kRounding * all / (n + rest);
    found[i] = varies ? ratio_in_unit(left / (n - 2.0), (1.0 + (n - 1.0) / rest) * variance) : 0.0;
  }
  return found;
}

/// The lambda that minimises sum (a - lambda (b - c))^2 over units, each time without one of those with labels.
std::vector<double> lambdas_of_units(const Pulls& pulls) {
  const double g = static_cast<double>(pulls.labelled);
  const double without = g / (g - 1.0);
  double products = 0.0;
  double squares = 0.0;
  for (std::size_t u = 0; u < pulls.label.size(); ++u) {
    const double b = pulls.judge[u] - pulls.pool[u];
    products += pulls.label[u] * b;
    squares += b * b;
  }
  std::vector<double> found(pulls.labelled);
  for (std::size_t u = 0; u < pulls.labelled; ++u) {
    const double b = pulls.judge[u] - pulls.pool[u];
    const double left = squares - without * b * b;
    found[u] = left > kRounding * squares ? ratio_in_unit(products - without * pulls.label[u] * b, left) : 0.0;
  }
  return found;
}

/// The variance in parts: what the labelled units make, kept apart for the bootstrap, and the rest.
struct Influence {
  std::vector<double> labelled;  ///< of each unit with labels
  double rest = 0.0;             ///< variance from the units without
};

Influence influence_of(const Pulls& pulls, std::span<const double> lambdas, double lambda, bool jackknife) {
  Influence out;
  out.labelled.resize(pulls.labelled);
  double mean = 0.0;
  for (std::size_t u = 0; u < pulls.labelled; ++u) {
    out.labelled[u] = pulls.label[u] - lambdas[u] * pulls.judge[u] + lambda * pulls.pool[u];
    // What leaving the unit out would change: larger for units with a large share of the labels.
    if (jackknife) out.labelled[u] /= 1.0 - pulls.share[u];
    mean += out.labelled[u] / static_cast<double>(pulls.labelled);
  }
  if (!pulls.shared)
    for (double& v : out.labelled) v -= mean;
  double squares = 0.0;
  for (std::size_t u = pulls.labelled; u < pulls.pool.size(); ++u) squares += pulls.pool[u] * pulls.pool[u];
  const double others = static_cast<double>(pulls.pool.size() - pulls.labelled);
  if (others > 1.0) out.rest = lambda * lambda * others / (others - 1.0) * squares;
  return out;
}

/// The quantiles that bootstrap replicates of the pivot give, and where the pivot of the null lies among them.
struct Pivots {
  double low = 0.0;
  double high = 0.0;
  double p = 1.0;
};

/// Infinite where one of the two neighbours is: resamples without any spread.
double pivot_quantile(std::span<const double> sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  for (const double neighbour : {std::floor(place), std::ceil(place)})
    if (const double v = sorted[static_cast<std::size_t>(neighbour)]; std::isinf(v)) return v;
  return sorted_quantile(sorted, p);
}

/// Efron & Tibshirani 1993, section 12.5, of the sum of the labelled units' influences; what the answers without a
/// label add is a mean of many, and so normal.
std::optional<Pivots> pivots_of(const Influence& influence, double factor, double scale, double t_of_null,
                                const PpiOptions& options) {
  const std::size_t g = influence.labelled.size();
  const double rest = std::sqrt(influence.rest);
  const std::uint64_t base = draw_base(options.seed, "ppi");
  double whole = 0.0;
  double total = 0.0;
  for (const double v : influence.labelled) {
    whole += v * v;
    total += v;
  }
  std::vector<double> pivots(options.replicates);
  for (std::size_t r = 0; r < options.replicates; ++r) {
    Draws draws(base, r);
    double sum = 0.0;
    double squares = 0.0;
    draws.indices(g, g, [&](std::size_t u) {
      const double v = influence.labelled[u];
      sum += v;
      squares += v * v;
    });
    squares -= sum * sum / static_cast<double>(g);
    const double noise = rest == 0.0 ? 0.0 : rest * normal_quantile(std::max(draws.uniform(), 1e-300));
    const double variance = (squares > kRounding * whole ? factor * squares : 0.0) + influence.rest;
    const double off = scale * (sum - total) + noise;
    pivots[r] = variance > 0.0 ? off / std::sqrt(variance)
                               : (off == 0.0 ? 0.0 : std::copysign(std::numeric_limits<double>::infinity(), off));
  }
  std::sort(pivots.begin(), pivots.end());
  Pivots found;
  found.low = pivot_quantile(pivots, 0.5 - 0.5 * options.level);
  found.high = pivot_quantile(pivots, 0.5 + 0.5 * options.level);
  // An end without bound is of use where the labels have a range, at whose end it stops.
  if (!options.range && (!std::isfinite(found.low) || !std::isfinite(found.high))) return std::nullopt;
  const double whole_number = static_cast<double>(options.replicates) + 1.0;
  const auto first = std::lower_bound(pivots.begin(), pivots.end(), t_of_null);
  const auto last = std::upper_bound(pivots.begin(), pivots.end(), t_of_null);
  const double below = static_cast<double>(last - pivots.begin());
  const double above = static_cast<double>(pivots.end() - first);
  found.p = std::min(1.0, 2.0 * (std::min(below, above) + 1.0) / whole_number);
  return found;
}

void check(const JudgedAnswers& in, const PpiOptions& options) {
  ASSAY_CHECK(in.judged.size() == in.labels.size());
  ASSAY_CHECK(in.label_probabilities.empty() || in.label_probabilities.size() == in.labels.size());
  ASSAY_CHECK(in.clusters.empty() || in.clusters.size() == in.labels.size());
  ASSAY_CHECK(in.judged_only_clusters.size() == (in.clusters.empty() ? 0 : in.judged_only.size()));
  ASSAY_CHECK(in.clusters.empty() || in.label_probabilities.empty());
  ASSAY_CHECK(options.level > 0.0 && options.level < 1.0 && options.replicates > 0);
}

/// Angelopoulos et al.'s program as it is: ddof 0, lambda from all data, the normal distribution.
void like_ppi_py(const JudgedAnswers& in, const PpiOptions& options, PpiEstimate& out) {
  const double n = static_cast<double>(in.labels.size());
  const double rest = static_cast<double>(in.judged_only.size());
  if (options.weight == JudgeWeight::kTuned) {
    const double mean_y = mean_of(in.labels);
    const double mean_f = mean_of(in.judged);
    double products = 0.0;
    for (std::size_t i = 0; i < in.labels.size(); ++i) products += (in.labels[i] - mean_y) * (in.judged[i] - mean_f);
    const double mean_all = (n * mean_f + rest * mean_of(in.judged_only)) / (n + rest);
    const double variance = (squares_of(in.judged, mean_all) + squares_of(in.judged_only, mean_all)) / (n + rest - 1.0);
    out.lambda = ratio_in_unit(products / n, (1.0 + n / rest) * variance);
  }
  std::vector<double> errors(in.labels.size());
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = in.labels[i] - out.lambda * in.judged[i];
  const double mean = mean_of(errors);
  const double mean_rest = mean_of(in.judged_only);
  out.value = mean + out.lambda * mean_rest;
  out.standard_error = std::sqrt(squares_of(errors, mean) / n / n +
                                 out.lambda * out.lambda * squares_of(in.judged_only, mean_rest) / rest / rest);
  out.df = std::numeric_limits<double>::infinity();
  out.interval_method = "normal";
  if (!(*out.standard_error > 0.0)) {
    out.reason = "there is no spread";
    return;
  }
  const double half = normal_quantile(0.5 + 0.5 * options.level) * *out.standard_error;
  out.interval = Interval{*out.value - half, *out.value + half};
  out.p = 2.0 * normal_cdf(-std::abs(*out.value - options.null) / *out.standard_error);
}

/// Why the judge is not to be used although it was asked for; "" where it is.
std::string why_labels_only(const JudgedAnswers& in, const PpiOptions& options) {
  if (options.weight == JudgeWeight::kLabelsOnly) return "";
  if (in.judged_only.empty() && in.label_probabilities.empty())
    return "there are no answers without a label, so the judge adds nothing";
  if (options.weight == JudgeWeight::kFull || options.as_ppi_py || in.labels.size() < kMinPpiLabels) return "";
  if (is_constant(in.judged)) return "the judge says the same of all labelled answers, so it adds nothing";
  return "";
}

/// On how many labels the judge says something else than people, once its most frequent error (0, or a fixed distance)
/// is taken out, and the largest that is left: where it never errs, the span of the labels.
struct SeenErrors {
  std::size_t count = 0;
  double largest = 0.0;
};

SeenErrors errors_of(const JudgedAnswers& in) {
  std::vector<double> errors(in.labels.size());
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = in.labels[i] - in.judged[i];
  std::sort(errors.begin(), errors.end());
  const double rounding = 1e-9 * std::max(std::abs(errors.front()), std::abs(errors.back()));
  double usual = 0.0;
  std::size_t most = 0;
  for (std::size_t first = 0; first < errors.size();) {
    std::size_t end = first + 1;
    while (end < errors.size() && errors[end] - errors[first] <= rounding) ++end;
    if (end - first > most) {
      most = end - first;
      usual = errors[first];
    }
    first = end;
  }
  SeenErrors found;
  found.count = errors.size() - most;
  found.largest = std::max(errors.back() - usual, usual - errors.front());
  if (found.count == 0) {
    const auto [low, high] = std::minmax_element(in.labels.begin(), in.labels.end());
    found.largest = *high - *low;
  }
  return found;
}

void clip(Interval& interval, const std::optional<Interval>& range) {
  if (!range) return;
  interval.low = std::clamp(interval.low, range->low, range->high);
  interval.high = std::clamp(interval.high, range->low, range->high);
}

/// What the labels alone would have as squared error: for the number of labels that the judge is worth.
double classical_variance(const Pulls& pulls) {
  double squares = 0.0;
  for (std::size_t u = 0; u < pulls.labelled; ++u) squares += pulls.label[u] * pulls.label[u];
  const double g = static_cast<double>(pulls.labelled);
  return g / (g - 1.0) * squares;
}

}  // namespace

PpiEstimate ppi_mean(const JudgedAnswers& in, const PpiOptions& options) {
  check(in, options);
  PpiEstimate out;
  out.labelled = in.labels.size();
  out.judged_only = in.judged_only.size();
  out.reason = "no answer has a label";
  if (in.labels.empty()) return out;
  out.reason.clear();
  out.correlation = pearson(in.labels, in.judged);
  out.note = why_labels_only(in, options);
  const JudgeWeight weight = out.note.empty() ? options.weight : JudgeWeight::kLabelsOnly;
  out.lambda = weight == JudgeWeight::kFull ? 1.0 : 0.0;
  out.method = weight == JudgeWeight::kLabelsOnly ? "classical" : weight == JudgeWeight::kFull ? "ppi" : "ppi++";
  if (options.as_ppi_py && !in.judged_only.empty()) {
    like_ppi_py(in, options, out);
    return out;
  }
  const Pulls pulls = pulls_of(in);
  if (pulls.clustered) out.method = "cluster_" + out.method;
  if (!in.label_probabilities.empty()) out.method = "weighted_" + out.method;

  std::vector<double> lambdas(pulls.labelled, out.lambda);
  const bool tuned = weight == JudgeWeight::kTuned && in.labels.size() >= kMinPpiLabels && pulls.labelled > 2;
  if (tuned) lambdas = pulls.clustered || pulls.shared ? lambdas_of_units(pulls) : lambdas_of_rows(in);
  double value = pulls.mean_label;
  double lambda = 0.0;
  double kish = 0.0;
  for (std::size_t u = 0; u < pulls.labelled; ++u) {
    value -= lambdas[u] * pulls.judged[u];
    lambda += lambdas[u] * pulls.share[u];
    kish += pulls.share[u] * pulls.share[u];
  }
  out.lambda = lambda;
  out.value = value + lambda * pulls.mean_pool;
  if (in.labels.size() < kMinPpiLabels) {
    out.reason =
        fmt::format("{} label{}, fewer than {}", in.labels.size(), in.labels.size() == 1 ? "" : "s", kMinPpiLabels);
    return out;
  }
  if (pulls.clustered && pulls.labelled < kMinClusters) {
    out.reason = few_clusters(pulls.labelled);
    return out;
  }
  // Clusters, or weights, that differ much are worth fewer: as error_of_mean has it.
  const double g = static_cast<double>(pulls.labelled);
  const double worth = 1.0 / kish;
  const double lost = weight == JudgeWeight::kTuned ? 2.0 : 1.0;
  if (worth < 4.0) {
    out.reason = fmt::format("the labels weigh so differently that they are worth {:.1f}", worth);
    return out;
  }
  const bool uneven = student_t_quantile(0.975, worth - 1.0) > 1.02 * student_t_quantile(0.975, g - 1.0);
  out.df = (uneven ? worth : g) - lost;
  const Influence influence = influence_of(pulls, lambdas, lambda, uneven);
  const double factor = uneven ? (g - 1.0) / g : g / (g - 1.0);
  double squares = 0.0;
  double largest = 0.0;
  for (const double v : influence.labelled) squares += v * v;
  for (const double v : in.labels) largest = std::max(largest, std::abs(v));
  // Few errors seen say little of how many there are: as Agresti and Coull add to a count, so two errors more are
  // added.
  bool few_errors = false;
  double added = 0.0;
  if (weight != JudgeWeight::kLabelsOnly && lambda > 0.0) {
    const SeenErrors seen = errors_of(in);
    few_errors = seen.count < kFewErrors;
    if (few_errors) {
      const double one = lambda * seen.largest / g;
      added = 2.0 * one * one;
      out.note =
          fmt::format("the judge errs on {} of {} labels, too few to know how it errs: the interval allows for 2 more",
                      seen.count, in.labels.size());
    }
  }
  if (!(squares + added > std::pow(1e-14 * largest, 2.0))) {
    out.reason = is_constant(in.labels) ? "all labels are equal" : "there is no spread in what the judge gets wrong";
    return out;
  }
  const double variance = factor * squares + influence.rest + added;
  const double error = std::sqrt(variance);
  out.standard_error = error;
  const double classical = classical_variance(pulls);
  out.effective_labels = static_cast<double>(in.labels.size()) * classical / variance;
  const double t = (*out.value - options.null) / error;
  const double skew = skewness(influence.labelled).value_or(0.0);
  if (!few_errors && pulls.labelled >= kMinForBootstrapT &&
      (pulls.labelled < kManyLabels || g <= 100.0 * skew * skew)) {
    if (const auto pivots = pivots_of(influence, factor, uneven ? (g - 1.0) / g : 1.0, t, options)) {
      out.interval = Interval{*out.value - error * pivots->high, *out.value - error * pivots->low};
      out.p = pivots->p;
      out.interval_method = "bootstrap_t";
    }
  }
  if (!out.interval) {
    out.interval = t_interval(*out.value, error, out.df, options.level);
    out.p = student_t_two_sided(t, out.df);
    out.interval_method = "t";
  }
  clip(*out.interval, options.range);
  return out;
}

PpiEstimate ppi_stratified(std::span<const PpiStratum> strata, const PpiOptions& options) {
  ASSAY_CHECK(!strata.empty() && !options.as_ppi_py);
  PpiEstimate out;
  double shares = 0.0;
  for (const PpiStratum& stratum : strata) {
    ASSAY_CHECK(stratum.share > 0.0);
    shares += stratum.share;
  }
  out.method = options.weight == JudgeWeight::kLabelsOnly ? "stratified_classical"
               : options.weight == JudgeWeight::kFull     ? "stratified_ppi"
                                                          : "stratified_ppi++";
  double value = 0.0;
  double variance = 0.0;
  double classical = 0.0;
  double fourth = 0.0;
  bool has_value = true;
  for (std::size_t s = 0; s < strata.size(); ++s) {
    const PpiEstimate one = ppi_mean(strata[s].answers, options);
    const double share = strata[s].share / shares;
    out.labelled += one.labelled;
    out.judged_only += one.judged_only;
    out.lambda += share * one.lambda;
    if (!one.note.empty()) out.note += fmt::format("{}stratum {}: {}", out.note.empty() ? "" : "; ", s, one.note);
    if (!one.value) has_value = false;
    if (!one.standard_error) {
      if (out.reason.empty()) out.reason = fmt::format("stratum {}: {}", s, one.reason);
      if (!one.value) continue;
    }
    value += share * *one.value;
    if (!one.standard_error) continue;
    const double part = share * share * *one.standard_error * *one.standard_error;
    variance += part;
    classical += part * *one.effective_labels / static_cast<double>(one.labelled);
    fourth += part * part / one.df;
  }
  if (has_value) out.value = value;
  if (!out.reason.empty()) return out;
  out.standard_error = std::sqrt(variance);
  out.df = variance * variance / fourth;
  out.effective_labels = static_cast<double>(out.labelled) * classical / variance;
  out.interval = t_interval(value, *out.standard_error, out.df, options.level);
  out.p = student_t_two_sided((value - options.null) / *out.standard_error, out.df);
  out.interval_method = "t";
  clip(*out.interval, options.range);
  return out;
}

PairedAnswers paired_answers(std::span<const PairedJudgement> items) {
  PairedAnswers out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const PairedJudgement& item = items[i];
    if (!item.judged_base || !item.judged_candidate) {
      ++out.left_out;
      continue;
    }
    const double judged = *item.judged_candidate - *item.judged_base;
    if (item.label_base && item.label_candidate) {
      out.labels.push_back(*item.label_candidate - *item.label_base);
      out.judged.push_back(judged);
      out.labelled_items.push_back(i);
    } else {
      out.judged_only.push_back(judged);
      out.judged_only_items.push_back(i);
    }
  }
  return out;
}

}  // namespace assay::metrics
