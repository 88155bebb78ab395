#include "harness/core/json.h"

#include <ostream>

#include "harness/core/report.h"
#include "reports/comparison_value.h"
#include "reports/many_text.h"
#include "reports/run_value.h"
#include "reports/sweep_value.h"

namespace assay::reports::builtin {
namespace {

void write_json(const RunView& run, const ReportOptions&, std::ostream& out) {
  out << assay::json::dump_pretty(run_value(run)) << '\n';
}

void write_json_comparison(const Comparison& comparison, const ReportOptions&, std::ostream& out) {
  out << assay::json::dump_pretty(comparison_value(comparison)) << '\n';
}

void write_json_many(const ManyRuns& runs, const ReportOptions&, std::ostream& out) {
  out << assay::json::dump_pretty(many_value(runs)) << '\n';
}

void write_json_sweep(const SweepReport& sweep, const ReportOptions&, std::ostream& out) {
  out << assay::json::dump_pretty(sweep_value(sweep)) << '\n';
}

}  // namespace

extern const ReportDef json;
const ReportDef json = {"json", "the run's facts, results, ratings and usage for scripts", write_json,
                        write_json_comparison, write_json_sweep, write_json_many};

}  // namespace assay::reports::builtin
