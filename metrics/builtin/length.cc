#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 3> kInfos = {{
    {"num_chars", "characters (code points) of the answer; neither more nor fewer is better", true, 0.0,
     IntervalMethod::kT},
    {"num_words", "words of the answer, parted by white space; neither more nor fewer is better", true, 0.0,
     IntervalMethod::kT},
    {"num_tokens", "tokens of the answer as the backend counted them; neither more nor fewer is better", true, 0.0,
     IntervalMethod::kT},
}};

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (std::size_t pos = 0; pos < text.size();) {
    const bool space = text::is_space(text::next_code_point(text, pos));
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

class Length final : public Metric {
 public:
  explicit Length(const MetricInfo& info) : info_(info) {}

  const MetricInfo& info() const override { return info_; }

  Scored score(const Sample&, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    std::vector<double> values;
    if (info_.name == "num_tokens") {
      for (const Response& response : epochs) {
        if (response.id.slot != 0) continue;
        // Backends and recorded answers that count no tokens leave the count at 0.
        if (response.usage.completion_tokens <= 0 && !std::get<Completion>(response.body).text.empty())
          return {Unscored{"the backend counted no tokens"}, std::nullopt, ""};
        values.push_back(static_cast<double>(response.usage.completion_tokens));
      }
    } else {
      for (const std::string_view text : std::get<0>(texts))
        values.push_back(
            static_cast<double>(info_.name == "num_chars" ? text::count_code_points(text) : count_words(text)));
    }
    return scored_epochs(values);
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  const MetricInfo& info_;
};

}  // namespace

extern const MetricDef length = {kInfos, "",
                                 "counts of Python's len(text) and len(text.split()), and completion_tokens of the "
                                 "answer's usage; the row of several epochs is their mean",
                                 [](std::string_view name, const Options&) -> std::unique_ptr<Metric> {
                                   for (const MetricInfo& info : kInfos)
                                     if (info.name == name) return std::make_unique<Length>(info);
                                   ASSAY_CHECK(false);
                                   return nullptr;
                                 }};

}  // namespace assay::metrics::builtin
