#include "metrics/stats/alt_test.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/multiple_testing.h"
#include "metrics/stats/paired_t.h"

namespace assay::metrics {
namespace {

/// P(T <= t) of the mean of what the judge loses, less epsilon: one-sided.
double one_sided(const std::vector<double>& lost) {
  const PairedT t = paired_t(lost);
  if (t.test.statistic) return student_t_cdf(*t.test.statistic, t.df);
  // All items give the same: then there is no doubt.
  return t.difference < 0.0 ? 0.0 : 1.0;
}

AltTestAnnotator against(const RatingTable& people, std::span<const std::optional<double>> judge, std::size_t rater,
                         const Closeness& closeness, const AltTestOptions& options) {
  AltTestAnnotator out;
  out.rater = rater;
  std::vector<double> lost;
  std::vector<double> others;
  for (std::size_t i = 0; i < people.num_items(); ++i) {
    const auto item = people.item(i);
    if (!item[rater] || !judge[i]) continue;
    others.clear();
    for (std::size_t r = 0; r < item.size(); ++r)
      if (r != rater && item[r]) others.push_back(*item[r]);
    if (others.empty()) continue;
    const double of_person = closeness(*item[rater], others);
    const double of_judge = closeness(*judge[i], others);
    const double judge_won = of_judge >= of_person ? 1.0 : 0.0;
    const double person_won = of_person >= of_judge ? 1.0 : 0.0;
    out.judge_wins += judge_won;
    out.annotator_wins += person_won;
    lost.push_back(person_won - judge_won - options.epsilon);
  }
  out.items = lost.size();
  if (lost.empty()) {
    out.reason = "no item was rated by this annotator, another and the judge";
    return out;
  }
  out.judge_wins /= static_cast<double>(lost.size());
  out.annotator_wins /= static_cast<double>(lost.size());
  if (lost.size() < std::max<std::size_t>(options.min_items, 2)) {
    out.reason = fmt::format("{} items, fewer than {}", lost.size(), std::max<std::size_t>(options.min_items, 2));
    return out;
  }
  out.p = one_sided(lost);
  return out;
}

}  // namespace

double share_of_equal(double rating, std::span<const double> others) {
  return static_cast<double>(std::count(others.begin(), others.end(), rating)) / static_cast<double>(others.size());
}

double negative_rmse(double rating, std::span<const double> others) {
  double sum = 0.0;
  for (const double other : others) sum += (rating - other) * (rating - other);
  return -std::sqrt(sum / static_cast<double>(others.size()));
}

AltTest alt_test(const RatingTable& people, std::span<const std::optional<double>> judge, const Closeness& closeness,
                 const AltTestOptions& options) {
  ASSAY_CHECK(judge.size() == people.num_items());
  ASSAY_CHECK(options.alpha > 0.0 && options.alpha < 1.0 && options.epsilon >= 0.0);
  AltTest out;
  std::vector<double> p;
  for (std::size_t rater = 0; rater < people.num_raters; ++rater) {
    out.annotators.push_back(against(people, judge, rater, closeness, options));
    if (out.annotators.back().p) p.push_back(*out.annotators.back().p);
  }
  if (p.size() < 2) {
    out.reason =
        fmt::format("{} annotator{} with {} items or more that another one and the judge rated too; the test needs two",
                    p.size(), p.size() == 1 ? "" : "s", options.min_items);
    return out;
  }
  const std::vector<double> adjusted = adjusted_p(p, Adjustment::kBenjaminiYekutieli);
  double won = 0.0;
  double advantage = 0.0;
  std::size_t at = 0;
  for (AltTestAnnotator& annotator : out.annotators) {
    if (!annotator.p) continue;
    annotator.adjusted_p = adjusted[at++];
    annotator.rejected = *annotator.adjusted_p < options.alpha;
    won += annotator.rejected ? 1.0 : 0.0;
    advantage += annotator.judge_wins;
  }
  out.winning_rate = won / static_cast<double>(at);
  out.advantage_probability = advantage / static_cast<double>(at);
  out.passed = *out.winning_rate >= options.passing_rate;
  return out;
}

}  // namespace assay::metrics
