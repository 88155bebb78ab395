// Markdown: what one pastes into a pull request.
#include <fmt/core.h>

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

void write_results(const RunView& run, std::ostream& out) {
  Table table({{"model"}, {"task"}, {"metric"}, {"value", true}, {"interval", true}, {"n", true}, {"unscored", true}, {"failed", true}});
  const std::vector<GroupRow> groups = run.groups();
  for (const ResultLine& line : result_lines(run.facts(), run.results(), groups)) {
    if (!line.estimate) {
      table.add({line.model, line.name, "", "", "", "", "", ""});
      continue;
    }
    const Estimate& e = *line.estimate;
    table.add({line.model, line.name, line.metric, show(e.value, line.scale), show_interval(e.low, e.high, line.scale),
               std::to_string(e.scored), std::to_string(e.unscored), std::to_string(e.failed)});
  }
  table.write_markdown(out);
  const std::vector<std::string> remarks = group_remarks(groups);
  if (!remarks.empty()) out << '\n';
  for (const std::string& line : remarks) out << "- " << markdown_text(line) << '\n';
}

void write_md(const RunView& run, const ReportOptions&, std::ostream& out) {
  const RunFacts& facts = run.facts();
  out << "### " << markdown_text(facts.name.empty() ? facts.id : facts.name) << "\n\n";
  out << markdown_text(fmt::format("Run {}, {}, started {}, seed {}.", facts.id, facts.status, facts.started, facts.seed)) << "\n\n";
  for (const ContextFit& fit : facts.context_fits) out << markdown_text(context_fit_text(fit)) << "\n\n";
  const std::vector<std::string> gates = gate_lines(run.gates());
  for (const std::string& line : gates) out << "- **" << markdown_text(line) << "**\n";
  if (!gates.empty()) out << '\n';
  const std::vector<ResultRow> results = run.results();
  write_results(run, out);
  if (const std::vector<PromptSpread> spreads = prompt_spreads(results); !spreads.empty()) {
    out << "\nOver prompts:\n\n";
    prompt_table(spreads).write_markdown(out);
  }
  const std::vector<RatingRow> ratings = run.ratings();
  if (ratings.empty()) return;
  out << '\n';
  Table table({{"model"}, {"task"}, {"rater"}, {"judge"}, {"status"}, {"value", true}, {"n", true}, {"unscored", true}, {"failed", true}});
  for (const RatingRow& row : ratings)
    table.add({row.model, row.task, row.rater, row.judge, row.status, show(row.estimate.value, row.scale),
               std::to_string(row.estimate.scored), std::to_string(row.estimate.unscored), std::to_string(row.estimate.failed)});
  table.write_markdown(out);
}

void write_section(const std::string& title, const std::vector<std::string>& lines, std::ostream& out) {
  if (lines.empty()) return;
  out << "\n<details><summary>" << markdown_text(title) << "</summary>\n\n";
  for (const std::string& line : lines) out << "- " << markdown_text(line) << '\n';
  out << "\n</details>\n";
}

void write_md_comparison(const Comparison& comparison, const ReportOptions& options, std::ostream& out) {
  const ComparisonText text(comparison, options.max_flips);
  out << "### " << markdown_text(text.title()) << "\n\n";
  for (const std::string& line : text.gates()) out << "- **" << markdown_text(line) << "**\n";
  for (const std::string& line : text.summary()) out << "- " << markdown_text(line) << '\n';
  out << '\n';
  text.results().write_markdown(out);
  const std::vector<std::string> remarks = text.remarks();
  if (!remarks.empty()) out << '\n';
  for (const std::string& line : remarks) out << markdown_text(line) << "  \n";
  write_section(text.flips_title(), text.flips(), out);
  write_section("unstable samples (their own epochs, or earlier runs of the same model, disagree)", text.unstable(), out);
  write_section("not comparable", text.not_comparable(), out);
  write_section("what differs between the runs", text.differences(), out);
}

void write_md_many(const ManyRuns& runs, const ReportOptions&, std::ostream& out) {
  for (const std::string& line : many_remarks(runs)) out << "- " << markdown_text(line) << '\n';
  for (const auto& [title, table] : many_tables(runs)) {
    out << "\n#### " << markdown_text(title) << "\n\n";
    table.write_markdown(out);
  }
}

}  // namespace

extern const ReportDef md;
const ReportDef md = {"md", "Markdown tables, for a pull request", write_md, write_md_comparison, write_sweep_markdown, write_md_many};

}  // namespace assay::reports::builtin
