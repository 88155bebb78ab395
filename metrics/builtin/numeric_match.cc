#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/utf8.h"
#include "metrics/extract/number.h"
#include "metrics/extract/units.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"numeric_match", "1 where the number in the answer is that of a reference, else 0", true, 1.0, IntervalMethod::kWilson},
}};
constexpr std::array<std::string_view, 3> kWhich = {"last", "first", "only"};
constexpr std::array<std::string_view, 2> kMissing = {"wrong", "right"};

struct Quantity {
  double value = 0.0;
  bool percent = false;
  std::optional<Unit> unit;

  double fraction() const { return percent ? value / 100.0 : value; }
};

std::string written(const std::optional<Quantity>& quantity) {
  if (!quantity) return "no number";
  return fmt::format("{}{}{}", quantity->value, quantity->percent ? " %" : "",
                     quantity->unit ? " " + quantity->unit->name : "");
}

/// A text short enough for a message.
std::string beginning(const std::string& text) {
  if (text.size() <= 60) return text;
  const std::string_view cut = std::string_view(text).substr(0, 60);
  return std::string(cut.substr(0, cut.size() - text::incomplete_utf8_tail(cut))) + "..";
}

class NumericMatch final : public Metric {
 public:
  explicit NumericMatch(const Options& options)
      : which_(options.one_of("which", "last", kWhich)),
        rel_tol_(options.number("rel_tol", 1e-9, 0.0, 1.0)),
        abs_tol_(options.number("abs_tol", 0.0, 0.0)),
        decimal_comma_(options.flag("decimal_comma", false)),
        units_(options.flag("units", false)),
        missing_unit_(options.one_of("missing_unit", "wrong", kMissing)) {}

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    std::string signature = fmt::format("which:{}|rel_tol:{}|abs_tol:{}", which_, rel_tol_, abs_tol_);
    if (decimal_comma_) signature += "|decimal_comma:yes";
    if (units_) signature += "|units:yes|missing_unit:" + missing_unit_;
    return signature;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return unscored(reason->reason);
    std::vector<Quantity> references;
    for (const std::string& target : sample.targets) {
      const std::optional<Quantity> reference = read(target);
      const std::string shown = beginning(target);
      if (!reference)
        return unscored(fmt::format("the reference '{}' has {} number", shown, which_ == "only" ? "not exactly one" : "no"));
      if (!std::isfinite(reference->value))
        return unscored(fmt::format("the number of the reference '{}' is out of range", shown));
      references.push_back(*reference);
    }
    std::vector<double> values;
    std::string detail;
    for (const std::string_view text : std::get<0>(texts)) {
      const std::optional<Quantity> answer = read(text);
      const bool right = answer && std::any_of(references.begin(), references.end(), [&](const Quantity& reference) {
        return equal(*answer, reference);
      });
      values.push_back(right ? 1.0 : 0.0);
      detail += fmt::format("{}{}", detail.empty() ? "read " : ", ", written(answer));
    }
    detail += "; right is " + written(references[0]);
    return scored_epochs(values, detail);
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  std::optional<Quantity> read(std::string_view text) const {
    const std::vector<FoundNumber> numbers = find_numbers(text, decimal_comma_);
    if (numbers.empty() || (which_ == "only" && numbers.size() != 1)) return std::nullopt;
    const FoundNumber& number = which_ == "last" ? numbers.back() : numbers.front();
    Quantity quantity{number.value, number.percent, std::nullopt};
    if (!units_ || number.percent) return quantity;
    quantity.unit = number.currency.empty() ? unit_at(number.after) : Unit{Dimension::kCurrency, number.currency};
    return quantity;
  }

  /// Python's math.isclose; nothing is close to what is out of range.
  bool close(double a, double b) const {
    if (!std::isfinite(a) || !std::isfinite(b)) return false;
    return std::abs(a - b) <= std::max(rel_tol_ * std::max(std::abs(a), std::abs(b)), abs_tol_);
  }

  bool equal(const Quantity& answer, const Quantity& reference) const {
    if (reference.unit) {
      // The tolerance is in the unit of the reference.
      if (answer.unit)
        return answer.unit->measures_same(*reference.unit) &&
               close(reference.unit->from_base(answer.unit->to_base(answer.value)), reference.value);
      return missing_unit_ == "right" && !answer.percent && close(answer.value, reference.value);
    }
    if (answer.percent == reference.percent) return close(answer.value, reference.value);
    // 50% is 0.5, and 50 is 50% with its sign left out.
    if (close(answer.fraction(), reference.fraction())) return true;
    return (!units_ || missing_unit_ == "right") && close(answer.value, reference.value);
  }

  std::string which_;
  double rel_tol_;
  double abs_tol_;
  bool decimal_comma_;
  bool units_;
  std::string missing_unit_;
};

}  // namespace

extern const MetricDef numeric_match = {
    kInfos,
    "which (number of a text counts: last, first or only; with only, a text of several has none; default last), rel_tol "
    "(default 1e-9), abs_tol (default 0), decimal_comma (1.234,5 is a number; default off), units (compared and converted: "
    "length, mass, time, data, temperature; a wrong one is wrong; default off), missing_unit (an answer without the "
    "reference's unit is wrong or right; default wrong)",
    "math.isclose of Python on the numbers of both texts; any of several references may match, an answer without a number "
    "is wrong, and the row of several epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<NumericMatch>(options);
    }};

}  // namespace assay::metrics::builtin
