#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/report.h"

namespace assay::reports::test {

/// A run made by hand: what a report says about it is known.
class FakeRun final : public RunView {
 public:
  RunFacts facts_value;
  std::vector<ResultRow> result_rows;
  std::vector<RatingRow> rating_rows;
  std::vector<GroupRow> group_rows;
  UsageTotals usage_value;
  std::vector<SampleRow> sample_rows;

  const RunFacts& facts() const override { return facts_value; }
  std::vector<ResultRow> results() const override { return result_rows; }
  std::vector<RatingRow> ratings() const override { return rating_rows; }
  std::vector<GroupRow> groups() const override { return group_rows; }
  UsageTotals usage() const override { return usage_value; }
  void for_each_sample(const std::function<void(const SampleRow&)>& row) const override {
    for (const SampleRow& one : sample_rows) row(one);
  }
};

inline FakeRun example_run() {
  FakeRun run;
  run.facts_value.id = "0123456789ab";
  run.facts_value.name = "checkpoint";
  run.facts_value.status = "finished";
  run.facts_value.models = {{"m", "local", "tiny", "fp", "reference (f32)"}, {"judge", "mock", "j", "fp2", ""}};
  run.facts_value.tasks = {{"gsm", "1", "d00d", 3, 2, 5}};
  run.facts_value.seed = 1234;
  run.facts_value.started = "2026-01-31T12:00:00.000Z";
  run.facts_value.version = "0.1.0";
  run.facts_value.config_yaml = "name: checkpoint\n";
  ResultRow acc;
  acc.model = "m";
  acc.task = "gsm";
  acc.metric = "exact_match";
  acc.estimate.value = 1.0 / 3.0;
  acc.estimate.low = 0.1;
  acc.estimate.high = 0.7;
  acc.estimate.method = "wilson";
  acc.estimate.scored = 3;
  acc.estimate.failed = 1;
  acc.truncated = 2;
  ResultRow none = acc;
  none.metric = "bleu";
  none.scale = 100.0;
  none.estimate = {};
  none.estimate.no_interval = "no sample was scored";
  run.result_rows = {acc, none};
  RatingRow rating;
  rating.model = "m";
  rating.task = "gsm";
  rating.rater = "helpful";
  rating.judge = "judge";
  rating.status = "UNCALIBRATED";
  rating.estimate.value = 0.625;
  rating.estimate.scored = 3;
  run.rating_rows = {rating};
  run.usage_value = {10, 4, 1000, 200, 0.5, 75.0};
  SampleRow row;
  row.model = "m";
  row.task = "gsm";
  row.sample_id = "7";
  row.prompt = "What is 2+2?";
  row.answer = "4, \"four\"\nor so";
  row.target = "4";
  row.finish = "stop";
  row.seconds = 0.5;
  row.prompt_tokens = 9;
  row.completion_tokens = 2;
  row.scores = {{"exact_match", 1.0, "", "'4' = '4'", false}, {"helpful", std::nullopt, "no verdict", "hm", true}};
  SampleRow failed = row;
  failed.sample_id = "8";
  failed.epoch = 1;
  failed.answer = failed.finish = "";
  failed.failure = "timeout: no answer";
  failed.scores.clear();
  run.sample_rows = {row, failed};
  return run;
}

/// A run of the group "Outer" with the task "gsm" and the group "inner" of two tasks, of which one lacks the metric.
inline FakeRun grouped_run() {
  FakeRun run = example_run();
  run.rating_rows.clear();
  run.facts_value.tasks = {{"gsm", "1", "d00d", 3}, {"b", "1", "d00d", 4}, {"c", "1", "d00d", 4}, {"alone", "1", "d00d", 4}};
  run.facts_value.groups = {{"outer", "Outer", "2", {{"gsm", false}, {"inner", true}}, {"gsm", "b", "c"}, {}},
                            {"inner", "", "", {{"b", false}, {"c", false}}, {"b", "c"}, {}}};
  ResultRow row = run.result_rows[0];
  run.result_rows.clear();
  for (const char* task : {"gsm", "alone", "b", "c"}) {
    row.task = task;
    run.result_rows.push_back(row);
  }
  run.result_rows[3].metric = "bleu";
  GroupRow number;
  number.model = "m";
  number.group = "outer";
  number.metric = "exact_match";
  number.parts = {{"gsm", 0.5, 1.0 / 3.0}, {"b", 0.5, 1.0 / 3.0}};
  number.without = {"c"};
  number.estimate.value = 0.25;
  number.estimate.low = 0.125;
  number.estimate.high = 0.5;
  number.estimate.method = "stratified_t";
  number.estimate.scored = 6;
  number.estimate.failed = 2;
  GroupRow undefined = number;
  undefined.metric = "acc";
  undefined.parts.clear();
  undefined.without = {"gsm", "b", "c"};
  undefined.estimate = {};
  undefined.estimate.no_interval = "no task of the group has this metric";
  run.group_rows = {number, undefined};
  return run;
}

/// Everything that an answer could try against a terminal, a table or a page.
inline std::string hostile_text() {
  return std::string("</script><script>alert(1)</script><img src=x onerror=alert(2)> <!-- & \x1b[31mred\x1b[0m ") +
         "\xE2\x80\xAE" + "reversed \xE2\x80\xA8line " + std::string("nul\0end", 7) + " bad\xFFutf8 =cmd|' /C calc'!A0";
}

inline std::string write(const ReportDef& def, const RunView& run, ReportOptions options = {}) {
  std::ostringstream out;
  def.write(run, options, out);
  return out.str();
}

}  // namespace assay::reports::test

namespace assay::reports::builtin {
extern const ReportDef csv;
extern const ReportDef github;
extern const ReportDef html;
extern const ReportDef json;
extern const ReportDef junit;
extern const ReportDef md;
extern const ReportDef terminal;
}  // namespace assay::reports::builtin
