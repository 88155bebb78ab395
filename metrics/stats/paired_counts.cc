#include "metrics/stats/paired_counts.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

void check(const PairedCounts& counts, double level) {
  ASSAY_CHECK(counts.both >= 0.0 && counts.lost >= 0.0 && counts.gained >= 0.0 && counts.neither >= 0.0);
  ASSAY_CHECK(counts.n() > 0.0 && level > 0.0 && level < 1.0);
}

/// Tango 1998: the score of a difference d, with the share of the discordant pairs at its most likely under d.
double tango_score(const PairedCounts& counts, double d) {
  const double n = counts.n();
  const double a = 2.0 * n;
  const double b = -counts.gained - counts.lost + (2.0 * n - counts.gained + counts.lost) * d;
  const double c = -counts.lost * d * (1.0 - d);
  const double share = (std::sqrt(std::max(0.0, b * b - 4.0 * a * c)) - b) / (2.0 * a);
  const double variance = n * (2.0 * share + d * (1.0 - d));
  const double off = counts.gained - counts.lost - n * d;
  if (off == 0.0) return 0.0;
  return variance > 0.0 ? off / std::sqrt(variance) : std::copysign(INFINITY, off);
}

}  // namespace

std::optional<PairedCounts> paired_counts(std::span<const double> base, std::span<const double> candidate) {
  ASSAY_CHECK(base.size() == candidate.size());
  PairedCounts counts;
  for (std::size_t i = 0; i < base.size(); ++i) {
    if ((base[i] != 0.0 && base[i] != 1.0) || (candidate[i] != 0.0 && candidate[i] != 1.0)) return std::nullopt;
    (base[i] == 1.0        ? candidate[i] == 1.0 ? counts.both : counts.lost
     : candidate[i] == 1.0 ? counts.gained
                           : counts.neither) += 1.0;
  }
  return counts;
}

Interval newcombe_paired_interval(const PairedCounts& counts, double level) {
  check(counts, level);
  const double n = counts.n();
  const double right_base = counts.both + counts.lost;
  const double right_candidate = counts.both + counts.gained;
  const Interval base = wilson_interval(right_base, n, level);
  const Interval candidate = wilson_interval(right_candidate, n, level);
  const double product = right_base * (n - right_base) * right_candidate * (n - right_candidate);
  double phi = 0.0;
  if (product > 0.0) {
    // The numerator of the correlation is corrected towards 0 where it is positive.
    double top = counts.both * counts.neither - counts.lost * counts.gained;
    if (top > 0.0) top = std::max(0.0, top - 0.5 * n);
    phi = top / std::sqrt(product);
  }
  const double share_base = right_base / n;
  const double share_candidate = right_candidate / n;
  const auto half = [&](double of_candidate, double of_base) {
    return std::sqrt(
        std::max(0.0, of_candidate * of_candidate - 2.0 * phi * of_candidate * of_base + of_base * of_base));
  };
  const double difference = counts.difference();
  return {std::max(-1.0, difference - half(share_candidate - candidate.low, base.high - share_base)),
          std::min(1.0, difference + half(candidate.high - share_candidate, share_base - base.low))};
}

Interval tango_interval(const PairedCounts& counts, double level) {
  check(counts, level);
  const double z = normal_quantile(0.5 + 0.5 * level);
  const double difference = counts.difference();
  // The score falls with d, from above z at one end to below -z at the other, or else the end is that of the range.
  const auto end = [&](double from, double to, double target) {
    double inside = from;
    double outside = to;
    if (std::abs(tango_score(counts, outside)) < std::abs(target)) return outside;
    for (int i = 0; i < 200; ++i) {
      const double middle = 0.5 * (inside + outside);
      if (middle == inside || middle == outside) break;
      (std::abs(tango_score(counts, middle)) < std::abs(target) ? inside : outside) = middle;
    }
    return 0.5 * (inside + outside);
  };
  return {end(difference, -1.0, z), end(difference, 1.0, -z)};
}

Interval bonett_price_interval(const PairedCounts& counts, double level) {
  check(counts, level);
  const double z = normal_quantile(0.5 + 0.5 * level);
  const double trials = counts.n() + 2.0;
  const double gained = (counts.gained + 1.0) / trials;
  const double lost = (counts.lost + 1.0) / trials;
  const double difference = gained - lost;
  const double half = z * std::sqrt((gained + lost - difference * difference) / trials);
  return {std::max(-1.0, difference - half), std::min(1.0, difference + half)};
}

}  // namespace assay::metrics
