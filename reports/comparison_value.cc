#include "reports/comparison_value.h"

#include <optional>

#include "reports/run_value.h"

namespace assay::reports {
namespace {

Value number(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value side_of(const Comparison::Side& side) {
  Value out = Value::object();
  out.set("id", side.id);
  out.set("name", side.name);
  out.set("started", text_or_null(side.started));
  return out;
}

template <class Items, class Make>
Value list_of(const Items& items, const Make& make) {
  Value out = Value::array();
  for (const auto& item : items) out.push_back(make(item));
  return out;
}

}  // namespace

Value result_value(const PairedResult& r) {
  Value out = Value::object();
  out.set("task", r.task);
  out.set("metric", r.metric);
  out.set("is_group", r.is_group);
  Value tasks = Value::array();
  for (const std::string& task : r.tasks) tasks.push_back(Value(task));
  out.set("tasks", std::move(tasks));
  out.set("n", r.n);
  out.set("base", number(r.base));
  out.set("candidate", number(r.candidate));
  out.set("difference", number(r.difference));
  out.set("low", number(r.low));
  out.set("high", number(r.high));
  out.set("level", r.level);
  out.set("p", number(r.p));
  out.set("p_adjusted", number(r.p_adjusted));
  out.set("test", text_or_null(r.test));
  out.set("mde", number(r.mde));
  out.set("verdict", name_of(r.verdict));
  out.set("method", text_or_null(r.method));
  out.set("reason", text_or_null(r.reason));
  out.set("effect_size", number(r.effect_size));
  out.set("correlation", number(r.correlation));
  out.set("margin", r.margin);
  out.set("gained", r.gained);
  out.set("lost", r.lost);
  out.set("only_base", r.only_base);
  out.set("only_candidate", r.only_candidate);
  out.set("failed_base", r.failed_base);
  out.set("failed_candidate", r.failed_candidate);
  out.set("clusters", r.clusters);
  out.set("base_model", r.base_model);
  out.set("candidate_model", r.candidate_model);
  out.set("signature", r.signature);
  out.set("higher_is_better", r.higher_is_better);
  out.set("scale", r.scale);
  return out;
}

Value comparison_value(const Comparison& comparison) {
  Value out = Value::object();
  out.set("base", side_of(comparison.base));
  out.set("candidate", side_of(comparison.candidate));
  out.set("results", list_of(comparison.results, result_value));
  out.set("flips", list_of(comparison.flips, [](const Flip& flip) {
    Value one = Value::object();
    one.set("task", flip.task);
    one.set("sample", flip.sample);
    one.set("base", flip.base);
    one.set("candidate", flip.candidate);
    one.set("metric", flip.metric);
    one.set("unstable", flip.unstable);
    one.set("base_answer", text_or_null(flip.base_answer));
    one.set("candidate_answer", text_or_null(flip.candidate_answer));
    one.set("target", text_or_null(flip.target));
    return one;
  }));
  out.set("unstable", list_of(comparison.unstable, [](const UnstableSample& sample) {
    Value one = Value::object();
    one.set("task", sample.task);
    one.set("sample", sample.sample);
    one.set("base", number(sample.base));
    one.set("candidate", number(sample.candidate));
    return one;
  }));
  out.set("gates", gates_value(comparison.gates));
  out.set("not_comparable", list_of(comparison.not_comparable, [](const NotComparable& reason) {
    Value one = Value::object();
    one.set("task", reason.task);
    one.set("reason", reason.reason);
    one.set("metric", text_or_null(reason.metric));
    one.set("samples", reason.samples);
    return one;
  }));
  out.set("differences", list_of(comparison.differences, [](const SettingDifference& difference) {
    Value one = Value::object();
    one.set("what", difference.what);
    one.set("base", text_or_null(difference.base));
    one.set("candidate", text_or_null(difference.candidate));
    return one;
  }));
  out.set("correction", comparison.correction);
  return out;
}

}  // namespace assay::reports
