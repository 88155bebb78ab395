#include <fmt/core.h>

#include <ostream>
#include <string>
#include <string_view>

#include "harness/core/report.h"
#include "reports/csv_field.h"
#include "reports/sweep_csv.h"

namespace assay::reports::builtin {
namespace {

constexpr std::string_view kHeader =
    "run,model,task,sample,epoch,kind,name,value,unscored,failure,finish,target,answer,extracted,detail,prompt_tokens,"
    "completion_tokens,seconds";

void write_csv(const RunView& run, const ReportOptions&, std::ostream& out) {
  out << kHeader << "\r\n";
  const std::string id = csv_field(run.facts().id);
  run.for_each_sample([&](const SampleRow& row) {
    const std::string start =
        fmt::format("{},{},{},{},{}", id, csv_field(row.model), csv_field(row.task), csv_field(row.sample_id), row.epoch);
    const auto line = [&](std::string_view kind, const ScoreCell& cell) {
      out << start << ',' << kind << ',' << csv_field(cell.name) << ',' << csv_number(cell.value) << ',' << csv_field(cell.unscored)
          << ',' << csv_field(row.failure) << ',' << csv_field(row.finish) << ',' << csv_field(row.target) << ','
          << csv_field(row.answer) << ',' << csv_field(cell.extracted.value_or("")) << ',' << csv_field(cell.detail) << ','
          << row.prompt_tokens << ',' << row.completion_tokens << ',' << fmt::format("{}", row.seconds) << "\r\n";
    };
    // An answer without any score still has its line: a failed sample must not vanish from a table.
    if (row.scores.empty()) line("", ScoreCell{});
    for (const ScoreCell& cell : row.scores) line(cell.is_rating ? "rating" : "metric", cell);
  });
}

}  // namespace

extern const ReportDef csv;
const ReportDef csv = {"csv", "one row a sample, epoch and metric or rater (RFC 4180)", write_csv, nullptr, write_sweep_csv};

}  // namespace assay::reports::builtin
