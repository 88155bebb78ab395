#include "harness/cli/power_output.h"

#include <fmt/core.h>

#include <cmath>
#include <ostream>

#include "harness/core/json.h"

namespace assay::cli {

using run::SamplePlan;

namespace {

// As many samples as planned, in clusters as large as those that were observed.
std::optional<double> clusters_of(const PlannedRow& row) {
  if (row.spread.clusters == 0 || !row.plan) return std::nullopt;
  return std::ceil(row.plan->samples * static_cast<double>(row.spread.clusters) /
                   static_cast<double>(row.spread.samples));
}

Value row_value(const PlannedRow& row, double alpha) {
  Value value = row.plan ? plan_value(*row.plan, alpha, 1.0) : Value::object();
  if (!row.plan)
    for (const char* name : {"sought", "n", "n_exact", "difference", "power"}) value.set(name, Value());
  value.set("model", row.spread.model);
  value.set("task", row.spread.task);
  value.set("metric", row.spread.metric);
  value.set("observed_n", row.spread.samples);
  value.set("sd_of_differences", row.plan ? Value(std::sqrt(row.spread.variance->of_difference())) : Value());
  value.set("epochs", row.plan ? Value(row.spread.variance->epochs_candidate) : Value());
  const std::optional<double> clusters = clusters_of(row);
  value.set("clusters", clusters ? Value(static_cast<std::int64_t>(*clusters)) : Value());
  value.set("reason", row.spread.reason);
  return value;
}

}  // namespace

std::string plan_sentence(const SamplePlan& plan, double alpha) {
  const bool many = plan.sought == SamplePlan::Sought::kDifference;
  return fmt::format("{:.0f} samples find {} of {:.4g}{} with a probability of {:.3g} % (two-sided test at {:g} %)",
                     plan.samples, many ? "differences" : "a difference", plan.difference, many ? " and more" : "",
                     100.0 * plan.power, 100.0 * alpha);
}

Value plan_value(const SamplePlan& plan, double alpha, double design_effect) {
  Value out = Value::object();
  out.set("sought", std::string(name_of(plan.sought)));
  out.set("n", static_cast<std::int64_t>(plan.samples));
  out.set("n_exact", plan.exact_samples);
  out.set("difference", plan.difference);
  out.set("power", plan.power);
  out.set("alpha", alpha);
  out.set("design_effect", design_effect);
  return out;
}

void notice_few_samples(Console& console, const SamplePlan& plan) {
  if (plan.samples < 30.0) console.notice("below 30 samples the normal approximation promises a little too much");
}

void print_planned(Console& console, std::span<const PlannedRow> rows, double alpha, const std::string& assumed,
                   bool json) {
  std::ostream& out = console.out();
  if (json) {
    Value list = Value::array();
    for (const PlannedRow& row : rows) list.push_back(row_value(row, alpha));
    Value whole = Value::object();
    whole.set("assumed", assumed);
    whole.set("results", std::move(list));
    out << json::dump_pretty(whole) << "\n";
    return;
  }
  const SamplePlan* fewest = nullptr;
  for (const PlannedRow& row : rows) {
    const std::string name = fmt::format("{} of {} ({})", row.spread.metric, row.spread.task, row.spread.model);
    if (!row.plan) {
      out << fmt::format("{}: no plan: {}\n", name, row.spread.reason);
      continue;
    }
    out << fmt::format("{}: {}; standard deviation of the differences {:.4g}", name, plan_sentence(*row.plan, alpha),
                       std::sqrt(row.spread.variance->of_difference()));
    if (const auto clusters = clusters_of(row))
      out << fmt::format(", in {:.0f} clusters like the stored ones", *clusters);
    out << "\n";
    if (fewest == nullptr || row.plan->samples < fewest->samples) fewest = &*row.plan;
  }
  out << "Taken for granted: " << assumed << ".\n";
  if (fewest != nullptr) notice_few_samples(console, *fewest);
}

}  // namespace assay::cli
