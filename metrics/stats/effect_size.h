#pragma once

#include <optional>
#include <span>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// Cohen's d of paired differences, their mean over their standard deviation; nullopt for fewer than two or where all
/// are equal. Source: Cohen 1988, "Statistical power analysis".
std::optional<double> cohen_dz(std::span<const double> differences);

/// Cohen's h of two proportions, 2 asin(sqrt(to)) - 2 asin(sqrt(from)): 0.2 is small, 0.8 large. Requires: 0 <= both
/// <= 1. Source: Cohen 1988.
double cohen_h(double from, double to);

/// The odds that a discordant pair is a gain.
struct DiscordantOdds {
  double ratio = 1.0;
  Interval interval;  ///< exact; its upper end may be infinite
};

/// gained / lost with its exact interval; nullopt without discordant pairs or where nothing was lost.
/// Requires: lost >= 0, gained >= 0, 0 < level < 1.
/// Source: Breslow & Day 1980: Clopper and Pearson's interval of gained / (gained + lost), as odds.
std::optional<DiscordantOdds> discordant_odds(double lost, double gained, double level);

}  // namespace assay::metrics
