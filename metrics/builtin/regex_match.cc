#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/text/regex.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"regex_match", "1 where a regular expression matches the answer, else 0", true, 1.0, IntervalMethod::kWilson},
}};
constexpr std::array<std::string_view, 2> kModes = {"search", "fullmatch"};
constexpr std::array<std::string_view, 2> kPatterns = {"any", "all"};

class RegexMatch final : public Metric {
 public:
  explicit RegexMatch(const Options& options)
      : patterns_(options.texts("pattern")),
        mode_(options.one_of("mode", "search", kModes)),
        how_many_(options.one_of("patterns", "any", kPatterns)) {
    flags_.ignore_case = options.flag("ignore_case", false);
    flags_.multi_line = options.flag("multi_line", false);
    flags_.dot_all = options.flag("dot_all", false);
    for (const std::string& pattern : patterns_) {
      try {
        regexes_.emplace_back(pattern, flags_);
      } catch (const Error& error) {
        options.fail("pattern", error.message());
      }
    }
  }

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    std::string signature = fmt::format("mode:{}|patterns:{}", mode_, how_many_);
    if (flags_.ignore_case) signature += "|ignore_case:yes";
    if (flags_.multi_line) signature += "|multi_line:yes";
    if (flags_.dot_all) signature += "|dot_all:yes";
    for (const std::string& pattern : patterns_) signature += "|pattern:" + pattern;
    return signature;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    if (regexes_.empty() && sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    try {
      std::vector<text::Regex> of_sample;
      if (regexes_.empty())
        for (const std::string& target : sample.targets) of_sample.emplace_back(target, flags_);
      const std::vector<text::Regex>& regexes = regexes_.empty() ? of_sample : regexes_;
      std::vector<double> values;
      for (const std::string_view text : std::get<0>(texts)) {
        const auto matches = [&](const text::Regex& regex) {
          return mode_ == "fullmatch" ? regex.full_match(text) : regex.search(text).has_value();
        };
        const bool right = how_many_ == "all" ? std::all_of(regexes.begin(), regexes.end(), matches)
                                              : std::any_of(regexes.begin(), regexes.end(), matches);
        values.push_back(right ? 1.0 : 0.0);
      }
      return scored_epochs(values);
    } catch (const Error& error) {
      // A reference that is no pattern, or one that backtracks without end, is this sample's trouble and not the run's.
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::vector<std::string> patterns_;
  std::vector<text::Regex> regexes_;
  text::Regex::Options flags_;
  std::string mode_;
  std::string how_many_;
};

}  // namespace

extern const MetricDef regex_match = {
    kInfos,
    "pattern (one or a list; the references are the patterns where there is none), mode (search or fullmatch; default "
    "search), patterns (any or all: how many of them must match; default any), ignore_case, multi_line, dot_all (all off)",
    "re.search and re.fullmatch of Python; the row of several epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<RegexMatch>(options);
    }};

}  // namespace assay::metrics::builtin
