#include "datasets/reader/arrow_text.h"

#include <fmt/core.h>

#include <optional>

namespace assay::datasets {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

struct Split {
  std::int64_t whole;
  std::int64_t rest;  // never negative
};

Split floor_split(std::int64_t count, std::int64_t unit) {
  const std::int64_t rest = count % unit;
  return rest < 0 ? Split{count / unit - 1, rest + unit} : Split{count / unit, rest};
}

std::string fraction_text(std::int64_t rest, TimeUnit unit) {
  const std::int64_t nanos = rest * (1000000000 / static_cast<std::int64_t>(unit));
  if (nanos == 0) return "";
  if (nanos % 1000 != 0) return fmt::format(".{:09}", nanos);
  return fmt::format(".{:06}", nanos / 1000);
}

std::string clock_text(std::int64_t seconds) {
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// "+HH:MM", "-HH:MM" or "+HHMM" in seconds.
std::optional<std::int64_t> offset_seconds(std::string_view zone) {
  if (zone.size() != 6 && zone.size() != 5) return std::nullopt;
  if (zone[0] != '+' && zone[0] != '-') return std::nullopt;
  std::string digits(zone.substr(1));
  if (digits.size() == 5) {
    if (digits[2] != ':') return std::nullopt;
    digits.erase(2, 1);
  }
  for (const char c : digits)
    if (c < '0' || c > '9') return std::nullopt;
  const std::int64_t hours = (digits[0] - '0') * 10 + (digits[1] - '0');
  const std::int64_t minutes = (digits[2] - '0') * 10 + (digits[3] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

}  // namespace

// Days to a date of the proleptic Gregorian calendar, in years that begin in March, so that the leap day comes last.
std::string date_text(std::int64_t days) {
  const auto [era, day_of_era] = floor_split(days + 719468, 146097);
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  return fmt::format("{}{:04}-{:02}-{:02}", year < 0 ? "-" : "", year < 0 ? -year : year, month, day);
}

std::string time_text(std::int64_t count, TimeUnit unit) {
  const auto [seconds, rest] = floor_split(count, static_cast<std::int64_t>(unit));
  return clock_text(floor_split(seconds, kDaySeconds).rest) + fraction_text(rest, unit);
}

std::string timestamp_text(std::int64_t count, TimeUnit unit, std::string_view zone) {
  auto [seconds, rest] = floor_split(count, static_cast<std::int64_t>(unit));
  std::string suffix;
  if (!zone.empty()) {
    const std::int64_t offset = offset_seconds(zone).value_or(0);
    if (__builtin_add_overflow(seconds, offset, &seconds)) seconds = offset < 0 ? INT64_MIN : INT64_MAX;
    const std::int64_t minutes = (offset < 0 ? -offset : offset) / 60;
    suffix = fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  }
  const auto [days, in_day] = floor_split(seconds, kDaySeconds);
  return date_text(days) + " " + clock_text(in_day) + fraction_text(rest, unit) + suffix;
}

std::string duration_text(std::int64_t count, TimeUnit unit) {
  const auto [seconds, rest] = floor_split(count, static_cast<std::int64_t>(unit));
  const auto [days, in_day] = floor_split(seconds, kDaySeconds);
  const std::string clock = fmt::format("{}:{:02}:{:02}", in_day / 3600, in_day / 60 % 60, in_day % 60);
  const std::string text = clock + fraction_text(rest, unit);
  return days == 0 ? text : fmt::format("{} day{}, {}", days, days == 1 || days == -1 ? "" : "s", text);
}

std::string base64_text(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    auto byte = [&](std::size_t k) { return k < left ? static_cast<unsigned char>(bytes[i + k]) : 0u; };
    const unsigned bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kDigits[bits >> 18];
    out += kDigits[bits >> 12 & 63];
    out += left > 1 ? kDigits[bits >> 6 & 63] : '=';
    out += left > 2 ? kDigits[bits & 63] : '=';
  }
  return out;
}

}  // namespace assay::datasets
