#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::backends {

/// How often and how long a request that got no answer is tried again.
struct RetryOptions {
  int max_retries = 5;           ///< after the first attempt
  double first_wait = 0.5;       ///< Units: seconds; doubled at each further retry
  double max_retry_wait = 60.0;  ///< Units: seconds; bounds every wait, also one that the endpoint asks for
};

/// How many retries a 200 that cannot be read is worth at most: a broken endpoint rarely mends itself.
inline constexpr int kMaxBadResponseRetries = 2;
/// How many retries a connection is worth at most while nothing at the endpoint has ever answered.
inline constexpr int kMaxFirstContactRetries = 3;

/// The wait before retry number `retry` (from 1): exponential with deterministic jitter in [1/2, 1] of the full wait,
/// so that requests which failed together do not come back together. What the endpoint asks for in Retry-After counts
/// instead where given. Never above max_retry_wait. `seed` names the request.
/// Units: seconds
double retry_wait(const RetryOptions& options, int retry, std::uint64_t seed, std::optional<double> retry_after);

/// The wait that a Retry-After header asks for: seconds (also with a fraction) or an HTTP date, relative to `now`
/// (Unix time). nullopt for anything else; a date that has passed is 0. Units: seconds
/// Source: RFC 9110, sections 10.2.3 and 5.6.7 (IMF-fixdate and the two obsolete forms).
std::optional<double> parse_retry_after(std::string_view value, std::int64_t now);

}  // namespace assay::backends
