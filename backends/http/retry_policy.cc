#include "backends/http/retry_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "harness/core/random.h"

namespace assay::backends {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> number(std::string_view text) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out < 0) return std::nullopt;
  return out;
}

// The three forms of a date have the same pieces in other orders; only the words are told apart here:
//   Sun, 06 Nov 1994 08:49:37 GMT  |  Sunday, 06-Nov-94 08:49:37 GMT  |  Sun Nov  6 08:49:37 1994
std::optional<std::int64_t> parse_http_date(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t start = text.find_first_not_of(" ,-", pos);
    if (start == std::string_view::npos) break;
    pos = std::min(text.size(), text.find_first_of(" ,-", start));
    words.push_back(text.substr(start, pos - start));
  }
  if (words.size() == 6 && words[5] != "GMT" && words[5] != "UTC") return std::nullopt;
  if (words.size() < 5 || words.size() > 6) return std::nullopt;
  const bool is_asctime = words.size() == 5;
  const std::string_view month_word = is_asctime ? words[1] : words[2];
  const auto month = std::find(kMonths.begin(), kMonths.end(), month_word);
  const std::optional<int> day = number(is_asctime ? words[2] : words[1]);
  const std::string_view time = is_asctime ? words[3] : words[4];
  std::optional<int> year = number(is_asctime ? words[4] : words[3]);
  if (month == kMonths.end() || !day || !year || time.size() != 8 || time[2] != ':' || time[5] != ':')
    return std::nullopt;
  if (*year < 100) *year += *year < 70 ? 2000 : 1900;
  const std::optional<int> hour = number(time.substr(0, 2)), minute = number(time.substr(3, 2)),
                           second = number(time.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year > 9999) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86400} + *hour * 3600 + *minute * 60 +
         *second;
}

}  // namespace

double retry_wait(const RetryOptions& options, int retry, std::uint64_t seed, std::optional<double> retry_after) {
  RandomStream random(seed, static_cast<std::uint64_t>(retry) * 2);
  const double jitter = random.uniform();
  if (retry_after) return std::min(options.max_retry_wait, std::max(0.0, *retry_after) + 0.05 * jitter);
  const double full = std::min(options.max_retry_wait, std::ldexp(options.first_wait, std::min(retry, 60) - 1));
  return full * (0.5 + 0.5 * jitter);
}

std::optional<double> parse_retry_after(std::string_view value, std::int64_t now) {
  if (value.empty()) return std::nullopt;
  const bool is_number =
      std::all_of(value.begin(), value.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  if (is_number) {
    double seconds = 0.0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
    return seconds;
  }
  const std::optional<std::int64_t> date = parse_http_date(value);
  if (!date) return std::nullopt;
  return static_cast<double>(std::max<std::int64_t>(0, *date - now));
}

}  // namespace assay::backends
