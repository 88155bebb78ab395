#include "reports/run_value.h"

#include <cstdint>
#include <optional>
#include <string>

#include "reports/context_fit_text.h"
#include "reports/prompt_spread.h"

namespace assay::reports {
namespace {

Value number(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

// A seed beyond 63 bits is no integer of ours: it goes out as the nearest double, as JavaScript would read it anyway.
Value seed_number(std::uint64_t seed) {
  return seed <= static_cast<std::uint64_t>(INT64_MAX) ? Value(static_cast<std::int64_t>(seed))
                                                       : Value(static_cast<double>(seed));
}

void add_estimate(Value& out, const Estimate& estimate) {
  out.set("value", number(estimate.value));
  out.set("low", number(estimate.low));
  out.set("high", number(estimate.high));
  out.set("level", estimate.level);
  out.set("method", estimate.method);
  out.set("no_interval", estimate.no_interval);
  out.set("standard_error", number(estimate.standard_error));
  out.set("standard_error_within", number(estimate.standard_error_within));
  out.set("clusters", estimate.clusters);
  out.set("scored", estimate.scored);
  out.set("unscored", estimate.unscored);
  out.set("failed", estimate.failed);
}

Value models_of(const RunFacts& facts) {
  Value list = Value::array();
  for (const RunFacts::Model& model : facts.models) {
    Value one = Value::object();
    one.set("name", model.name);
    one.set("backend", model.backend);
    one.set("model", model.model);
    one.set("fingerprint", model.fingerprint);
    one.set("numerics", model.numerics);
    list.push_back(std::move(one));
  }
  return list;
}

Value tasks_of(const RunFacts& facts) {
  Value list = Value::array();
  for (const RunFacts::Task& task : facts.tasks) {
    Value one = Value::object();
    one.set("name", task.name);
    one.set("version", task.version);
    one.set("data_sha256", task.data_sha256);
    one.set("samples", task.samples);
    one.set("epochs", task.epochs);
    one.set("num_fewshot", task.num_fewshot);
    list.push_back(std::move(one));
  }
  return list;
}

Value texts_of(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push_back(Value(text));
  return list;
}

Value groups_of(const RunFacts& facts) {
  Value list = Value::array();
  for (const RunFacts::Group& group : facts.groups) {
    Value one = Value::object();
    one.set("name", group.name);
    one.set("alias", group.alias);
    one.set("version", group.version);
    Value members = Value::array();
    for (const RunFacts::Group::Member& member : group.members) {
      Value each = Value::object();
      each.set("name", member.name);
      each.set("is_group", member.is_group);
      members.push_back(std::move(each));
    }
    one.set("members", std::move(members));
    one.set("tasks", texts_of(group.tasks));
    list.push_back(std::move(one));
  }
  return list;
}

Value run_of(const RunFacts& facts) {
  Value out = Value::object();
  out.set("id", facts.id);
  out.set("name", facts.name);
  out.set("status", facts.status);
  out.set("models", models_of(facts));
  out.set("tasks", tasks_of(facts));
  out.set("groups", groups_of(facts));
  out.set("seed", seed_number(facts.seed));
  out.set("sampling", facts.sampling);
  out.set("started", facts.started);
  out.set("finished", facts.finished.empty() ? Value() : Value(facts.finished));
  out.set("git", facts.git);
  out.set("version", facts.version);
  out.set("host", facts.host);
  return out;
}

Value result_of(const ResultRow& row) {
  Value out = Value::object();
  out.set("model", row.model);
  out.set("task", row.task);
  out.set("metric", row.metric);
  add_estimate(out, row.estimate);
  out.set("truncated", row.truncated);
  out.set("refused", row.refused);
  out.set("signature", row.signature);
  out.set("higher_is_better", row.higher_is_better);
  out.set("scale", row.scale);
  return out;
}

Value group_of(const GroupRow& row) {
  Value out = Value::object();
  out.set("model", row.model);
  out.set("group", row.group);
  out.set("metric", row.metric);
  add_estimate(out, row.estimate);
  std::vector<std::string> tasks;
  Value parts = Value::array();
  for (const GroupRow::Part& part : row.parts) {
    tasks.push_back(part.task);
    Value one = Value::object();
    one.set("task", part.task);
    one.set("weight", part.weight);
    one.set("value", number(part.value));
    parts.push_back(std::move(one));
  }
  out.set("tasks", texts_of(tasks));
  out.set("parts", std::move(parts));
  out.set("without", texts_of(row.without));
  out.set("weighting", row.by_size ? "by_size" : "equal");
  out.set("signature", row.signature);
  out.set("higher_is_better", row.higher_is_better);
  out.set("scale", row.scale);
  return out;
}

// The judge's own mean, what people said, and the two put together are three numbers; only calibration makes the
// others.
Value rating_of(const RatingRow& row) {
  Value out = Value::object();
  out.set("model", row.model);
  out.set("task", row.task);
  out.set("rater", row.rater);
  out.set("judge", row.judge);
  out.set("status", row.status);
  add_estimate(out, row.estimate);
  out.set("judge_only", number(row.estimate.value));
  out.set("human_only", Value());
  out.set("signature", row.signature);
  out.set("scale", row.scale);
  return out;
}

Value usage_of(const UsageTotals& usage) {
  Value out = Value::object();
  out.set("requests", usage.requests);
  out.set("cached", usage.cached);
  out.set("prompt_tokens", usage.prompt_tokens);
  out.set("completion_tokens", usage.completion_tokens);
  if (usage.reasoning_tokens) out.set("reasoning_tokens", *usage.reasoning_tokens);
  out.set("cost", number(usage.cost));
  out.set("wall_s", usage.wall_s);
  return out;
}

}  // namespace

Value gates_value(std::span<const GateResult> gates) {
  Value list = Value::array();
  for (const GateResult& gate : gates) {
    Value one = Value::object();
    one.set("rule", gate.rule);
    one.set("verdict", name_of(gate.verdict));
    one.set("detail", gate.detail);
    list.push_back(std::move(one));
  }
  return list;
}

Value run_value(const RunView& run) {
  Value report = Value::object();
  report.set("run", run_of(run.facts()));
  Value results = Value::array();
  const std::vector<ResultRow> rows = run.results();
  for (const ResultRow& row : rows) results.push_back(result_of(row));
  report.set("results", std::move(results));
  Value groups = Value::array();
  for (const GroupRow& row : run.groups()) groups.push_back(group_of(row));
  report.set("groups", std::move(groups));
  if (const std::vector<PromptSpread> spreads = prompt_spreads(rows); !spreads.empty())
    report.set("prompt_spreads", prompt_spreads_value(spreads));
  Value ratings = Value::array();
  for (const RatingRow& row : run.ratings()) ratings.push_back(rating_of(row));
  report.set("ratings", std::move(ratings));
  if (!run.facts().context_fits.empty()) report.set("context_fits", context_fits_value(run.facts()));
  report.set("usage", usage_of(run.usage()));
  report.set("gates", gates_value(run.gates()));
  return report;
}

}  // namespace assay::reports
