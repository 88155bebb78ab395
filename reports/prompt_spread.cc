#include "reports/prompt_spread.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay::reports {
namespace {

struct Gathered {
  PromptSpread spread;
  std::vector<std::pair<std::string, double>> values;  // of each variant
};

PromptSpread spread_of(Gathered gathered) {
  PromptSpread& out = gathered.spread;
  const auto by_value = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [low, high] = std::minmax_element(gathered.values.begin(), gathered.values.end(), by_value);
  out.prompts = gathered.values.size();
  out.lowest = low->second;
  out.worst = low->first;
  out.highest = high->second;
  out.best = high->first;
  const auto n = static_cast<double>(out.prompts);
  for (const auto& [name, value] : gathered.values) out.mean += value / n;
  double squares = 0.0;
  for (const auto& [name, value] : gathered.values) squares += (value - out.mean) * (value - out.mean);
  out.deviation = std::sqrt(squares / (n - 1.0));
  return std::move(out);
}

}  // namespace

std::vector<PromptSpread> prompt_spreads(std::span<const ResultRow> results) {
  std::vector<Gathered> all;
  for (const ResultRow& row : results) {
    const std::size_t open = row.task.rfind('[');
    if (open == std::string::npos || open == 0 || !row.task.ends_with(']') || !row.estimate.value) continue;
    const std::string task = row.task.substr(0, open);
    auto found = std::find_if(all.begin(), all.end(), [&](const Gathered& one) {
      return one.spread.model == row.model && one.spread.task == task && one.spread.metric == row.metric;
    });
    if (found == all.end()) {
      PromptSpread spread;
      spread.model = row.model;
      spread.task = task;
      spread.metric = row.metric;
      spread.scale = row.scale;
      all.push_back({std::move(spread), {}});
      found = all.end() - 1;
    }
    found->values.emplace_back(row.task.substr(open + 1, row.task.size() - open - 2), *row.estimate.value);
  }
  std::vector<PromptSpread> spreads;
  for (Gathered& one : all)
    if (one.values.size() > 1) spreads.push_back(spread_of(std::move(one)));
  return spreads;
}

Table prompt_table(std::span<const PromptSpread> spreads) {
  Table table({{"model", false, true},
               {"task", false, true},
               {"metric", false, true},
               {"prompts", true},
               {"mean", true},
               {"sd", true},
               {"lowest", true},
               {"highest", true},
               {"worst prompt", false, true},
               {"best prompt", false, true}});
  for (const PromptSpread& one : spreads)
    table.add({one.model, one.task, one.metric, std::to_string(one.prompts), show(one.mean, one.scale),
               show(one.deviation, one.scale), show(one.lowest, one.scale), show(one.highest, one.scale), one.worst,
               one.best});
  return table;
}

Value prompt_spreads_value(std::span<const PromptSpread> spreads) {
  Value list = Value::array();
  for (const PromptSpread& one : spreads) {
    Value row = Value::object();
    row.set("model", one.model);
    row.set("task", one.task);
    row.set("metric", one.metric);
    row.set("prompts", static_cast<std::int64_t>(one.prompts));
    row.set("mean", one.mean);
    row.set("sd", one.deviation);
    row.set("min", one.lowest);
    row.set("max", one.highest);
    row.set("worst", one.worst);
    row.set("best", one.best);
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace assay::reports
