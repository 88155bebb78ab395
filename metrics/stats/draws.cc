#include "metrics/stats/draws.h"

#include "harness/core/random.h"

namespace assay::metrics {

std::uint64_t draw_base(std::uint64_t seed, const char* purpose) { return stream_seed(seed, purpose, "", 0); }

}  // namespace assay::metrics
