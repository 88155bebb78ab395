#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/extract/canonical_json.h"
#include "metrics/extract/json_reference.h"
#include "metrics/extract/json_text.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"json_field_match", "fraction of the reference's leaf fields that are equal in the answer, a JSON object", true, 1.0,
     IntervalMethod::kT},
}};
// Names of wrong fields that a person is shown.
constexpr std::size_t kMaxNamed = 5;

class JsonFieldMatch final : public Metric {
 public:
  explicit JsonFieldMatch(const Options& options)
      : fields_(options.texts("fields")),
        tolerance_(options.number("tolerance", 0.0, 0.0)),
        relative_tolerance_(options.number("relative_tolerance", 0.0, 0.0)),
        extract_(read_json_extract(options)),
        expected_field_(options.text("expected_field", "expected")) {
    std::sort(fields_.begin(), fields_.end());
  }

  const MetricInfo& info() const override { return kInfos[0]; }

  std::string signature() const override {
    std::string signature = fmt::format("extract:{}|expected_field:{}", name_of(extract_), expected_field_);
    if (tolerance_ > 0.0) signature += fmt::format("|tolerance:{}", tolerance_);
    if (relative_tolerance_ > 0.0) signature += fmt::format("|relative_tolerance:{}", relative_tolerance_);
    if (!fields_.empty()) signature += fmt::format("|fields:{}", fmt::join(fields_, ","));
    return signature;
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    auto found = json_references(sample, expected_field_);
    if (auto* reason = std::get_if<Unscored>(&found)) return unscored(std::move(reason->reason));
    const auto& references = std::get<std::vector<Value>>(found);
    for (const Value& reference : references) {
      if (!reference.is_object() && !reference.is_array())
        return unscored(fmt::format("a reference is {}; expected an object or a list", kind_name(reference)));
      if (compare(reference, nullptr).total == 0)
        return unscored(fields_.empty() ? "a reference has no fields" : "a reference has none of the chosen fields");
    }
    return mean_over_answers(epochs, [&](std::string_view text, std::string& detail) -> std::variant<double, Unscored> {
      auto read = read_json_answer(text, extract_);
      if (auto* reason = std::get_if<Unscored>(&read)) return std::move(*reason);
      if (auto* none = std::get_if<NotJson>(&read)) {
        detail = std::move(none->reason);
        return 0.0;
      }
      Comparison best;
      for (const Value& reference : references) {
        Comparison comparison = compare(reference, &std::get<Value>(read));
        if (best.total == 0 || comparison.score() > best.score()) best = std::move(comparison);
      }
      if (!best.wrong.empty())
        detail = fmt::format("wrong or missing: {}{}", fmt::join(best.wrong, ", "),
                             best.total - best.equal > best.wrong.size() ? ", ..." : "");
      return best.score();
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  struct Comparison {
    std::size_t total = 0;
    std::size_t equal = 0;
    std::vector<std::string> wrong;
    double score() const { return static_cast<double>(equal) / static_cast<double>(total); }
  };

  Comparison compare(const Value& reference, const Value* answer) const {
    Comparison comparison;
    std::string path;
    descend(reference, answer, path, fields_.empty(), comparison);
    return comparison;
  }

  bool is_chosen(const std::string& path) const { return std::binary_search(fields_.begin(), fields_.end(), path); }

  // `path` is as it was found when this returns; depth is that of parsed JSON, at most 200.
  void descend(const Value& reference, const Value* answer, std::string& path, bool chosen, Comparison& out) const {
    chosen = chosen || is_chosen(path);
    const std::size_t length = path.size();
    const auto child = [&](const Value& member, const Value* theirs, std::string_view name) {
      if (length > 0) path += '.';
      path += name;
      descend(member, theirs, path, chosen, out);
      path.resize(length);
    };
    if (reference.is_object() && reference.size() > 0) {
      static const Value kNothing;
      const MemberIndex members(answer != nullptr ? *answer : kNothing);
      for (const Value::Member& member : reference.as_object()) child(member.value, members.find(member.key), member.key);
    } else if (reference.is_array() && reference.size() > 0) {
      const bool is_list = answer != nullptr && answer->is_array();
      for (std::size_t i = 0; i < reference.size(); ++i)
        child(reference.as_array()[i], is_list && i < answer->size() ? &answer->as_array()[i] : nullptr, std::to_string(i));
    } else if (chosen && length > 0) {
      ++out.total;
      if (answer != nullptr && leaf_equal(reference, *answer)) {
        ++out.equal;
      } else if (out.wrong.size() < kMaxNamed) {
        out.wrong.push_back(path);
      }
    }
  }

  bool leaf_equal(const Value& reference, const Value& answer) const {
    if (reference.is_number() && answer.is_number() && (tolerance_ > 0.0 || relative_tolerance_ > 0.0)) {
      const double expected = reference.as_double();
      if (std::abs(answer.as_double() - expected) <= std::max(tolerance_, relative_tolerance_ * std::abs(expected)))
        return true;
    }
    // A leaf is a scalar, or an empty object or list.
    if (reference.is_object() || reference.is_array()) return reference.kind() == answer.kind() && answer.size() == 0;
    return !answer.is_object() && !answer.is_array() && canonical_key(reference) == canonical_key(answer);
  }

  std::vector<std::string> fields_;
  double tolerance_;
  double relative_tolerance_;
  JsonExtract extract_;
  std::string expected_field_;
};

}  // namespace

extern const MetricDef json_field_match = {
    kInfos,
    "extract (none, fence, first: see json_valid; default none), fields (dotted paths, one or a list: only the leaves at and "
    "below them count; elements of lists by number from 0; default all), tolerance (two numbers may differ by that; default "
    "0), relative_tolerance (the same as a fraction of the reference's number), expected_field (field of the row with the "
    "reference, where there is one; else the references as JSON; default expected)",
    "our own: leaves are all values that are no object or list, and empty ones; what the answer has besides is not looked "
    "at, an answer that is no JSON has no field; the best of several references counts",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<JsonFieldMatch>(options);
    }};

}  // namespace assay::metrics::builtin
