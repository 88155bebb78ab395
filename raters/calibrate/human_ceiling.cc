#include "raters/calibrate/human_ceiling.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/core/check.h"

namespace assay::raters {
namespace {

/// Ratings of one person, what the others say, and what the judge says, on the items that have all of them.
struct LeftOut {
  std::vector<std::size_t> items;
  std::vector<double> rating;
  std::vector<double> reference;
  std::vector<double> judged;
};

std::optional<double> reference_of(const std::vector<double>& others, Reference kind) {
  if (others.empty()) return std::nullopt;
  if (kind == Reference::kMean) {
    double sum = 0.0;
    for (const double v : others) sum += v;
    return sum / static_cast<double>(others.size());
  }
  std::map<double, std::size_t> votes;
  for (const double v : others) ++votes[v];
  const auto most = std::max_element(votes.begin(), votes.end(), [](auto& a, auto& b) { return a.second < b.second; });
  const auto as_many = std::count_if(votes.begin(), votes.end(), [&](auto& v) { return v.second == most->second; });
  return as_many == 1 ? std::optional(most->first) : std::nullopt;
}

std::vector<LeftOut> left_out_of(const metrics::RatingTable& people, std::span<const std::optional<double>> judge,
                                 Reference kind) {
  std::vector<LeftOut> found(people.num_raters);
  std::vector<double> others;
  for (std::size_t i = 0; i < people.num_items(); ++i) {
    if (!judge.empty() && !judge[i]) continue;
    const auto item = people.item(i);
    for (std::size_t h = 0; h < item.size(); ++h) {
      if (!item[h]) continue;
      others.clear();
      for (std::size_t r = 0; r < item.size(); ++r)
        if (r != h && item[r]) others.push_back(*item[r]);
      const std::optional<double> reference = reference_of(others, kind);
      if (!reference) continue;
      found[h].items.push_back(i);
      found[h].rating.push_back(*item[h]);
      found[h].reference.push_back(*reference);
      if (!judge.empty()) found[h].judged.push_back(*judge[i]);
    }
  }
  return found;
}

/// The statistic over the items as often as they count.
std::optional<double> counted(const LeftOut& of, const std::vector<double>& values, const PairStatistic& statistic,
                              std::span<const double> counts) {
  if (counts.empty()) return of.items.empty() ? std::nullopt : statistic(values, of.reference);
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t at = 0; at < of.items.size(); ++at)
    for (double left = counts[of.items[at]]; left > 0.5; left -= 1.0) {
      x.push_back(values[at]);
      y.push_back(of.reference[at]);
    }
  return x.empty() ? std::nullopt : statistic(x, y);
}

std::optional<double> mean_of(const std::vector<std::optional<double>>& values) {
  double sum = 0.0;
  double n = 0.0;
  for (const auto& v : values) {
    if (!v) continue;
    sum += *v;
    n += 1.0;
  }
  return n == 0.0 ? std::nullopt : std::optional(sum / n);
}

}  // namespace

HumanCeiling human_ceiling(const metrics::RatingTable& people, std::span<const std::optional<double>> judge,
                           const PairStatistic& statistic, Reference reference,
                           const metrics::BootstrapOptions& options, std::span<const std::uint32_t> clusters) {
  ASSAY_CHECK(judge.empty() || judge.size() == people.num_items());
  ASSAY_CHECK(clusters.empty() || clusters.size() == people.num_items());
  HumanCeiling out;
  for (std::size_t i = 0; i < people.num_items(); ++i) {
    const auto item = people.item(i);
    out.overlap += std::count_if(item.begin(), item.end(), [](auto& r) { return r.has_value(); }) >= 2 ? 1 : 0;
  }
  const std::vector<LeftOut> left_out = left_out_of(people, judge, reference);
  const auto of_people = [&](std::span<const double> counts) {
    std::vector<std::optional<double>> found;
    for (const LeftOut& person : left_out) found.push_back(counted(person, person.rating, statistic, counts));
    return found;
  };
  const auto of_judge = [&](std::span<const double> counts) {
    std::vector<std::optional<double>> found;
    for (const LeftOut& person : left_out) found.push_back(counted(person, person.judged, statistic, counts));
    return found;
  };
  out.people = of_people({});
  out.ceiling = mean_of(out.people);
  if (!judge.empty()) {
    out.judge = of_judge({});
    out.judge_mean = mean_of(out.judge);
  }
  if (!out.ceiling) {
    out.reason = out.overlap == 0 ? "no item was rated by two people" : "the statistic is undefined for every person";
    return out;
  }
  if (out.judge_mean && *out.ceiling > 0.0) out.share = *out.judge_mean / *out.ceiling;
  // The rows only carry how often each item counts.
  const std::vector<double> rows(people.num_items(), 0.0);
  const metrics::Units units = metrics::units_of(rows.size(), clusters);
  const auto interval = [&](double value, const metrics::ValueFunction& of) {
    return metrics::bootstrap_interval(metrics::Resampler({rows, 1, {}}, of, units), value, options).interval;
  };
  out.ceiling_interval =
      interval(*out.ceiling, {[&](const StatsRows& drawn) { return mean_of(of_people(drawn.weights)); }});
  if (!out.judge_mean) return out;
  out.difference_interval =
      interval(*out.judge_mean - *out.ceiling, {[&](const StatsRows& drawn) -> std::optional<double> {
        const std::optional<double> ceiling = mean_of(of_people(drawn.weights));
        const std::optional<double> judged = mean_of(of_judge(drawn.weights));
        if (!ceiling || !judged) return std::nullopt;
        return *judged - *ceiling;
      }});
  return out;
}

}  // namespace assay::raters
