#include <fmt/core.h>

#include <array>
#include <string>

#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/extract/json_text.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"json_valid", "1 where the answer is one JSON value, else 0", true, 1.0, IntervalMethod::kWilson},
}};

class JsonValid final : public Metric {
 public:
  explicit JsonValid(const Options& options) : extract_(read_json_extract(options)) {}

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override { return fmt::format("extract:{}", name_of(extract_)); }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    return mean_over_answers(epochs, [&](std::string_view text, std::string&) -> std::variant<double, Unscored> {
      auto part = json_part(text, extract_);
      if (auto* reason = std::get_if<Unscored>(&part)) return std::move(*reason);
      return is_json(std::get<std::string_view>(part)) ? 1.0 : 0.0;
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  JsonExtract extract_;
};

}  // namespace

extern const MetricDef json_valid = {
    kInfos, kExtractWords,
    "RFC 8259: any value counts, in UTF-8, with white space around it; NaN, comments and trailing commas do not; needs no "
    "reference",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<JsonValid>(options);
    }};

}  // namespace assay::metrics::builtin
