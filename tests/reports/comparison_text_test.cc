#include "reports/comparison_text.h"

#include "harness/core/json.h"
#include "reports/comparison_value.h"
#include "tests/reports/fake_comparison.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;

TEST(ComparisonText, TheTerminalShowsEverythingThatThereIs) {
  const std::string text = write_comparison(builtin::terminal, example_comparison());
  EXPECT_THAT(
      text,
      HasSubstr(
          "base aaaa (main), candidate bbbb (checkpoint)\nregressed: exact_match of gsm\ninconclusive: bleu of gsm\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "gsm   exact_match    100  0.8000     0.5000     -0.3000  [-0.4000, -0.2000]  <0.0001     <0.0001  regressed"));
  EXPECT_THAT(text, HasSubstr("bleu of gsm: the value of the candidate is undefined"));
  EXPECT_THAT(
      text,
      HasSubstr("flips: 1 from pass to fail, 0 from fail to pass\n  lost   gsm 7: 1 -> 0; '4' -> '5 <b>' (right: '4')"));
  EXPECT_THAT(text, HasSubstr("gsm 8: right in 0.50 of the base's answers and 1 of the candidate's"));
  EXPECT_THAT(text, HasSubstr("other: only the base has this task"));
  EXPECT_THAT(text, HasSubstr("models.m.path: a.gguf -> b.gguf"));
  EXPECT_THAT(text, HasSubstr("not met: gsm.exact_match drop < 0.02 (change -0.3)"));
}

TEST(ComparisonText, LongListsAreCutAndSaySo) {
  Comparison c = example_comparison();
  c.flips.resize(30, c.flips[0]);
  EXPECT_EQ(ComparisonText(c, 3).flips().size(), 4U);
  EXPECT_EQ(ComparisonText(c, 3).flips().back(), "and 27 more");
}

TEST(ComparisonValue, HasThePromisedMembersAndNullForWhatIsUndefined) {
  const Value value = json::parse(write_comparison(builtin::json, example_comparison()), "comparison");
  const Value& open = value.find("results")->as_array().at(1);
  for (const char* key : {"task", "metric", "n", "base", "candidate", "difference", "low", "high", "level", "p",
                          "p_adjusted", "test", "mde", "verdict"})
    EXPECT_NE(open.find(key), nullptr) << key;
  EXPECT_TRUE(open.find("low")->is_null());
  EXPECT_EQ(value.find("results")->as_array()[0].find("verdict")->as_string(), "regressed");
  const Value& flip = value.find("flips")->as_array().at(0);
  for (const char* key : {"task", "sample", "base", "candidate"}) EXPECT_NE(flip.find(key), nullptr) << key;
  EXPECT_EQ(value.find("gates")->as_array().at(0).find("verdict")->as_string(), "not_met");
  EXPECT_EQ(value.find("not_comparable")->as_array().at(0).find("reason")->as_string(), "only the base has this task");
}

}  // namespace
}  // namespace assay::reports::test
