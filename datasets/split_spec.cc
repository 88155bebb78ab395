#include "datasets/split_spec.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Words joined by single dots.
bool is_split_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '.'; });
}

[[noreturn]] void refuse(std::string_view part, std::string_view where) {
  throw Error(ErrorKind::kConfig,
              fmt::format("{}: the split '{}' is not understood; expected a name with rows or per cents behind it, such as "
                          "test, train[:100], train[10%:20%], train[-5:], or several joined by '+'",
                          where, part));
}

// One end of a slice: "" is none, "10", "-5", "1_000", "20%".
std::optional<std::int64_t> parse_end(std::string_view text, bool& in_percent, std::string_view part,
                                      std::string_view where) {
  if (text.empty()) return std::nullopt;
  if (text.back() == '%') {
    in_percent = true;
    text.remove_suffix(1);
  }
  std::string digits(text);
  std::erase(digits, '_');
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) refuse(part, where);
  return value;
}

SplitPart parse_part(std::string_view part, std::string_view where) {
  SplitPart out;
  std::string_view rest = part;
  if (rest.ends_with(')')) {
    const std::size_t open = rest.rfind('(');
    if (open == std::string_view::npos) refuse(part, where);
    const std::string_view rounding = rest.substr(open + 1, rest.size() - open - 2);
    if (rounding != "closest" && rounding != "pct1_dropremainder") refuse(part, where);
    out.drops_remainder = rounding == "pct1_dropremainder";
    rest = rest.substr(0, open);
  }
  if (rest.ends_with(']')) {
    const std::size_t open = rest.find('[');
    if (open == std::string_view::npos) refuse(part, where);
    const std::string_view slice = rest.substr(open + 1, rest.size() - open - 2);
    const std::size_t colon = slice.find(':');
    if (colon == std::string_view::npos) refuse(part, where);
    out.from = parse_end(slice.substr(0, colon), out.in_percent, part, where);
    out.to = parse_end(slice.substr(colon + 1), out.in_percent, part, where);
    for (const auto& end : {out.from, out.to})
      if (out.in_percent && end && (*end < -100 || *end > 100)) refuse(part, where);
    rest = rest.substr(0, open);
  }
  if (!is_split_name(rest)) refuse(part, where);
  out.split = rest;
  return out;
}

// Halves go to the even neighbour, as Python's round() does.
std::int64_t round_percent(std::int64_t percent, std::int64_t num_rows) {
  const bool negative = percent < 0;
  const std::int64_t share = negative ? -percent : percent;
  // In two steps, so that the product of a large number of rows does not overflow.
  const std::int64_t of_rest = share * (num_rows % 100);
  std::int64_t whole = share * (num_rows / 100) + of_rest / 100;
  const std::int64_t rest = of_rest % 100;
  if (rest > 50 || (rest == 50 && whole % 2 == 1)) ++whole;
  return negative ? -whole : whole;
}

}  // namespace

std::vector<SplitPart> parse_split(std::string_view written, std::string_view where) {
  std::vector<SplitPart> parts;
  std::size_t at = 0;
  while (true) {
    const std::size_t plus = written.find('+', at);
    parts.push_back(parse_part(trimmed(written.substr(at, plus == std::string_view::npos ? plus : plus - at)), where));
    if (plus == std::string_view::npos) return parts;
    at = plus + 1;
  }
}

RowRange rows_of(const SplitPart& part, std::int64_t num_rows) {
  auto position = [&](const std::optional<std::int64_t>& end, std::int64_t fallback) {
    if (!end) return fallback;
    std::int64_t at = *end;
    if (part.in_percent) {
      if (part.drops_remainder && num_rows < 100)
        throw Error(ErrorKind::kConfig, fmt::format("the split '{}' has {} rows: pct1_dropremainder of fewer than 100 rows "
                                                    "is always none",
                                                    part.split, num_rows));
      at = part.drops_remainder ? at * (num_rows / 100) : round_percent(at, num_rows);
    }
    if (at < 0) at = std::max<std::int64_t>(num_rows + at, 0);
    return std::min(at, num_rows);
  };
  const std::int64_t first = position(part.from, 0);
  return {first, std::max(first, position(part.to, num_rows))};
}

}  // namespace assay::datasets
