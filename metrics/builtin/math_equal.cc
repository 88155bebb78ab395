#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/utf8.h"
#include "metrics/extract/math_answer.h"
#include "metrics/extract/math_equal.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"math_equal", "1 where the answer is mathematically equivalent to a reference, else 0", true, 1.0,
     IntervalMethod::kWilson},
}};
constexpr std::array<std::string_view, 3> kExtractions = {"auto", "boxed", "none"};

class MathEqual final : public Metric {
 public:
  explicit MathEqual(const Options& options)
      : extract_(options.one_of("extract", "auto", kExtractions)), rel_tol_(options.number("rel_tol", 1e-6, 0.0, 1.0)) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return fmt::format("extract:{}|rel_tol:{}", extract_, rel_tol_); }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return unscored(std::string(kNoReference));
    const auto texts = completion_texts(epochs);
    if (const auto* reason = std::get_if<Unscored>(&texts)) return unscored(reason->reason);
    std::vector<MathAnswer> references;
    std::string first;
    for (const std::string& target : sample.targets) {
      // A reference may be a worked solution, of which the last box is the answer.
      const std::string reference = last_boxed(target).value_or(extract_ == "auto" ? final_math_answer(target) : target);
      if (reference.find_first_not_of(" \n\t$") == std::string::npos) return unscored("a reference is empty");
      if (references.empty()) first = reference;
      references.emplace_back(reference);
    }
    std::vector<double> values;
    std::string detail;
    for (const std::string_view text : std::get<0>(texts)) {
      const std::optional<std::string> answer = extracted(text);
      bool right = false;
      if (answer) {
        const MathAnswer read(*answer);
        right = std::any_of(references.begin(), references.end(),
                            [&](const MathAnswer& reference) { return read.equals(reference, rel_tol_); });
      }
      values.push_back(right ? 1.0 : 0.0);
      detail += fmt::format("{}{}", detail.empty() ? "read " : ", ", answer ? beginning(*answer) : "no boxed answer");
    }
    return scored_epochs(values, fmt::format("{}; right is {}", detail, beginning(first)));
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  static Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

  static std::string beginning(const std::string& text) {
    if (text.size() <= 80) return text;
    const std::string_view cut = std::string_view(text).substr(0, 80);
    return std::string(cut.substr(0, cut.size() - text::incomplete_utf8_tail(cut))) + "..";
  }

  std::optional<std::string> extracted(std::string_view text) const {
    if (extract_ == "boxed") return last_boxed(text);
    return extract_ == "auto" ? final_math_answer(text) : std::string(text);
  }

  std::string extract_;
  double rel_tol_;
};

}  // namespace

extern const MetricDef math_equal = {
    kInfos,
    "extract (where the answer is: boxed; auto, which is boxed, else behind \"answer is\" or \"####\", else the last line; "
    "none, which is the whole text; default auto), rel_tol (of a decimal that stands for a number which no decimals write "
    "exactly, default 1e-6)",
    "in the spirit of the checkers of MATH (Hendrycks et al. 2021, arXiv:2103.03874) and Minerva (Lewkowycz et al. 2022, "
    "arXiv:2206.14858), with values compared where texts differ; any of several references may match, and the row of "
    "several epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<MathEqual>(options);
    }};

}  // namespace assay::metrics::builtin
