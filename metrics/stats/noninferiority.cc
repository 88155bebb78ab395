#include "metrics/stats/noninferiority.h"

#include "harness/core/check.h"

namespace assay::metrics {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet: return "met";
    case Verdict::kNotMet: return "not met";
    case Verdict::kInconclusive: return "inconclusive";
  }
  return "";
}

Verdict noninferiority(const Interval& difference, double margin, bool higher_is_better) {
  ASSAY_CHECK(margin >= 0.0);
  const double largest_loss = higher_is_better ? -difference.low : difference.high;
  const double smallest_loss = higher_is_better ? -difference.high : difference.low;
  if (largest_loss < margin) return Verdict::kMet;
  return smallest_loss >= margin ? Verdict::kNotMet : Verdict::kInconclusive;
}

}  // namespace assay::metrics
