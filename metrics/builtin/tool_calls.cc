#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/extract/call_matching.h"
#include "metrics/extract/json_reference.h"
#include "metrics/extract/tool_calls.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 12> kInfos = {{
    {"tool_call_exact_match", "1 where the answer's tool calls are the expected ones in the same order, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"tool_call_in_order_match", "1 where the expected tool calls are in the answer in their order, others between, else 0",
     true, 1.0, IntervalMethod::kWilson},
    {"tool_call_any_order_match", "1 where the expected tool calls are all in the answer, in any order, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"tool_call_precision", "fraction of the answer's tool calls that are expected", true, 1.0, IntervalMethod::kT},
    {"tool_call_recall", "fraction of the expected tool calls that are in the answer", true, 1.0, IntervalMethod::kT},
    {"tool_call_name_match", "1 where the names of the tool calls are the expected ones in the same order, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"trajectory_exact_match", "1 where the trajectory's tool calls are the reference's in the same order, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"trajectory_in_order_match", "1 where the reference's tool calls are in the trajectory in their order, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"trajectory_any_order_match", "1 where the reference's tool calls are all in the trajectory, in any order, else 0", true,
     1.0, IntervalMethod::kWilson},
    {"trajectory_precision", "fraction of the trajectory's tool calls that are in the reference", true, 1.0,
     IntervalMethod::kT},
    {"trajectory_recall", "fraction of the reference's tool calls that are in the trajectory", true, 1.0, IntervalMethod::kT},
    {"trajectory_single_tool_use", "1 where the trajectory uses the tool that the option `tool` names, else 0", true, 1.0,
     IntervalMethod::kWilson},
}};
constexpr std::array<std::string_view, 3> kArguments = {"exact", "subset", "ignore"};
// Names of calls that a person is shown.
constexpr std::size_t kMaxNamed = 8;

using Calls = std::vector<ToolCall>;

std::string names_of(const Calls& calls) {
  if (calls.empty()) return "nothing";
  std::string names;
  for (std::size_t i = 0; i < std::min(calls.size(), kMaxNamed); ++i) names += (i > 0 ? ", " : "") + calls[i].name;
  return calls.size() > kMaxNamed ? names + ", ..." : names;
}

class CallMetric final : public Metric {
 public:
  CallMetric(const MetricInfo& info, const Options& options)
      : info_(info),
        is_trajectory_(info.name.starts_with("trajectory_")),
        measure_(info.name.substr(info.name.find('_', is_trajectory_ ? 0 : 5) + 1)),
        extract_(read_json_extract(options)) {
    if (is_trajectory_) called_field_ = options.text("trajectory_field", "trajectory");
    if (measure_ == "single_tool_use") {
      tool_ = options.text("tool", "");
      return;
    }
    expected_field_ = is_trajectory_ ? options.text("reference_field", "reference_trajectory")
                                     : options.text("expected_field", "expected_calls");
    if (measure_ == "name_match") {
      arguments_ = ArgumentMatch::kIgnore;
      return;
    }
    const std::string how = options.one_of("arguments", "exact", kArguments);
    arguments_ = static_cast<ArgumentMatch>(std::find(kArguments.begin(), kArguments.end(), how) - kArguments.begin());
  }

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    std::string signature = fmt::format("extract:{}", name_of(extract_));
    if (is_trajectory_) signature += "|trajectory_field:" + called_field_;
    if (measure_ == "single_tool_use") return signature + "|tool:" + (tool_.empty() ? "of the row" : tool_);
    signature += (is_trajectory_ ? "|reference_field:" : "|expected_field:") + expected_field_;
    return signature + fmt::format("|arguments:{}", kArguments[static_cast<std::size_t>(arguments_)]);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    std::vector<Calls> references;
    std::string tool = tool_;
    if (measure_ == "single_tool_use") {
      const Value* named = sample.fields.find("tool");
      if (tool.empty() && named != nullptr && named->is_string()) tool = named->as_string();
      if (tool.empty()) return unscored("neither the option nor the field 'tool' names a tool");
    } else {
      auto found = expected_calls(sample);
      if (auto* reason = std::get_if<Unscored>(&found)) return unscored(std::move(reason->reason));
      references = std::move(std::get<0>(found));
    }
    // A trajectory that the row has was not made by the answers, so it is one observation however many epochs there are.
    auto field = is_trajectory_ ? json_field(sample, called_field_) : std::variant<std::monostate, Value, Unscored>();
    if (auto* reason = std::get_if<Unscored>(&field)) return unscored(std::move(reason->reason));
    if (const auto* trajectory = std::get_if<Value>(&field)) {
      const auto calls = tool_calls_of(*trajectory);
      if (const auto* malformed = std::get_if<MalformedCalls>(&calls))
        return unscored(fmt::format("field '{}': {}", called_field_, malformed->reason));
      std::string detail;
      auto value = best_of(references, tool, std::get<Calls>(calls), detail);
      if (auto* reason = std::get_if<Unscored>(&value)) return unscored(std::move(reason->reason));
      return scored_epochs(std::array{std::get<double>(value)}, std::move(detail));
    }
    return mean_over_answers(epochs, [&](std::string_view text, std::string& detail) -> std::variant<double, Unscored> {
      auto calls = tool_calls_in(text, extract_);
      if (auto* reason = std::get_if<Unscored>(&calls)) return std::move(*reason);
      if (auto* malformed = std::get_if<MalformedCalls>(&calls)) {
        detail = std::move(malformed->reason);
        return 0.0;
      }
      return best_of(references, tool, std::get<Calls>(calls), detail);
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  std::variant<std::vector<Calls>, Unscored> expected_calls(const Sample& sample) const {
    auto found = json_references(sample, expected_field_);
    if (auto* reason = std::get_if<Unscored>(&found)) return std::move(*reason);
    std::vector<Calls> references;
    for (const Value& value : std::get<std::vector<Value>>(found)) {
      auto calls = tool_calls_of(value);
      if (auto* malformed = std::get_if<MalformedCalls>(&calls)) return Unscored{"expected calls: " + malformed->reason};
      // Whether a sample has a recall is a matter of its reference alone, never of the answer.
      if (measure_ == "recall" && std::get<Calls>(calls).empty()) return Unscored{"no call is expected"};
      references.push_back(std::move(std::get<Calls>(calls)));
    }
    return references;
  }

  std::variant<double, Unscored> best_of(const std::vector<Calls>& references, const std::string& tool, const Calls& called,
                                         std::string& detail) const {
    detail = "called " + names_of(called);
    if (measure_ == "single_tool_use")
      return std::any_of(called.begin(), called.end(), [&](const ToolCall& call) { return call.name == tool; }) ? 1.0 : 0.0;
    double best = 0.0;
    for (const Calls& expected : references) {
      if (expected.size() * called.size() > kMaxCallPairs)
        return Unscored{fmt::format("{} calls for {} expected ones are too many to compare", called.size(), expected.size())};
      best = std::max(best, measured(expected, called));
    }
    detail += "; expected " + names_of(references[0]);
    return best;
  }

  double measured(const Calls& expected, const Calls& called) const {
    if (measure_ == "exact_match" || measure_ == "name_match") return calls_equal(expected, called, arguments_) ? 1.0 : 0.0;
    if (measure_ == "in_order_match") return calls_in_order(expected, called, arguments_) ? 1.0 : 0.0;
    const double matched = static_cast<double>(num_matched_calls(expected, called, arguments_));
    if (measure_ == "any_order_match") return matched == static_cast<double>(expected.size()) ? 1.0 : 0.0;
    if (measure_ == "recall") return matched / static_cast<double>(expected.size());
    // Nothing called is right where nothing is expected, and else has no call that is right.
    if (called.empty()) return expected.empty() ? 1.0 : 0.0;
    return matched / static_cast<double>(called.size());
  }

  const MetricInfo& info_;
  bool is_trajectory_;
  std::string_view measure_;  // the name without the family
  JsonExtract extract_;
  ArgumentMatch arguments_ = ArgumentMatch::kExact;
  std::string tool_;
  std::string called_field_;
  std::string expected_field_;
};

}  // namespace

extern const MetricDef tool_calls = {
    kInfos,
    "arguments (exact: equal as JSON values; subset: those expected are there; ignore; default exact), extract (none, fence, "
    "first: see json_valid; default none), expected_field (of tool_call_*: field of the row with the expected calls; default "
    "expected_calls), reference_field (of trajectory_*: the same; default reference_trajectory), trajectory_field (field of "
    "the row with the trajectory, where there is one, else the answer; default trajectory), tool (of "
    "trajectory_single_tool_use; default the row's field tool)",
    "the tool-use and trajectory metrics of the Vertex AI evaluation service, with each call paired once; without the field "
    "the references are the expected calls, as JSON; calls are a list, one object, OpenAI's tool_calls or <tool_call> "
    "blocks; an answer of neither calls nothing, and one whose calls cannot be read scores 0",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<CallMetric>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
