#pragma once

#include "metrics/stats/test_result.h"

namespace assay::metrics {

/// McNemar's test of paired proportions, conditional on the discordant pairs. The p of the first two is 1 where there
/// are none. For clustered samples use `paired_t` or `sign_flip` with clusters on the differences instead. Requires:
/// lost >= 0, gained >= 0, whole numbers.

/// The exact test: twice the smaller binomial tail. Its level is guaranteed, and often well below the nominal one.
/// Source: McNemar 1947; Liddell 1983.
TestResult mcnemar_exact(double lost, double gained);

/// The mid-p test: only half of the observed table's probability counts. Close to the nominal level also for few
/// discordant pairs, and the default. Source: Fagerland, Lydersen & Laake 2013, "The McNemar test for binary
/// matched-pairs data".
TestResult mcnemar_mid_p(double lost, double gained);

/// The asymptotic test, with (|lost - gained| - 1)^2 / (lost + gained) where `continuity`; no p without discordant
/// pairs. Source: McNemar 1947; Edwards 1948 for the correction.
TestResult mcnemar_chi2(double lost, double gained, bool continuity);

}  // namespace assay::metrics
