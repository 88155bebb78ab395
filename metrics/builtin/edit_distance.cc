#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/edit_distance.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"edit_distance", "characters to insert, delete or replace between answer and reference (Levenshtein)", false, 0.0,
     IntervalMethod::kT},
}};
constexpr MetricInfo kNormalized = {"edit_distance",
                                    "edit distance of answer and reference as a fraction of the longer of the two",
                                    false, 1.0, IntervalMethod::kT};

class EditDistance final : public Metric {
 public:
  explicit EditDistance(const Options& options)
      : normalize_(options.flag("normalize", false)), ignore_case_(options.flag("ignore_case", false)) {}

  const MetricInfo& info() const override { return normalize_ ? kNormalized : kInfos[0]; }

  std::string signature() const override {
    std::string signature = normalize_ ? "normalize:yes" : "normalize:no";
    if (ignore_case_) signature += "|ignore_case:yes";
    return signature;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    try {
      std::vector<std::u32string> references;
      for (const std::string& target : sample.targets) references.push_back(characters(target));
      return mean_over_epochs(sample, epochs, [&](std::string_view text) {
        const std::u32string answer = characters(text);
        double best = std::numeric_limits<double>::infinity();
        for (const std::u32string& reference : references) best = std::min(best, distance(answer, reference));
        return best;
      });
    } catch (const Error& error) {
      return {Unscored{error.message()}, std::nullopt, ""};
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::u32string characters(std::string_view text) const {
    return ignore_case_ ? text::decode_utf8(text::to_lower(text)) : text::decode_utf8(text);
  }

  double distance(const std::u32string& answer, const std::u32string& reference) const {
    const auto edits = static_cast<double>(metrics::edit_distance(answer, reference));
    if (!normalize_) return edits;
    const std::size_t longer = std::max(answer.size(), reference.size());
    return longer == 0 ? 0.0 : edits / static_cast<double>(longer);
  }

  bool normalize_;
  bool ignore_case_;
};

}  // namespace

extern const MetricDef edit_distance = {
    kInfos, "normalize (divided by the length of the longer text: 0 same, 1 nothing in common), ignore_case; both off",
    "Levenshtein.distance and normalized_distance of RapidFuzz 3, over code points; the nearest of several references "
    "counts, and the row of several epochs is their mean",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<EditDistance>(options);
    }};

}  // namespace assay::metrics::builtin
