#include "reports/many_text.h"

#include "harness/core/json.h"
#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;

ManyRuns example_series() {
  ManyRuns many;
  many.is_series = true;
  many.runs = {{"a1", "step-100", ""}, {"b2", "step-200", ""}};
  SeriesRow row;
  row.task = "gsm";
  row.metric = "acc";
  row.points = {{0, 0.8, 0.7, 0.9, {}, {}, {}, {}, 0, 0, 0, Verdict::kInconclusive},
                {1, 0.5, 0.4, 0.6, -0.3, -0.4, -0.2, 0.001, 0, 2, 32, Verdict::kRegressed}};
  row.first_bad = 1;
  many.series = {row};
  return many;
}

std::string write_many(const ReportDef& def, const ManyRuns& many) {
  std::ostringstream out;
  def.write_many(many, {false, 200}, out);
  return out.str();
}

TEST(ManyText, ASeriesSaysFirstWhichRunIsBad) {
  const std::string text = write_many(builtin::terminal, example_series());
  EXPECT_THAT(text, HasSubstr("acc of gsm: step-200 is the first that is worse than the best before it (step-100)\n"));
  EXPECT_THAT(text, HasSubstr("step-200  0.5000  [0.4000, 0.6000]             -0.3000  [-0.4000, -0.2000]      0.0010       "
                              " 2         32  regressed"));
  EXPECT_THAT(write_many(builtin::md, example_series()), HasSubstr("| step-200 | 0.5000 |"));
}

TEST(ManyText, MachinesGetNullForWhatIsUndefined) {
  const Value value = json::parse(write_many(builtin::json, example_series()), "series");
  const Value& row = value.find("series")->as_array().at(0);
  EXPECT_EQ(row.find("first_bad")->as_int(), 1);
  EXPECT_TRUE(row.find("points")->as_array().at(0).find("difference")->is_null());
  EXPECT_EQ(row.find("points")->as_array().at(1).find("verdict")->as_string(), "regressed");
}

}  // namespace
}  // namespace assay::reports::test
