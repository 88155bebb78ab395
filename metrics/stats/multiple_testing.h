#pragma once

#include <span>
#include <vector>

namespace assay::metrics {

/// How the p values of one family of tests are adjusted.
enum class Adjustment {
  kBonferroni,          ///< no false claim in the family; under any dependence, each test by itself (Dunn 1961)
  kSidak,               ///< the same for independent tests, each by itself (Sidak 1967)
  kHolm,                ///< no false claim in the family; under any dependence (Holm 1979)
  kHolmSidak,           ///< Holm's steps with Sidak's levels; for independent tests (Holland & Copenhaver 1987)
  kHommel,              ///< as Holm and never weaker, for independent or positively dependent tests (Hommel 1988)
  kBenjaminiHochberg,   ///< the share of false claims, for the same dependence (Benjamini & Hochberg 1995)
  kBenjaminiYekutieli,  ///< the share of false claims, under any dependence (Benjamini & Yekutieli 2001)
};

/// The adjusted p values, in the order of `p`: a test is significant at level a in its family where its adjusted p is
/// <= a. Requires: all 0 <= p <= 1. Source: as named at each; Wright 1992, "Adjusted p-values for simultaneous
/// inference", for Hommel's.
std::vector<double> adjusted_p(std::span<const double> p, Adjustment adjustment);

}  // namespace assay::metrics
