#include "reports/many_text.h"

#include <fmt/core.h>

#include <optional>

#include "reports/comparison_value.h"

namespace assay::reports {
namespace {

std::string run_name(const ManyRuns& runs, std::size_t i) {
  const Comparison::Side& run = runs.runs.at(i);
  return run.name.empty() ? run.id : run.name;
}

std::string p_text(const std::optional<double>& p) {
  return !p ? std::string("-") : *p < 0.0001 ? std::string("<0.0001") : fmt::format("{:.4f}", *p);
}

Value number(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

std::string metric_name(const std::string& metric, bool higher_is_better) {
  return metric + (higher_is_better ? "" : " (lower is better)");
}

Table series_table(const ManyRuns& runs, const SeriesRow& row) {
  Table table({{"run", false, true}, {"value", true}, {"interval", true}, {"to the best before", true}, {"its interval", true},
               {"p adjusted", true}, {"learned", true}, {"forgotten", true}, {"verdict"}});
  for (const SeriesPoint& point : row.points) {
    const bool first = !point.difference;
    table.add({run_name(runs, point.run), show(point.value, row.scale), show_interval(point.low, point.high, row.scale),
               show_signed(point.difference, row.scale), show_interval(point.difference_low, point.difference_high, row.scale, true),
               p_text(point.p_adjusted), first ? "-" : std::to_string(point.learned), first ? "-" : std::to_string(point.forgotten),
               first ? "" : std::string(name_of(point.verdict))});
  }
  return table;
}

Table pairs_table(const ManyRuns& runs) {
  Table table({{"task", false, true}, {"metric", false, true}, {"base", false, true}, {"candidate", false, true}, {"pairs", true},
               {"difference", true}, {"interval", true}, {"p adjusted", true}, {"verdict"}});
  for (const ManyRuns::Pair& pair : runs.pairs) {
    const PairedResult& r = pair.result;
    table.add({r.task, metric_name(r.metric, r.higher_is_better), run_name(runs, pair.base), run_name(runs, pair.candidate),
               std::to_string(r.n), show_signed(r.difference, r.scale), show_interval(r.low, r.high, r.scale, true),
               p_text(r.p_adjusted), std::string(name_of(r.verdict))});
  }
  return table;
}

Table ranking_table(const ManyRuns& runs) {
  Table table({{"task", false, true}, {"metric", false, true}, {"run", false, true}, {"win rate", true}, {"strength", true},
               {"standard error", true}, {"rank", true}});
  for (const RankRow& row : runs.ranking)
    table.add({row.task, row.metric, run_name(runs, row.run), show(row.win_rate, 1.0), show_signed(row.strength, 1.0),
               show(row.standard_error, 1.0),
               row.best_rank == row.worst_rank ? std::to_string(row.best_rank) : fmt::format("{}-{}", row.best_rank, row.worst_rank)});
  return table;
}

Value series_value(const SeriesRow& row) {
  Value out = Value::object();
  out.set("task", row.task);
  out.set("metric", row.metric);
  Value points = Value::array();
  for (const SeriesPoint& point : row.points) {
    Value one = Value::object();
    one.set("run", static_cast<std::int64_t>(point.run));
    one.set("value", number(point.value));
    one.set("low", number(point.low));
    one.set("high", number(point.high));
    one.set("compared_with", point.difference ? Value(static_cast<std::int64_t>(point.compared_with)) : Value());
    one.set("difference", number(point.difference));
    one.set("difference_low", number(point.difference_low));
    one.set("difference_high", number(point.difference_high));
    one.set("p_adjusted", number(point.p_adjusted));
    one.set("learned", point.learned);
    one.set("forgotten", point.forgotten);
    one.set("verdict", point.difference ? Value(name_of(point.verdict)) : Value());
    points.push_back(std::move(one));
  }
  out.set("points", std::move(points));
  out.set("first_bad", row.first_bad ? Value(static_cast<std::int64_t>(*row.first_bad)) : Value());
  return out;
}

}  // namespace

std::vector<std::pair<std::string, Table>> many_tables(const ManyRuns& runs) {
  std::vector<std::pair<std::string, Table>> tables;
  for (const SeriesRow& row : runs.series)
    tables.emplace_back(fmt::format("{} of {}", metric_name(row.metric, row.higher_is_better), row.task), series_table(runs, row));
  if (!runs.pairs.empty()) tables.emplace_back("every pair, candidate less base", pairs_table(runs));
  if (!runs.ranking.empty()) tables.emplace_back("ranking (Bradley-Terry over samples; ranks hold for all runs at once)", ranking_table(runs));
  return tables;
}

std::vector<std::string> many_remarks(const ManyRuns& runs) {
  std::vector<std::string> lines;
  for (const SeriesRow& row : runs.series)
    lines.push_back(row.first_bad ? fmt::format("{} of {}: {} is the first that is worse than the best before it ({})", row.metric, row.task,
                                                run_name(runs, *row.first_bad),
                                                run_name(runs, row.points[*row.first_bad].compared_with))
                                  : fmt::format("{} of {}: no run is shown to be worse than one before it", row.metric, row.task));
  std::string last;
  for (const RankRow& row : runs.ranking) {
    if (row.reason.empty() || row.task + row.reason == last) continue;
    last = row.task + row.reason;
    lines.push_back(fmt::format("{}: no strengths: {}", row.task, row.reason));
  }
  for (const NotComparable& one : runs.not_comparable)
    lines.push_back(fmt::format("not comparable: {}{}: {}", one.task, one.metric.empty() ? "" : "." + one.metric, one.reason));
  return lines;
}

Value many_value(const ManyRuns& runs) {
  Value out = Value::object();
  Value sides = Value::array();
  for (const Comparison::Side& side : runs.runs) {
    Value one = Value::object();
    one.set("id", side.id);
    one.set("name", side.name);
    one.set("started", side.started);
    sides.push_back(std::move(one));
  }
  out.set("runs", std::move(sides));
  if (runs.is_series) {
    Value series = Value::array();
    for (const SeriesRow& row : runs.series) series.push_back(series_value(row));
    out.set("series", std::move(series));
  } else {
    Value matrix = Value::array();
    for (const ManyRuns::Pair& pair : runs.pairs) {
      Value one = result_value(pair.result);
      one.set("base_run", static_cast<std::int64_t>(pair.base));
      one.set("candidate_run", static_cast<std::int64_t>(pair.candidate));
      matrix.push_back(std::move(one));
    }
    out.set("matrix", std::move(matrix));
    Value ranking = Value::array();
    for (const RankRow& row : runs.ranking) {
      Value one = Value::object();
      one.set("task", row.task);
      one.set("metric", row.metric);
      one.set("run", static_cast<std::int64_t>(row.run));
      one.set("win_rate", row.win_rate);
      one.set("strength", number(row.strength));
      one.set("standard_error", number(row.standard_error));
      one.set("best_rank", static_cast<std::int64_t>(row.best_rank));
      one.set("worst_rank", static_cast<std::int64_t>(row.worst_rank));
      one.set("reason", row.reason.empty() ? Value() : Value(row.reason));
      ranking.push_back(std::move(one));
    }
    out.set("ranking", std::move(ranking));
  }
  Value reasons = Value::array();
  for (const NotComparable& reason : runs.not_comparable) {
    Value one = Value::object();
    one.set("task", reason.task);
    one.set("reason", reason.reason);
    reasons.push_back(std::move(one));
  }
  out.set("not_comparable", std::move(reasons));
  return out;
}

}  // namespace assay::reports
