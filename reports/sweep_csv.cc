#include "reports/sweep_csv.h"

#include <fmt/core.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "reports/csv_field.h"

namespace assay::reports {
namespace {

std::string yes_no(bool value) { return value ? "true" : "false"; }

const SweepReport::BestOf* curve_of(const SweepReport::Setting& setting, const ResultRow& row) {
  for (const SweepReport::BestOf& curve : setting.best_of)
    if (curve.model == row.model && curve.task == row.task && curve.metric == row.metric) return &curve;
  return nullptr;
}

std::size_t longest_curve(const SweepReport& sweep) {
  std::size_t longest = 0;
  for (const SweepReport::Setting& setting : sweep.settings)
    for (const SweepReport::BestOf& curve : setting.best_of) longest = std::max(longest, curve.of.size());
  return longest;
}

}  // namespace

void write_sweep_csv(const SweepReport& sweep, const ReportOptions&, std::ostream& out) {
  const std::size_t epochs = longest_curve(sweep);
  out << "setting";
  for (const SweepReport::Axis& axis : sweep.axes) out << ',' << csv_field(axis.name);
  out << ",run,default,on_front,model,task,metric,value,low,high,level,method,scored,unscored,failed,difference,"
         "difference_low,"
         "difference_high,p,p_adjusted,verdict,tokens_per_sample,latency_s,cost_per_sample,dropped_after";
  for (std::size_t k = 1; k <= epochs; ++k) out << ",best_of_" << k;
  out << "\r\n";
  for (const SweepReport::Setting& setting : sweep.settings) {
    std::string start = csv_field(setting.name);
    for (const std::string& value : setting.values) start += "," + csv_field(value);
    start += fmt::format(",{},{},{}", csv_field(setting.run), yes_no(setting.is_default), yes_no(setting.on_front));
    const std::string burden =
        fmt::format("{},{},{},{}", csv_number(setting.tokens), csv_number(setting.latency), csv_number(setting.cost),
                    setting.dropped ? std::to_string(setting.dropped->samples) : "");
    for (const SweepReport::Score& score : setting.scores) {
      const ResultRow& row = score.result;
      const Estimate& e = row.estimate;
      const PairedResult none;
      const PairedResult& d = score.against_default ? *score.against_default : none;
      out << start
          << fmt::format(",{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},", csv_field(row.model),
                         csv_field(row.task), csv_field(row.metric), csv_number(e.value), csv_number(e.low),
                         csv_number(e.high), e.level, csv_field(e.method), e.scored, e.unscored, e.failed,
                         csv_number(d.difference), csv_number(d.low), csv_number(d.high), csv_number(d.p),
                         csv_number(d.p_adjusted), score.against_default ? name_of(d.verdict) : "")
          << burden;
      const SweepReport::BestOf* curve = curve_of(setting, row);
      for (std::size_t k = 0; k < epochs; ++k)
        out << ',' << (curve != nullptr && k < curve->of.size() ? csv_number(curve->of[k].value) : "");
      out << "\r\n";
    }
  }
}

}  // namespace assay::reports
