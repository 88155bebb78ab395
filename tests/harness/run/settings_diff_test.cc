#include "harness/run/settings_diff.h"

#include <gtest/gtest.h>

namespace assay::run {
namespace {

RunFacts example() {
  RunFacts run;
  run.id = "a";
  run.seed = 1;
  run.models = {{"m", "local", "tiny", "0123456789abcdef", "reference (f32)"}};
  run.tasks = {{"t", "1.0", "d00d", 10, 1, 0, ""}};
  run.config_yaml =
      "name: first\nmodels: {m: {backend: local, path: a.gguf}}\nsampling: {temperature: 0.0}\nreports: {html: a.html}\n";
  return run;
}

std::string value_of(const std::vector<SettingDifference>& all, const std::string& what) {
  for (const SettingDifference& one : all)
    if (one.what == what) return one.base + " -> " + one.candidate;
  return "none";
}

TEST(SettingsDiff, EqualRunsDifferInNothing) { EXPECT_TRUE(settings_that_differ(example(), example()).empty()); }

TEST(SettingsDiff, EveryChangedSettingIsNamedByItsPath) {
  RunFacts other = example();
  other.config_yaml =
      "name: second\nmodels: {m: {backend: local, path: b.gguf}}\nsampling: {temperature: 0.7, top_p: 0.9}\n";
  other.models[0].fingerprint = "fedcba9876543210";
  other.tasks[0].num_fewshot = 5;
  const auto all = settings_that_differ(example(), other);
  EXPECT_EQ(value_of(all, "models.m.path"), "a.gguf -> b.gguf");
  EXPECT_EQ(value_of(all, "sampling.temperature"), "0.0 -> 0.7");
  EXPECT_EQ(value_of(all, "sampling.top_p"), " -> 0.9");
  EXPECT_EQ(value_of(all, "model m: weights and template"), "0123456789ab -> fedcba987654");
  EXPECT_EQ(value_of(all, "task t: num_fewshot"), "0 -> 5");
  EXPECT_EQ(value_of(all, "name"), "none") << "what changes no answer is left out";
  EXPECT_EQ(value_of(all, "reports.html"), "none");
}

}  // namespace
}  // namespace assay::run
