#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::datasets {

/// How many units of an Arrow time make a second.
enum class TimeUnit : std::int64_t { kSecond = 1, kMilli = 1000, kMicro = 1000000, kNano = 1000000000 };

/// The day so many days after 1970-01-01, as Python's str(date): "2024-02-29". Years beyond 0001..9999 keep this form,
/// with a minus and more digits as needed.
std::string date_text(std::int64_t days);

/// A time of day as Python's str(time): "13:05:00", "13:05:00.250000", nine digits only where nanoseconds are not zero.
std::string time_text(std::int64_t count, TimeUnit unit);

/// A point in time as Python's str(datetime): "2024-02-29 13:05:00.250000", for a time with a zone followed by
/// "+00:00". `zone` is "" for none, an offset such as "+02:00" (the time is then the local one), or a zone's name, whose
/// times are written in UTC.
std::string timestamp_text(std::int64_t count, TimeUnit unit, std::string_view zone);

/// A span of time as Python's str(timedelta): "1 day, 2:03:04.500000", "-1 day, 23:59:59".
std::string duration_text(std::int64_t count, TimeUnit unit);

/// RFC 4648 base64 with padding, for bytes that need not be text.
std::string base64_text(std::string_view bytes);

}  // namespace assay::datasets
