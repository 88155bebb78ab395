#include <algorithm>
#include <array>
#include <string>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/text/epochs.h"
#include "metrics/text/squad_scores.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 4> kInfos = {{
    {"squad_em", "1 where the normalised answer equals a reference, as in SQuAD 1.1, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"squad_f1", "F1 of the bags of words of answer and best reference, as in SQuAD 1.1", true, 1.0, IntervalMethod::kT},
    {"squad_v2_em", "as squad_em, where the empty answer is right for a question without an answer (SQuAD 2.0)", true,
     1.0, IntervalMethod::kWilson},
    {"squad_v2_f1", "as squad_f1, where the empty answer is right for a question without an answer (SQuAD 2.0)", true,
     1.0, IntervalMethod::kT},
}};
constexpr std::array<std::string_view, 3> kSubsets = {"all", "has_answer", "no_answer"};

bool is_empty_list(const Value* value) { return value != nullptr && value->is_array() && value->size() == 0; }

// A row without references is one that lacks its target, unless it says that there is no answer, as SQuAD 2.0 does.
bool says_no_answer(const Sample& sample) {
  if (is_empty_list(sample.fields.find("references"))) return true;
  const Value* answers = sample.fields.find("answers");
  if (answers != nullptr && (is_empty_list(answers) || is_empty_list(answers->find("text")))) return true;
  const Value* impossible = sample.fields.find("is_impossible");
  return impossible != nullptr && impossible->is_bool() && impossible->as_bool();
}

class Squad final : public Metric {
 public:
  Squad(const MetricInfo& info, const Options& options)
      : info_(info),
        version_(info.name.starts_with("squad_v2") ? SquadVersion::k20 : SquadVersion::k11),
        exact_(info.name.ends_with("em")),
        subset_(version_ == SquadVersion::k20 ? options.one_of("subset", "all", kSubsets) : "all") {}

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override {
    return version_ == SquadVersion::k11 ? "version:1.1" : "version:2.0|subset:" + subset_;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty() && !(version_ == SquadVersion::k20 && says_no_answer(sample)))
      return unscored(std::string(kNoReference));
    const SquadReferences references(sample.targets, version_);
    if (subset_ == "has_answer" && !references.has_answer()) return unscored("the question has no answer");
    if (subset_ == "no_answer" && references.has_answer()) return unscored("the question has an answer");
    return mean_over_answers(epochs, [&](std::string_view text, std::string&) {
      return exact_ ? references.exact_match(text) : references.f1(text);
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  const MetricInfo& info_;
  SquadVersion version_;
  bool exact_;
  std::string subset_;
};

}  // namespace

extern const MetricDef squad = {
    kInfos,
    "subset (all, has_answer or no_answer: the other questions are not scored; only of squad_v2_em and squad_v2_f1; "
    "default all)",
    "the official evaluation scripts of SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018), as fractions; the best of "
    "several references counts; a question has no answer where its references are an empty list or normalise to "
    "nothing",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Squad>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
