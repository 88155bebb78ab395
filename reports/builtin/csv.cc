#include <fmt/core.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "harness/core/report.h"

namespace assay::reports::builtin {
namespace {

constexpr std::string_view kHeader =
    "run,model,task,sample,epoch,kind,name,value,unscored,failure,finish,target,answer,detail,prompt_tokens,"
    "completion_tokens,seconds";

// RFC 4180: a field with a quote, comma or line end is quoted, its quotes doubled. A NUL, which no reader of CSV takes,
// becomes U+FFFD.
std::string field(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"')
      out += "\"\"";
    else if (c == '\0')
      out += "\xEF\xBF\xBD";
    else
      out += c;
  }
  return text.find_first_of("\",\r\n") == std::string_view::npos && !text.starts_with(' ') ? out : "\"" + out + "\"";
}

std::string number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

void write_csv(const RunView& run, const ReportOptions&, std::ostream& out) {
  out << kHeader << "\r\n";
  const std::string id = field(run.facts().id);
  run.for_each_sample([&](const SampleRow& row) {
    const std::string start =
        fmt::format("{},{},{},{},{}", id, field(row.model), field(row.task), field(row.sample_id), row.epoch);
    const auto line = [&](std::string_view kind, const ScoreCell& cell) {
      out << start << ',' << kind << ',' << field(cell.name) << ',' << number(cell.value) << ',' << field(cell.unscored)
          << ',' << field(row.failure) << ',' << field(row.finish) << ',' << field(row.target) << ','
          << field(row.answer) << ',' << field(cell.detail) << ',' << row.prompt_tokens << ',' << row.completion_tokens
          << ',' << fmt::format("{}", row.seconds) << "\r\n";
    };
    // An answer without any score still has its line: a failed sample must not vanish from a table.
    if (row.scores.empty()) line("", ScoreCell{});
    for (const ScoreCell& cell : row.scores) line(cell.is_rating ? "rating" : "metric", cell);
  });
}

}  // namespace

extern const ReportDef csv;
const ReportDef csv = {"csv", "one row a sample, epoch and metric or rater (RFC 4180)", write_csv};

}  // namespace assay::reports::builtin
