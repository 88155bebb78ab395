#include "metrics/text/labels.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "harness/core/check.h"
#include "harness/core/hash.h"
#include "harness/text/unicode.h"

namespace assay::metrics {

double label_number(std::string_view label) {
  const std::string digits = sha256_hex(label).substr(0, 16);
  std::uint64_t bits = 0;
  ASSAY_CHECK(std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16).ec == std::errc());
  return static_cast<double>(bits >> 11);
}

std::optional<double> number_of_text(std::string_view text) {
  std::string_view digits = text::strip(text);
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double number = 0.0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

bool PositiveLabel::matches(std::string_view label) const {
  const std::string_view bare = text::strip(label);
  if (label_) return bare == text::strip(*label_);
  // Nothing longer can be one of the words, and labels may be long texts.
  if (bare.size() > 4) return false;
  const std::string lower = text::to_lower(bare);
  return lower == "1" || lower == "true" || lower == "yes";
}

}  // namespace assay::metrics
