// Annotations that GitHub's workflows show beside a change.
#include <fmt/core.h>

#include <ostream>
#include <string>

#include "harness/core/comparison.h"
#include "harness/core/report.h"
#include "reports/comparison_text.h"
#include "reports/table.h"

namespace assay::reports::builtin {
namespace {

// The text of a workflow command: only %, CR and LF mean something in it, and in a property : and , too.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '%') out += "%25";
    else if (property && c == ':') out += "%3A";
    else if (property && c == ',') out += "%2C";
    else out += c;
  }
  return out;
}

void annotate(const char* kind, const std::string& title, const std::string& text, std::ostream& out) {
  out << fmt::format("::{} title={}::{}\n", kind, escaped(title, true), escaped(text, false));
}

void annotate_gates(const std::vector<GateResult>& gates, std::ostream& out) {
  for (const GateResult& gate : gates) {
    const char* kind = gate.verdict == GateVerdict::kMet ? "notice" : gate.verdict == GateVerdict::kInconclusive ? "warning" : "error";
    annotate(kind, fmt::format("gate {}: {}", name_of(gate.verdict), gate.rule), gate.detail, out);
  }
}

void write_github(const RunView& run, const ReportOptions&, std::ostream& out) {
  annotate_gates(run.gates(), out);
  const auto annotate_number = [&](const std::string& title, const Estimate& e, double scale) {
    if (!e.value) annotate(e.failed > 0 ? "error" : "warning", title, e.no_interval.empty() ? "there is no number" : e.no_interval, out);
    else annotate("notice", title, fmt::format("{} {}", show(e.value, scale), show_interval(e.low, e.high, scale)), out);
  };
  for (const GroupRow& row : run.groups()) annotate_number(fmt::format("{} {}", row.group, row.metric), row.estimate, row.scale);
  for (const ResultRow& row : run.results()) annotate_number(fmt::format("{} {}", row.task, row.metric), row.estimate, row.scale);
}

void write_github_comparison(const Comparison& comparison, const ReportOptions& options, std::ostream& out) {
  annotate_gates(comparison.gates, out);
  for (const PairedResult& r : comparison.results) {
    if (r.verdict != Verdict::kRegressed && r.verdict != Verdict::kImproved) continue;
    annotate(r.verdict == Verdict::kRegressed && comparison.gates.empty() ? "error" : "notice",
             fmt::format("{} {}", name_of(r.verdict), result_name(comparison, r)),
             fmt::format("{} -> {}, difference {} {}", show(r.base, r.scale), show(r.candidate, r.scale),
                         show_signed(r.difference, r.scale), show_interval(r.low, r.high, r.scale, true)),
             out);
  }
  for (const std::string& line : ComparisonText(comparison, options.max_flips).not_comparable())
    annotate("warning", "not comparable", line, out);
}

}  // namespace

extern const ReportDef github;
const ReportDef github = {"github", "annotations for GitHub's workflows", write_github, write_github_comparison};

}  // namespace assay::reports::builtin
