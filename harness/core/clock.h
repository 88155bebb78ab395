#pragma once

#include <string>

namespace assay {

/// Now, as ISO 8601 in UTC with milliseconds: "2026-01-31T12:00:00.000Z".
std::string utc_now();

/// Seconds on a clock that only goes forward.
double monotonic_seconds();

}  // namespace assay
