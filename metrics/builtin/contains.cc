#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 3> kInfos = {{
    {"contains", "1 where the answer contains a reference, else 0", true, 1.0, IntervalMethod::kWilson},
    {"starts_with", "1 where the answer, stripped, starts with a reference, else 0", true, 1.0, IntervalMethod::kWilson},
    {"ends_with", "1 where the answer, stripped, ends with a reference, else 0", true, 1.0, IntervalMethod::kWilson},
}};
constexpr std::array<std::string_view, 2> kReferences = {"any", "all"};

class Contains final : public Metric {
 public:
  Contains(const MetricInfo& info, const Options& options)
      : info_(info),
        ignore_case_(options.flag("ignore_case", false)),
        references_(options.one_of("references", "any", kReferences)) {}

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    return fmt::format("references:{}{}", references_, ignore_case_ ? "|ignore_case:yes" : "");
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    std::vector<std::string> references;
    for (const std::string& target : sample.targets) {
      references.push_back(normalized(target));
      if (references.back().empty())
        return {Unscored{"a reference is empty, and so is part of any answer"}, std::nullopt, ""};
    }
    return mean_over_epochs(sample, epochs, [&](std::string_view text) {
      const std::string answer = normalized(text);
      const auto found = [&](const std::string& reference) {
        if (info_.name == "starts_with") return answer.starts_with(reference);
        if (info_.name == "ends_with") return answer.ends_with(reference);
        return answer.find(reference) != std::string::npos;
      };
      const bool right = references_ == "all" ? std::all_of(references.begin(), references.end(), found)
                                              : std::any_of(references.begin(), references.end(), found);
      return right ? 1.0 : 0.0;
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::string normalized(std::string_view text) const {
    text = text::strip(text);
    return ignore_case_ ? text::to_lower(text) : std::string(text);
  }

  const MetricInfo& info_;
  bool ignore_case_;
  std::string references_;
};

}  // namespace

extern const MetricDef contains = {
    kInfos, "ignore_case (default off), references (any or all: how many of them must be found; default any)",
    "Python's in, str.startswith and str.endswith on stripped texts; the row of several epochs is their mean",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Contains>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
