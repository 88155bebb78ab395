#include "backends/http/rate_limit.h"

#include <algorithm>

namespace assay::backends {

RateLimit::RateLimit(double per_minute)
    : per_second_(per_minute / 60.0), capacity_(std::max(1.0, per_minute / 60.0)), tokens_(capacity_) {}

double RateLimit::take(double now) {
  if (per_second_ <= 0.0) return now;
  if (started_) tokens_ = std::min(capacity_, tokens_ + (now - last_) * per_second_);
  started_ = true;
  last_ = now;
  // A millionth of a token forgives the rounding of a wait that ends exactly on time.
  if (tokens_ < 1.0 - 1e-6) return now + (1.0 - tokens_) / per_second_;
  tokens_ = std::max(0.0, tokens_ - 1.0);
  return now;
}

}  // namespace assay::backends
