#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "harness/core/report.h"
#include "reports/comparison_text.h"
#include "reports/context_fit_text.h"
#include "reports/many_text.h"
#include "reports/prompt_spread.h"
#include "reports/result_lines.h"
#include "reports/sweep_text.h"
#include "reports/table.h"

namespace assay::reports::builtin {
namespace {

std::string paint(const std::string& text, std::string_view code, bool color) {
  return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string interval(const Estimate& estimate, double scale) { return show_interval(estimate.low, estimate.high, scale); }

// "95 % interval", or only "interval" where the rows differ in their level.
template <class Row>
std::string interval_title(const std::vector<Row>& rows) {
  for (const Row& row : rows)
    if (row.estimate.level != rows.front().estimate.level) return "interval";
  return fmt::format("{:g} % interval", 100.0 * rows.front().estimate.level);
}

void write_facts(const RunFacts& facts, const ReportOptions& options, std::ostream& out) {
  const auto line = [&](const std::string& text) { out << fit(visible(text), options.width) << '\n'; };
  const std::string name = facts.name.empty() ? "" : " " + facts.name;
  out << paint(fit(visible(fmt::format("run {}{} ({})", facts.id, name, facts.status)), options.width), "1",
               options.color)
      << '\n';
  for (const RunFacts::Model& model : facts.models) {
    std::string text = fmt::format("model {}: {}", model.name, model.backend);
    if (!model.model.empty() && model.model != model.name) text += " " + model.model;
    if (!model.numerics.empty()) text += ", " + model.numerics;
    line(text);
  }
  for (const RunFacts::Task& task : facts.tasks) {
    std::string text = fmt::format("task {}: {} samples", task.name, task.samples);
    if (task.epochs != 1) text += fmt::format(", {} epochs", task.epochs);
    if (task.num_fewshot != 0) text += fmt::format(", {} examples in the prompt", task.num_fewshot);
    line(text);
  }
  for (const ContextFit& fit : facts.context_fits) line(context_fit_text(fit));
  std::string text = fmt::format("seed {}, started {}", facts.seed, facts.started);
  if (!facts.finished.empty()) text += fmt::format(", finished {}", facts.finished);
  if (!facts.sampling.empty()) text += ", " + facts.sampling;
  line(text);
}

// Reasons why numbers have no interval, each once.
template <class Row>
void write_reasons(const std::vector<Row>& rows, std::string_view label(const Row&), const ReportOptions& options,
                   std::ostream& out) {
  std::vector<std::string> written;
  for (const Row& row : rows) {
    if (row.estimate.no_interval.empty()) continue;
    const std::string text = visible(fmt::format("{}: {}", label(row), row.estimate.no_interval));
    if (std::find(written.begin(), written.end(), text) != written.end()) continue;
    written.push_back(text);
    out << paint(text, "2", options.color) << '\n';
  }
}

void write_results(const RunFacts& facts, const std::vector<ResultRow>& rows, const std::vector<GroupRow>& groups,
                   const ReportOptions& options, std::ostream& out) {
  Table table({{"model", false, true},
               {"task", false, true},
               {"metric", false, true},
               {"value", true},
               {interval_title(rows), true},
               {"n", true},
               {"unscored", true},
               {"failed", true},
               {"truncated", true},
               {"refused", true}});
  for (const ResultLine& line : result_lines(facts, rows, groups)) {
    if (!line.estimate) {
      table.add({line.model, line.name, "", "", "", "", "", "", "", "0"});
      continue;
    }
    const Estimate& e = *line.estimate;
    table.add({line.model, line.name, line.metric, show(e.value, line.scale), interval(e, line.scale), std::to_string(e.scored),
               std::to_string(e.unscored), std::to_string(e.failed), std::to_string(line.truncated), std::to_string(line.refused)});
  }
  table.drop_if_all("refused", "0");
  table.write(out, options.width, options.color);
  for (const std::string& line : group_remarks(groups)) out << paint(visible(line), "2", options.color) << '\n';
  write_reasons<ResultRow>(
      rows, [](const ResultRow& row) -> std::string_view { return row.metric; }, options, out);
}

void write_ratings(const std::vector<RatingRow>& rows, const ReportOptions& options, std::ostream& out) {
  Table table({{"model", false, true},
               {"task", false, true},
               {"rater", false, true},
               {"judge", false, true},
               {"status", false},
               {"value", true},
               {interval_title(rows), true},
               {"n", true},
               {"unscored", true},
               {"failed", true}});
  bool uncalibrated = false;
  for (const RatingRow& row : rows) {
    uncalibrated = uncalibrated || row.status == "UNCALIBRATED";
    table.add({row.model, row.task, row.rater, row.judge, row.status, show(row.estimate.value, row.scale),
               interval(row.estimate, row.scale), std::to_string(row.estimate.scored),
               std::to_string(row.estimate.unscored), std::to_string(row.estimate.failed)});
  }
  table.write(out, options.width, options.color);
  if (uncalibrated)
    out << paint(
               "UNCALIBRATED: there are no human labels, so there is no interval of quality; the value is the judge's "
               "own mean.",
               "33", options.color)
        << '\n';
}

std::string duration(double seconds) {
  if (seconds < 60.0) return fmt::format("{:.1f} s", seconds);
  const long whole = static_cast<long>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{} min {:02d} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02d} min", whole / 3600, whole % 3600 / 60);
}

void write_usage(const UsageTotals& usage, const ReportOptions& options, std::ostream& out) {
  std::string text =
      fmt::format("{} requests ({} from the store), {} prompt and {} completion tokens, {}", usage.requests,
                  usage.cached, usage.prompt_tokens, usage.completion_tokens, duration(usage.wall_s));
  if (usage.reasoning_tokens) text += fmt::format(", {} of them reasoning", *usage.reasoning_tokens);
  if (usage.cost) text += fmt::format(", cost {:.4f}", *usage.cost);
  out << fit(text, options.width) << '\n';
}

void write_terminal(const RunView& run, const ReportOptions& options, std::ostream& out) {
  write_facts(run.facts(), options, out);
  const std::vector<ResultRow> results = run.results();
  out << '\n';
  if (results.empty())
    out << "no results yet\n";
  else
    write_results(run.facts(), results, run.groups(), options, out);
  if (const std::vector<PromptSpread> spreads = prompt_spreads(results); !spreads.empty()) {
    out << '\n' << paint("over prompts", "1", options.color) << '\n';
    prompt_table(spreads).write(out, options.width, options.color);
  }
  const std::vector<RatingRow> ratings = run.ratings();
  if (!ratings.empty()) {
    out << '\n';
    write_ratings(ratings, options, out);
  }
  out << '\n';
  const std::vector<std::string> gates = gate_lines(run.gates());
  for (const std::string& gate : gates) out << visible("gate " + gate) << '\n';
  if (!gates.empty()) out << '\n';
  write_usage(run.usage(), options, out);
}

void write_terminal_comparison(const Comparison& comparison, const ReportOptions& options, std::ostream& out) {
  ComparisonText text(comparison, options.max_flips);
  const auto line = [&](const std::string& one) { out << visible(one) << '\n'; };
  const auto section = [&](const std::string& title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    out << '\n' << paint(title, "1", options.color) << '\n';
    for (const std::string& one : lines) line("  " + one);
  };
  out << paint(fit(visible(text.title()), options.width), "1", options.color) << '\n';
  for (const std::string& one : text.summary()) line(one);
  out << '\n';
  text.results().write(out, options.width, options.color);
  for (const std::string& one : text.remarks()) line(one);
  section(text.flips_title(), text.flips());
  section("unstable samples (their own epochs, or earlier runs of the same model, disagree)", text.unstable());
  section("not comparable", text.not_comparable());
  section("what differs between the runs", text.differences());
  section("gates", text.gates());
}

void write_terminal_many(const ManyRuns& runs, const ReportOptions& options, std::ostream& out) {
  for (const std::string& line : many_remarks(runs)) out << visible(line) << '\n';
  for (const auto& [title, table] : many_tables(runs)) {
    out << '\n' << paint(visible(title), "1", options.color) << '\n';
    table.write(out, options.width, options.color);
  }
}

}  // namespace

extern const ReportDef terminal;
const ReportDef terminal = {"terminal", "tables for a person, as wide as the terminal", write_terminal,
                            write_terminal_comparison, write_sweep_terminal, write_terminal_many};

}  // namespace assay::reports::builtin
