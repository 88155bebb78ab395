#include "harness/cli/rescore_output.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "harness/core/json.h"
#include "reports/table.h"
#include "reports/csv_field.h"

namespace assay::cli {
namespace {

constexpr std::array<std::string_view, 4> kFormats = {"terminal", "md", "json", "csv"};

using reports::show;
using run::RescoredMetric;
using run::ScoreChange;

const Estimate& estimate_before(const RescoredMetric& result) {
  static const Estimate kNone;
  return result.before ? result.before->estimate : kNone;
}

std::string interval(const Estimate& estimate, double scale) {
  if (!estimate.low || !estimate.high) return "-";
  return fmt::format("[{}, {}]", show(estimate.low, scale), show(estimate.high, scale));
}

// "56", or "50 -> 56" where it was another number.
std::string count(const RescoredMetric& result, std::int64_t Estimate::*member) {
  const std::int64_t after = result.after.estimate.*member;
  if (!result.before || result.before->estimate.*member == after) return std::to_string(after);
  return fmt::format("{} -> {}", result.before->estimate.*member, after);
}

// Titles and rows: what the terminal's table and Markdown's have in common.
struct Grid {
  std::vector<reports::Table::Column> columns;
  std::vector<std::vector<std::string>> rows;
};

Grid result_grid(const RescoreOutput& output) {
  Grid grid{{{"model", false, true},
             {"task", false, true},
             {"metric", false, true},
             {"before", true},
             {"interval", true},
             {"after", true},
             {"interval", true},
             {"changed", true},
             {"scored", true},
             {"unscored", true},
             {"failed", true}},
            {}};
  for (const RescoredMetric& result : output.results) {
    const ResultRow& row = result.after;
    const Estimate& before = estimate_before(result);
    const double scale_before = result.before ? result.before->scale : row.scale;
    grid.rows.push_back(
        {row.model, row.task, row.metric, show(before.value, scale_before), interval(before, scale_before),
         show(row.estimate.value, row.scale), interval(row.estimate, row.scale), std::to_string(result.changed),
         count(result, &Estimate::scored), count(result, &Estimate::unscored), count(result, &Estimate::failed)});
  }
  return grid;
}

Grid change_grid(const RescoreOutput& output) {
  Grid grid{{{"model", false, true},
             {"task", false, true},
             {"metric", false, true},
             {"sample", false, true},
             {"before", true},
             {"after", true}},
            {}};
  for (const RescoredMetric& result : output.results) {
    const ResultRow& row = result.after;
    for (const ScoreChange& change : result.changes) {
      if (grid.rows.size() == output.show) return grid;
      grid.rows.push_back({row.model, row.task, row.metric, change.sample, show(change.before, row.scale),
                           show(change.after, row.scale)});
    }
  }
  return grid;
}

std::int64_t num_changed(const RescoreOutput& output) {
  std::int64_t changed = 0;
  for (const RescoredMetric& result : output.results) changed += result.changed;
  return changed;
}

std::string headline(const RescoreOutput& output) {
  return fmt::format("run {} ({}), scored again{}", output.run, output.run_name,
                     output.dry_run ? "; a dry run: the store is as it was" : "");
}

std::string quoted(const std::string& signature) { return signature.empty() ? "none" : "'" + signature + "'"; }

// What the table has no room for: signatures that changed, reasons why there is no number.
std::vector<std::string> remarks(const RescoreOutput& output) {
  std::vector<std::string> lines;
  for (const RescoredMetric& result : output.results) {
    const ResultRow& row = result.after;
    const std::string name = fmt::format("{} of {} on {}", row.metric, row.task, row.model);
    if (!result.before)
      lines.push_back(fmt::format("{}: new, signature {}", name, quoted(row.signature)));
    else if (result.before->signature != row.signature)
      lines.push_back(
          fmt::format("{}: signature {}, before {}", name, quoted(row.signature), quoted(result.before->signature)));
    for (const auto& [reason, samples] : result.reasons)
      lines.push_back(fmt::format("{}: {} unscored: {}", name, samples, reason));
    if (!row.estimate.no_interval.empty()) lines.push_back(fmt::format("{}: {}", name, row.estimate.no_interval));
  }
  return lines;
}

std::string changes_title(const RescoreOutput& output, std::size_t shown) {
  return fmt::format(
      "changed scores ({}{}):", num_changed(output),
      static_cast<std::int64_t>(shown) < num_changed(output) ? fmt::format(", the first {} shown", shown) : "");
}

void write_terminal(const RescoreOutput& output, const ReportOptions& options, std::ostream& out) {
  const auto table = [&](const Grid& grid) {
    reports::Table rows(grid.columns);
    for (const auto& row : grid.rows) rows.add(row);
    rows.write(out, options.width, options.color);
  };
  out << reports::visible(headline(output)) << "\n\n";
  table(result_grid(output));
  for (const std::string& line : remarks(output)) out << reports::visible(line) << '\n';
  const Grid changes = change_grid(output);
  if (changes.rows.empty()) return;
  out << '\n' << changes_title(output, changes.rows.size()) << '\n';
  table(changes);
}

std::string markdown_cell(const std::string& text) {
  std::string cell;
  for (const char c : reports::visible(text)) {
    if (c == '|' || c == '\\') cell += '\\';
    cell += c;
  }
  return cell;
}

void write_markdown(const RescoreOutput& output, std::ostream& out) {
  const auto table = [&](const Grid& grid) {
    out << '|';
    for (const auto& column : grid.columns) out << ' ' << column.title << " |";
    out << "\n|";
    for (const auto& column : grid.columns) out << (column.right ? "---:|" : "---|");
    out << '\n';
    for (const auto& row : grid.rows) {
      out << '|';
      for (const std::string& cell : row) out << ' ' << markdown_cell(cell) << " |";
      out << '\n';
    }
  };
  out << markdown_cell(headline(output)) << "\n\n";
  table(result_grid(output));
  const std::vector<std::string> lines = remarks(output);
  if (!lines.empty()) out << '\n';
  for (const std::string& line : lines) out << "- " << markdown_cell(line) << '\n';
  const Grid changes = change_grid(output);
  if (changes.rows.empty()) return;
  out << '\n' << changes_title(output, changes.rows.size()) << "\n\n";
  table(changes);
}

Value maybe(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

Value estimate_json(const Estimate& estimate, bool there) {
  Value out = Value::object();
  out.set("value", maybe(estimate.value));
  out.set("low", maybe(estimate.low));
  out.set("high", maybe(estimate.high));
  if (!there) return out;
  out.set("scored", estimate.scored);
  out.set("unscored", estimate.unscored);
  out.set("failed", estimate.failed);
  return out;
}

Value result_json(const RescoredMetric& result) {
  const ResultRow& row = result.after;
  Value out = Value::object();
  out.set("model", row.model);
  out.set(result.is_group ? "group" : "task", row.task);
  out.set("metric", row.metric);
  out.set("signature_before", result.before ? Value(result.before->signature) : Value());
  out.set("signature", row.signature);
  out.set("before", estimate_json(estimate_before(result), result.before.has_value()));
  out.set("after", estimate_json(row.estimate, true));
  out.set("changed", result.changed);
  out.set("scored", row.estimate.scored);
  out.set("unscored", row.estimate.unscored);
  out.set("failed", row.estimate.failed);
  Value reasons = Value::object();
  for (const auto& [reason, samples] : result.reasons) reasons.set(reason, samples);
  out.set("unscored_reasons", std::move(reasons));
  return out;
}

void write_json(const RescoreOutput& output, std::ostream& out) {
  Value results = Value::array();
  Value changes = Value::array();
  Value groups = Value::array();
  for (const RescoredMetric& result : output.results) {
    (result.is_group ? groups : results).push_back(result_json(result));
    for (const ScoreChange& change : result.changes) {
      Value one = Value::object();
      one.set("model", result.after.model);
      one.set("task", result.after.task);
      one.set("metric", result.after.metric);
      one.set("sample", change.sample);
      one.set("before", maybe(change.before));
      one.set("after", maybe(change.after));
      changes.push_back(std::move(one));
    }
  }
  Value document = Value::object();
  document.set("run", output.run);
  document.set("dry_run", output.dry_run);
  document.set("results", std::move(results));
  document.set("groups", std::move(groups));
  document.set("changes", std::move(changes));
  out << json::dump_pretty(document) << '\n';
}

void write_csv(const RescoreOutput& output, std::ostream& out) {
  out << "kind,model,task,metric,sample,before,before_low,before_high,after,low,high,changed,scored,unscored,failed,"
         "signature_before,signature\r\n";
  for (const RescoredMetric& result : output.results) {
    const ResultRow& row = result.after;
    const Estimate& before = estimate_before(result);
    const Estimate& after = row.estimate;
    const std::string start =
        fmt::format("{},{},{}", reports::csv_field(row.model), reports::csv_field(row.task), reports::csv_field(row.metric));
    out << fmt::format("{},{},,{},{},{},{},{},{},{},{},{},{},{},{}\r\n", result.is_group ? "group" : "result", start,
                       reports::csv_number(before.value),
                       reports::csv_number(before.low), reports::csv_number(before.high), reports::csv_number(after.value),
                       reports::csv_number(after.low), reports::csv_number(after.high), result.changed, after.scored,
                       after.unscored, after.failed, reports::csv_field(result.before ? result.before->signature : ""),
                       reports::csv_field(row.signature));
    for (const ScoreChange& change : result.changes)
      out << fmt::format("change,{},{},{},,,{},,,,,,,,\r\n", start, reports::csv_field(change.sample),
                         reports::csv_number(change.before), reports::csv_number(change.after));
  }
}

}  // namespace

bool is_rescore_format(std::string_view format) {
  return std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end();
}

void write_rescore(const RescoreOutput& output, std::string_view format, const ReportOptions& options,
                   std::ostream& out) {
  if (format == "json") return write_json(output, out);
  if (format == "csv") return write_csv(output, out);
  if (format == "md") return write_markdown(output, out);
  write_terminal(output, options, out);
}

}  // namespace assay::cli
