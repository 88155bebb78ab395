#include "harness/text/jinja/percent_format.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/text/jinja/text_form.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

struct Spec {
  bool left = false, zero = false, plus = false, space = false;
  std::size_t width = 0;
  int precision = -1;
  char type = 's';
};

constexpr std::size_t kMaxWidth = 10'000;

std::size_t read_number(std::string_view text, std::size_t& pos) {
  std::size_t number = 0;
  while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9' && number <= kMaxWidth)
    number = number * 10 + static_cast<std::size_t>(text[pos++] - '0');
  if (number > kMaxWidth) throw Failure("a format's width is too large");
  return number;
}

Spec read_spec(std::string_view text, std::size_t& pos) {
  Spec spec;
  for (; pos < text.size(); ++pos) {
    if (text[pos] == '-')
      spec.left = true;
    else if (text[pos] == '0')
      spec.zero = true;
    else if (text[pos] == '+')
      spec.plus = true;
    else if (text[pos] == ' ')
      spec.space = true;
    else
      break;
  }
  spec.width = read_number(text, pos);
  if (pos < text.size() && text[pos] == '.') spec.precision = static_cast<int>(read_number(text, ++pos));
  if (pos >= text.size()) throw Failure("a format ends after '%'");
  spec.type = text[pos++];
  return spec;
}

// Digits without a sign, for the magnitude of a number.
std::string magnitude(const Spec& spec, const Datum& value) {
  if (!value.is_number())
    throw Failure(fmt::format("format '%{}' needs a number, not {}", spec.type, type_name(value)));
  const double number = std::fabs(value.number());
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  switch (spec.type) {
    case 'f':
    case 'F': return fmt::format("{:.{}f}", number, precision);
    case 'e': return fmt::format("{:.{}e}", number, precision);
    case 'g': return fmt::format("{:.{}g}", number, std::max(1, precision));
    default: break;
  }
  if (!value.is_integral() && spec.type == 'x') throw Failure("format '%x' needs an integer");
  if (!value.is_integral() && !(number < 9.2e18)) throw Failure("a number is too large for a format");
  const std::int64_t whole = value.is_integral() ? value.integer() : static_cast<std::int64_t>(value.number());
  const std::uint64_t size =
      whole < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(whole) : static_cast<std::uint64_t>(whole);
  return spec.type == 'x' ? fmt::format("{:x}", size) : fmt::format("{}", size);
}

std::string pad(const Spec& spec, std::string sign, std::string body, bool is_number) {
  const std::size_t length = sign.size() + count_code_points(body);
  if (length >= spec.width) return sign + body;
  const std::size_t missing = spec.width - length;
  if (spec.left) return sign + body + std::string(missing, ' ');
  if (spec.zero && is_number) return sign + std::string(missing, '0') + body;
  return std::string(missing, ' ') + sign + body;
}

std::string one(Budget& budget, const Spec& spec, const Datum& value) {
  if (spec.type == 's' || spec.type == 'r') {
    std::string text = spec.type == 's' ? to_text(budget, value) : to_repr(budget, value);
    if (spec.precision >= 0) text = encode_utf8(decode_utf8(text).substr(0, static_cast<std::size_t>(spec.precision)));
    return pad(spec, "", std::move(text), false);
  }
  if (std::string_view("difFegx").find(spec.type) == std::string_view::npos)
    throw Failure(fmt::format("format '%{}' is not supported", spec.type));
  std::string body = magnitude(spec, value);
  const bool negative = value.is_integral() ? value.integer() < 0 : std::signbit(value.number());
  const bool whole_zero = negative && body == "0" && (spec.type == 'd' || spec.type == 'i');
  return pad(spec, negative && !whole_zero ? "-" : spec.plus ? "+" : spec.space ? " " : "", std::move(body), true);
}

}  // namespace

std::string percent_format(Budget& budget, std::string_view text, const Datum& values) {
  const bool is_tuple = values.is_sequence() && values.sequence()->flavor == Flavor::kTuple;
  const std::size_t available = is_tuple ? values.sequence()->items.size() : 1;
  std::size_t used = 0;
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    if (text[pos] != '%') {
      out += text[pos++];
      continue;
    }
    ++pos;
    if (pos < text.size() && text[pos] == '%') {
      out += text[pos++];
      continue;
    }
    if (pos < text.size() && text[pos] == '(') throw Failure("named formats are not supported");
    const Spec spec = read_spec(text, pos);
    if (used == available) throw Failure("a format has fewer values than places");
    out += one(budget, spec, is_tuple ? values.sequence()->items[used] : values);
    ++used;
    budget.check_text(out.size());
  }
  if (used < available && (is_tuple || !(values.is_mapping() || values.is_sequence())))
    throw Failure("a format has more values than places");
  budget.spend_text(out.size());
  return out;
}

}  // namespace assay::text::jinja
