#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "metrics/stats/bootstrap.h"

namespace assay::metrics {

/// A correlation of two lists, nullopt where undefined: `pearson`, `spearman`, `kendall_tau_b`.
using Correlation = std::function<std::optional<double>(std::span<const double>, std::span<const double>)>;

/// How well two ratings go together inside an item, over the answers of several systems to it.
struct WithinItem {
  std::optional<double> mean;  ///< over the items used
  BootstrapResult bootstrap;   ///< its interval, over items
  std::size_t used = 0;
  std::size_t skipped_constant = 0;  ///< items where one of the lists is constant: no correlation, and not 0
  std::size_t skipped_single = 0;    ///< items with fewer than two answers
};

/// The mean over items of the correlation within each ("summary level"): whether the judge tells the better of several
/// answers to one prompt, which a correlation over everything mixes with how hard the prompts are. Shapes: x, y, items
/// [n].
WithinItem within_item_correlation(std::span<const double> x, std::span<const double> y,
                                   std::span<const std::uint32_t> items, const Correlation& correlation,
                                   const BootstrapOptions& options = {});

}  // namespace assay::metrics
