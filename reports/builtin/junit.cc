// JUnit XML: what build servers show as tests.
#include <fmt/core.h>

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/report.h"
#include "reports/comparison_text.h"
#include "reports/table.h"

namespace assay::reports::builtin {
namespace {

// One test case of the file.
struct Case {
  enum class Outcome { kPassed, kFailed, kError, kSkipped };
  std::string suite, name;
  Outcome outcome = Outcome::kPassed;
  std::string message, text;
};

// XML 1.0 text: markup escaped, control characters made visible.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

void write_cases(const std::string& name, const std::vector<Case>& cases, double seconds, std::ostream& out) {
  int failures = 0, errors = 0, skipped = 0;
  for (const Case& one : cases) {
    failures += one.outcome == Case::Outcome::kFailed;
    errors += one.outcome == Case::Outcome::kError;
    skipped += one.outcome == Case::Outcome::kSkipped;
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out << fmt::format("<testsuites><testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
                     xml(name), cases.size(), failures, errors, skipped, seconds);
  for (const Case& one : cases) {
    out << fmt::format("<testcase classname=\"{}\" name=\"{}\">", xml(one.suite), xml(one.name));
    const char* tag = one.outcome == Case::Outcome::kFailed    ? "failure"
                      : one.outcome == Case::Outcome::kError   ? "error"
                      : one.outcome == Case::Outcome::kSkipped ? "skipped"
                                                               : nullptr;
    if (tag != nullptr) out << fmt::format("<{0} message=\"{1}\">{2}</{0}>", tag, xml(one.message), xml(one.text));
    else if (!one.text.empty()) out << fmt::format("<system-out>{}</system-out>", xml(one.text));
    out << "</testcase>\n";
  }
  out << "</testsuite></testsuites>\n";
}

std::vector<Case> gate_cases(const std::vector<GateResult>& gates) {
  std::vector<Case> cases;
  for (const GateResult& gate : gates) {
    Case one{"gate", gate.rule, Case::Outcome::kPassed, "", gate.detail};
    if (gate.verdict == GateVerdict::kNotMet) one.outcome = Case::Outcome::kFailed;
    if (gate.verdict == GateVerdict::kError) one.outcome = Case::Outcome::kError;
    if (gate.verdict == GateVerdict::kInconclusive) one.outcome = Case::Outcome::kSkipped;
    one.message = fmt::format("{}: {}", name_of(gate.verdict), gate.detail);
    cases.push_back(std::move(one));
  }
  return cases;
}

// A metric without a number is an error where samples failed, else skipped.
Case number_case(const std::string& suite, const std::string& metric, const Estimate& e, double scale) {
  Case one{suite, metric, Case::Outcome::kPassed, "", ""};
  const std::string counts = fmt::format("{} scored, {} unscored, {} failed", e.scored, e.unscored, e.failed);
  if (!e.value) {
    one.outcome = e.failed > 0 ? Case::Outcome::kError : Case::Outcome::kSkipped;
    one.message = e.no_interval.empty() ? "there is no number" : e.no_interval;
    one.text = counts;
  } else {
    one.text = fmt::format("{} {} ({})", show(e.value, scale), show_interval(e.low, e.high, scale), counts);
  }
  return one;
}

// Gates come first, then groups, then tasks.
void write_junit(const RunView& run, const ReportOptions&, std::ostream& out) {
  std::vector<Case> cases = gate_cases(run.gates());
  for (const GroupRow& row : run.groups()) cases.push_back(number_case(row.model + "." + row.group, row.metric, row.estimate, row.scale));
  for (const ResultRow& row : run.results()) cases.push_back(number_case(row.model + "." + row.task, row.metric, row.estimate, row.scale));
  write_cases("assay " + run.facts().name, cases, run.usage().wall_s, out);
}

void write_junit_comparison(const Comparison& comparison, const ReportOptions& options, std::ostream& out) {
  std::vector<Case> cases = gate_cases(comparison.gates);
  for (const PairedResult& result : comparison.results) {
    Case one{result.task, result_name(comparison, result), Case::Outcome::kPassed, "", ""};
    one.text = fmt::format("{} -> {} ({} {}), {}", show(result.base, result.scale), show(result.candidate, result.scale),
                           show_signed(result.difference, result.scale), show_interval(result.low, result.high, result.scale, true),
                           name_of(result.verdict));
    // Where there are gates, they alone decide.
    if (comparison.gates.empty() && result.verdict == Verdict::kRegressed) one.outcome = Case::Outcome::kFailed;
    one.message = "regressed: " + one.text;
    cases.push_back(std::move(one));
  }
  for (const std::string& line : ComparisonText(comparison, options.max_flips).not_comparable())
    cases.push_back({"not comparable", line, Case::Outcome::kSkipped, line, ""});
  write_cases(fmt::format("assay compare {} {}", comparison.base.name, comparison.candidate.name), cases, 0.0, out);
}

}  // namespace

extern const ReportDef junit;
const ReportDef junit = {"junit", "JUnit XML: metrics, or gates and comparisons, as test cases", write_junit, write_junit_comparison};

}  // namespace assay::reports::builtin
