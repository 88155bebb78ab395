#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(RegexMatch, TakesThePatternFromTheOption) {
  EXPECT_EQ(text_value(*metric_of("regex_match:pattern=[0-9]+ km"), "about 42 km away", {}), 1.0);
  EXPECT_EQ(text_value(*metric_of("regex_match:pattern=[0-9]+ km"), "far away", {"far"}), 0.0);
}

TEST(RegexMatch, TakesThePatternsFromTheReferences) {
  const auto metric = metric_of("regex_match");
  EXPECT_EQ(text_value(*metric, "colour", {"gray", "colou?r"}), 1.0);
  EXPECT_EQ(text_value(*metric, "paint", {"gray", "colou?r"}), 0.0);
  EXPECT_EQ(unscored_reason(score_text(*metric, "a", {})), "no reference");
}

TEST(RegexMatch, FullmatchIsTheWholeAnswer) {
  EXPECT_EQ(text_value(*metric_of("regex_match:mode=fullmatch"), "ab", {"a|ab"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("regex_match:mode=fullmatch"), "ab", {"a"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("regex_match"), "ab", {"a"}), 1.0);
}

TEST(RegexMatch, AnyOrAllOfThePatterns) {
  const auto all = make_metric(metrics::builtin::all_metrics(), "regex_match",
                               Options::from_yaml("{pattern: ['^a', 'z$'], patterns: all}", "task.yaml"));
  EXPECT_EQ(text_value(*all, "a..z", {}), 1.0);
  EXPECT_EQ(text_value(*all, "a..y", {}), 0.0);
  EXPECT_EQ(text_value(*metric_of("regex_match"), "a..y", {"^a", "z$"}), 1.0);
}

TEST(RegexMatch, FlagsAreThoseOfThePattern) {
  EXPECT_EQ(text_value(*metric_of("regex_match:ignore_case=true"), "YES", {"yes"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("regex_match:multi_line=true"), "a\nb", {"^b$"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("regex_match:dot_all=true"), "a\nb", {"a.b"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("regex_match"), "a\nb", {"a.b"}), 0.0);
}

TEST(RegexMatch, EndlessBacktrackingIsUnscored) {
  const std::string text(50000, 'x');
  EXPECT_NE(unscored_reason(score_text(*metric_of("regex_match"), text, {"(x+x+)+[yz]"})), "");
  EXPECT_NE(unscored_reason(score_text(*metric_of("regex_match:pattern=(x+x+)+[yz]"), text, {})), "");
}

TEST(RegexMatch, BrokenPatternIsAnErrorOfTheOptionAndUnscoredInAReference) {
  EXPECT_THROW(metric_of("regex_match:pattern=(a"), Error);
  EXPECT_NE(unscored_reason(score_text(*metric_of("regex_match"), "a", {"(a"})).find("'(a'"), std::string::npos);
}

TEST(RegexMatch, RowIsTheMeanOfTheEpochs) {
  const std::vector<Response> epochs = {completion("1", 0), completion("x", 1)};
  const Scored scored = metric_of("regex_match:pattern=^[0-9]$")->score({}, epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

TEST(RegexMatch, SignatureNamesThePattern) {
  EXPECT_EQ(metric_of("regex_match:pattern=a+,mode=fullmatch,ignore_case=true")->signature(),
            "mode:fullmatch|patterns:any|ignore_case:yes|pattern:a+");
}

}  // namespace
}  // namespace assay::test
