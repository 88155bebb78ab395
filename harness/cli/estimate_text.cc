#include "harness/cli/estimate_text.h"

#include <fmt/core.h>

namespace assay::cli {
namespace {

Value maybe(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

}  // namespace

Value estimate_value(const Estimate& estimate) {
  Value out = Value::object();
  out.set("value", maybe(estimate.value));
  out.set("low", maybe(estimate.low));
  out.set("high", maybe(estimate.high));
  out.set("level", estimate.level);
  out.set("method", estimate.method.empty() ? Value() : Value(estimate.method));
  if (!estimate.no_interval.empty()) out.set("no_interval", estimate.no_interval);
  out.set("scored", estimate.scored);
  out.set("unscored", estimate.unscored);
  out.set("failed", estimate.failed);
  return out;
}

std::string number_text(const std::optional<double>& value, double scale) {
  if (!value) return "-";
  return scale > 1.0 ? fmt::format("{:.2f}", *value) : fmt::format("{:.4f}", *value);
}

std::string interval_text(const Estimate& estimate, double scale) {
  if (!estimate.low || !estimate.high) return "-";
  return number_text(estimate.low, scale) + " .. " + number_text(estimate.high, scale);
}

}  // namespace assay::cli
