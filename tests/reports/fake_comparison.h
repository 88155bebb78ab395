#pragma once

#include <sstream>
#include <string>

#include "harness/core/comparison.h"
#include "tests/reports/fake_run.h"

namespace assay::reports::test {

/// A comparison made by hand, with one of everything.
inline Comparison example_comparison() {
  Comparison c;
  c.base = {"aaaa", "main", "2026-01-31T12:00:00.000Z"};
  c.candidate = {"bbbb", "checkpoint", "2026-02-01T12:00:00.000Z"};
  PairedResult lost;
  lost.base_model = lost.candidate_model = "m";
  lost.task = "gsm";
  lost.metric = "exact_match";
  lost.n = 100;
  lost.base = 0.8;
  lost.candidate = 0.5;
  lost.difference = -0.3;
  lost.low = -0.4;
  lost.high = -0.2;
  lost.p = 0.00001;
  lost.p_adjusted = 0.00002;
  lost.test = "mcnemar_mid_p";
  lost.verdict = Verdict::kRegressed;
  PairedResult open = lost;
  open.metric = "bleu";
  open.scale = 100.0;
  open.base = 27.0;
  open.candidate = open.difference = open.low = open.high = open.p = open.p_adjusted = std::nullopt;
  open.reason = "the value of the candidate is undefined";
  open.test = "";
  open.verdict = Verdict::kInconclusive;
  c.results = {lost, open};
  c.flips = {{"gsm", "exact_match", "7", 1.0, 0.0, false, "4", "5 <b>", "4"}};
  c.unstable = {{"gsm", "8", 0.5, 1.0}};
  c.gates = {{"gsm.exact_match drop < 0.02", GateVerdict::kNotMet, "change -0.3"},
             {"failed <= 1%", GateVerdict::kMet, "none"}};
  c.not_comparable = {{"other", "", "only the base has this task", 0}};
  c.differences = {{"models.m.path", "a.gguf", "b.gguf"}};
  return c;
}

inline std::string write_comparison(const ReportDef& def, const Comparison& comparison, ReportOptions options = {}) {
  options.width = 200;
  std::ostringstream out;
  def.write_comparison(comparison, options, out);
  return out.str();
}

}  // namespace assay::reports::test
