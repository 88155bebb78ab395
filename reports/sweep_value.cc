#include "reports/sweep_value.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace assay::reports {
namespace {

Value number(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

template <class Items, class Make>
Value list_of(const Items& items, const Make& make) {
  Value out = Value::array();
  for (const auto& item : items) out.push_back(make(item));
  return out;
}

// A setting's value as YAML would read it: 0.7 is a number, greedy a text.
Value typed(const std::string& text) {
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
    return Value(whole);
  double real = 0.0;
  if (const auto read = std::from_chars(text.data(), end, real);
      read.ec == std::errc() && read.ptr == end && std::isfinite(real))
    return Value(real);
  if (text == "true" || text == "false") return Value(text == "true");
  return Value(text);
}

Value score_of(const SweepReport::Score& score) {
  const ResultRow& row = score.result;
  const Estimate& e = row.estimate;
  Value out = Value::object();
  out.set("model", row.model);
  out.set("task", row.task);
  out.set("metric", row.metric);
  out.set("value", number(e.value));
  out.set("low", number(e.low));
  out.set("high", number(e.high));
  out.set("level", e.level);
  out.set("method", text_or_null(e.method));
  out.set("no_interval", text_or_null(e.no_interval));
  out.set("scored", e.scored);
  out.set("unscored", e.unscored);
  out.set("failed", e.failed);
  out.set("truncated", row.truncated);
  out.set("higher_is_better", row.higher_is_better);
  out.set("scale", row.scale);
  out.set("signature", row.signature);
  if (!score.against_default) {
    out.set("against_default", Value());
    return out;
  }
  const PairedResult& d = *score.against_default;
  Value against = Value::object();
  against.set("n", d.n);
  against.set("difference", number(d.difference));
  against.set("low", number(d.low));
  against.set("high", number(d.high));
  against.set("level", d.level);
  against.set("p", number(d.p));
  against.set("p_adjusted", number(d.p_adjusted));
  against.set("test", text_or_null(d.test));
  against.set("method", text_or_null(d.method));
  against.set("reason", text_or_null(d.reason));
  against.set("mde", number(d.mde));
  against.set("verdict", name_of(d.verdict));
  out.set("against_default", std::move(against));
  return out;
}

Value curve_of(const SweepReport::BestOf& curve) {
  Value out = Value::object();
  out.set("model", curve.model);
  out.set("task", curve.task);
  out.set("metric", curve.metric);
  std::int64_t k = 0;
  out.set("curve", list_of(curve.of, [&](const Estimate& e) {
            Value one = Value::object();
            one.set("k", ++k);
            one.set("value", number(e.value));
            one.set("low", number(e.low));
            one.set("high", number(e.high));
            return one;
          }));
  return out;
}

Value dropped_of(const SweepReport::Dropped& dropped) {
  Value out = Value::object();
  out.set("samples", dropped.samples);
  out.set("against", dropped.against);
  out.set("task", dropped.task);
  out.set("metric", dropped.metric);
  out.set("difference", dropped.difference);
  out.set("low", dropped.low);
  out.set("high", dropped.high);
  out.set("level", dropped.level);
  return out;
}

Value setting_of(const SweepReport& sweep, const SweepReport::Setting& setting) {
  Value out = Value::object();
  out.set("name", setting.name);
  Value values = Value::object();
  for (std::size_t i = 0; i < sweep.axes.size(); ++i) values.set(sweep.axes[i].name, typed(setting.values[i]));
  out.set("values", std::move(values));
  out.set("run", setting.run);
  out.set("default", setting.is_default);
  out.set("on_front", setting.on_front);
  out.set("samples", setting.samples);
  out.set("results", list_of(setting.scores, score_of));
  out.set("tokens_per_sample", number(setting.tokens));
  out.set("latency_s", number(setting.latency));
  out.set("cost_per_sample", number(setting.cost));
  out.set("best_of_k", list_of(setting.best_of, curve_of));
  out.set("dropped", setting.dropped ? dropped_of(*setting.dropped) : Value());
  return out;
}

}  // namespace

Value sweep_value(const SweepReport& sweep) {
  Value facts = Value::object();
  facts.set("name", sweep.name);
  facts.set("axes", list_of(sweep.axes, [](const SweepReport::Axis& axis) {
              Value one = Value::object();
              one.set("name", axis.name);
              one.set("path", axis.path);
              one.set("values", list_of(axis.values, typed));
              return one;
            }));
  facts.set("default", sweep.settings.empty() ? Value() : Value(sweep.settings.front().name));
  facts.set("grid_size", static_cast<std::int64_t>(sweep.grid_size));
  facts.set("quality", list_of(sweep.quality, [](const std::string& name) { return Value(name); }));
  facts.set("level", sweep.level);
  facts.set("correction", sweep.correction);
  facts.set("stop_early", sweep.stopped_early);

  Value out = Value::object();
  out.set("sweep", std::move(facts));
  out.set("settings",
          list_of(sweep.settings, [&](const SweepReport::Setting& setting) { return setting_of(sweep, setting); }));
  Value front = Value::array();
  for (const SweepReport::Setting& setting : sweep.settings)
    if (setting.on_front) front.push_back(setting.name);
  out.set("front", std::move(front));
  out.set("not_comparable", list_of(sweep.not_comparable, [](const NotComparable& reason) {
            Value one = Value::object();
            one.set("task", reason.task);
            one.set("metric", text_or_null(reason.metric));
            one.set("reason", reason.reason);
            one.set("samples", reason.samples);
            return one;
          }));
  return out;
}

}  // namespace assay::reports
