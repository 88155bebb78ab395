#include "metrics/stats/effect_size.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"

namespace assay::metrics {

std::optional<double> cohen_dz(std::span<const double> differences) {
  const double n = static_cast<double>(differences.size());
  if (differences.size() < 2 ||
      std::all_of(differences.begin(), differences.end(), [&](double d) { return d == differences[0]; }))
    return std::nullopt;
  double mean = 0.0;
  for (const double d : differences) mean += d / n;
  double squares = 0.0;
  for (const double d : differences) squares += (d - mean) * (d - mean);
  return mean / std::sqrt(squares / (n - 1.0));
}

double cohen_h(double from, double to) {
  ASSAY_CHECK(from >= 0.0 && from <= 1.0 && to >= 0.0 && to <= 1.0);
  return 2.0 * std::asin(std::sqrt(to)) - 2.0 * std::asin(std::sqrt(from));
}

std::optional<DiscordantOdds> discordant_odds(double lost, double gained, double level) {
  ASSAY_CHECK(lost >= 0.0 && gained >= 0.0);
  if (lost == 0.0) return std::nullopt;
  const Interval share = clopper_pearson_interval(gained, gained + lost, level);
  return DiscordantOdds{gained / lost, {share.low / (1.0 - share.low), share.high / (1.0 - share.high)}};
}

}  // namespace assay::metrics
