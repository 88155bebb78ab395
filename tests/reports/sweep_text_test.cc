#include "reports/sweep_text.h"

#include <gmock/gmock.h>

#include <sstream>

#include "harness/core/json.h"
#include "reports/sweep_value.h"
#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

SweepReport::Score score(const std::string& metric, double value, double scale, std::optional<PairedResult> against) {
  SweepReport::Score out;
  out.result.model = "m";
  out.result.task = "gsm";
  out.result.metric = metric;
  out.result.scale = scale;
  out.result.estimate.value = value;
  out.result.estimate.low = value - 0.1 * scale;
  out.result.estimate.high = value + 0.1 * scale;
  out.result.estimate.method = "wilson";
  out.result.estimate.scored = 100;
  out.against_default = std::move(against);
  return out;
}

PairedResult lost() {
  PairedResult r;
  r.difference = -0.3;
  r.low = -0.4;
  r.high = -0.2;
  r.p = 0.00001;
  r.p_adjusted = 0.00002;
  r.test = "mcnemar_mid_p";
  r.verdict = Verdict::kRegressed;
  return r;
}

PairedResult undefined() {
  PairedResult r;
  r.reason = "the value of the candidate is undefined";
  return r;
}

// Two settings of one axis, the second worse and dropped.
SweepReport example_sweep() {
  SweepReport sweep;
  sweep.name = "night";
  sweep.axes = {{"temperature", "sampling.temperature", {"0", "0.7", "1"}}};
  sweep.grid_size = 3;
  sweep.quality = {"gsm.exact_match"};
  SweepReport::Setting first;
  first.name = "temperature=0";
  first.values = {"0"};
  first.run = "aaaa";
  first.is_default = first.on_front = true;
  first.samples = 100;
  first.tokens = 123.4;
  first.latency = 0.0123;
  first.scores = {score("exact_match", 0.8, 1.0, std::nullopt), score("bleu", 27.0, 100.0, std::nullopt)};
  SweepReport::BestOf curve{"m", "gsm", "exact_match", {}};
  for (const double value : {0.8, 0.9}) {
    Estimate e;
    e.value = value;
    curve.of.push_back(e);
  }
  first.best_of = {curve};
  SweepReport::Setting second = first;
  second.name = "temperature=0.7";
  second.values = {"0.7"};
  second.run = "bbbb";
  second.is_default = second.on_front = false;
  second.scores = {score("exact_match", 0.5, 1.0, lost()), score("bleu", 20.0, 100.0, undefined())};
  second.dropped = SweepReport::Dropped{64, "temperature=0", "gsm", "exact_match", -0.3, -0.5, -0.1, 0.975};
  sweep.settings = {first, second};
  sweep.not_comparable = {{"other", "", "temperature=0.7: only the base has this task", 0}};
  return sweep;
}

std::string written(const ReportDef& def, const SweepReport& sweep) {
  ReportOptions options;
  options.width = 200;
  std::ostringstream out;
  def.write_sweep(sweep, options, out);
  return out.str();
}

TEST(SweepText, TheTerminalShowsEverythingThatThereIs) {
  const std::string text = written(builtin::terminal, example_sweep());
  EXPECT_THAT(text, HasSubstr("sweep night: 2 of 3 settings of temperature (0, 0.7, 1)\ndefault: temperature=0\n"));
  EXPECT_THAT(text, HasSubstr("on the front of gsm.exact_match against tokens, latency and cost: temperature=0\n"));
  EXPECT_THAT(text, HasSubstr("regressed against the default: temperature=0.7 (gsm.exact_match)"));
  EXPECT_THAT(text,
              HasSubstr("temperature=0 (default)  *      0.8000 [0.7000, 0.9000]     123     0.0123      100  all\n"));
  EXPECT_THAT(text, HasSubstr("dropped after 64\n"));
  EXPECT_THAT(text, HasSubstr("gsm   exact_match  temperature=0.7  0.5000  [0.4000, 0.6000]     -0.3000  [-0.4000, "
                              "-0.2000]  <0.0001   <0.0001  regressed"));
  EXPECT_THAT(text, HasSubstr("gsm.exact_match  temperature=0       0.8000     0.9000"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "dropped after 64 samples, for its gsm.exact_match differs from that of temperature=0 by -0.3000 [-0.5000, "
          "-0.1000] (97.5 % confidence sequence)"));
  EXPECT_THAT(text, HasSubstr("gsm.bleu: the value of the candidate is undefined"));
  EXPECT_THAT(text, HasSubstr("not comparable: other: temperature=0.7: only the base has this task"));
  EXPECT_THAT(text, Not(HasSubstr("cost  samples")));
}

TEST(SweepText, MarkdownCannotBeBrokenByAName) {
  SweepReport sweep = example_sweep();
  sweep.settings[1].name = "models.m.path=a|b<script>\n# c";
  const std::string text = written(builtin::md, sweep);
  EXPECT_THAT(text, HasSubstr("models.m.path=a\\|b&lt;script\\>\\\\n\\# c"));
  EXPECT_THAT(text, Not(HasSubstr("<script")));
}

TEST(SweepText, LongCurvesAreShownAtTheDoublings) {
  SweepReport sweep = example_sweep();
  sweep.settings[0].best_of[0].of.resize(100);
  const std::string text = written(builtin::terminal, sweep);
  EXPECT_THAT(text, AllOf(HasSubstr("best of 64  best of 100"), Not(HasSubstr("best of 3 "))));
}

TEST(SweepText, AMetricThatTheDefaultLacksIsShownAllTheSame) {
  SweepReport sweep = example_sweep();
  sweep.settings[1].scores.push_back(score("ter", 50.0, 0.0, std::nullopt));
  const std::string text = written(builtin::terminal, sweep);
  EXPECT_THAT(text, HasSubstr("gsm   ter          temperature=0.7   50.00"));
  EXPECT_THAT(text, HasSubstr("not comparable\n"));
}

TEST(SweepText, WithoutAnyValueNothingIsOnTheFront) {
  SweepReport sweep = example_sweep();
  for (SweepReport::Setting& setting : sweep.settings) {
    setting.on_front = false;
    setting.scores.clear();
    setting.best_of.clear();
    setting.tokens.reset();
  }
  EXPECT_THAT(written(builtin::terminal, sweep), HasSubstr("on the front: none"));
}

TEST(SweepValue, HasThePromisedMembersAndNullForWhatIsUndefined) {
  const Value value = json::parse(written(builtin::json, example_sweep()), "sweep");
  for (const char* key : {"sweep", "settings", "front", "not_comparable"}) EXPECT_NE(value.find(key), nullptr) << key;
  for (const char* key : {"name", "axes", "default", "grid_size", "quality", "level", "correction", "stop_early"})
    EXPECT_NE(value.find("sweep")->find(key), nullptr) << key;
  const Value& second = value.find("settings")->as_array().at(1);
  for (const char* key : {"name", "values", "run", "default", "on_front", "samples", "results", "tokens_per_sample",
                          "latency_s", "cost_per_sample", "best_of_k", "dropped"})
    EXPECT_NE(second.find(key), nullptr) << key;
  EXPECT_EQ(second.find("values")->find("temperature")->as_double(), 0.7);
  EXPECT_TRUE(second.find("cost_per_sample")->is_null());
  EXPECT_EQ(second.find("dropped")->find("samples")->as_int(), 64);
  const Value& result = second.find("results")->as_array().at(0);
  for (const char* key : {"model", "task", "metric", "value", "low", "high", "level", "method", "scored", "unscored",
                          "failed", "against_default"})
    EXPECT_NE(result.find(key), nullptr) << key;
  for (const char* key : {"n", "difference", "low", "high", "level", "p", "p_adjusted", "test", "verdict"})
    EXPECT_NE(result.find("against_default")->find(key), nullptr) << key;
  const Value& first = value.find("settings")->as_array().at(0);
  EXPECT_TRUE(first.find("dropped")->is_null());
  EXPECT_TRUE(first.find("results")->as_array().at(0).find("against_default")->is_null());
  EXPECT_EQ(first.find("best_of_k")->as_array().at(0).find("curve")->as_array().at(1).find("k")->as_int(), 2);
  EXPECT_EQ(value.find("front")->as_array().at(0).as_string(), "temperature=0");
}

TEST(SweepCsv, OneRowForEachSettingAndMetric) {
  SweepReport sweep = example_sweep();
  sweep.settings[1].name = "a,b";
  const std::string text = written(builtin::csv, sweep);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
  EXPECT_THAT(text, HasSubstr(",dropped_after,best_of_1,best_of_2\r\n"));
  EXPECT_THAT(text, HasSubstr("temperature=0,0,aaaa,true,true,m,gsm,exact_match,0.8,"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "\"a,b\",0.7,bbbb,false,false,m,gsm,exact_match,0.5,0.4,0.6,0.95,wilson,100,0,0,-0.3,-0.4,-0.2,1e-05,2e-05,"
          "regressed,123.4,0.0123,,64,0.8,0.9\r\n"));
}

}  // namespace
}  // namespace assay::reports::test
