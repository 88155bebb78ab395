#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Drop, NumbersAreComparedByValue) {
  EXPECT_EQ(text_value(*metric_of("drop_em"), "5.0", {"5"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("drop_em"), "1000", {"1,000"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("drop_f1"), "7 yards", {"5 yards"}), 0.0);
}

TEST(Drop, AJsonListIsSeveralSpansInAnyOrder) {
  EXPECT_EQ(text_value(*metric_of("drop_em"), R"(["Smith", "the Jones"])", {R"(["Jones", "Smith"])"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("drop_f1"), "Smith", {R"(["Jones", "Smith"])"}), 0.5);
}

TEST(Drop, TheBestOfSeveralReferencesCountsAndBlankOnesDoNot) {
  EXPECT_EQ(text_value(*metric_of("drop_em"), "4", {"5", "", "4"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("drop_em"), "", {"5", " "}), 0.0);
  EXPECT_EQ(unscored_reason(score_text(*metric_of("drop_f1"), "4", {" ", "[]"})), "every reference is blank");
}

TEST(Drop, WithoutReferenceIsUnscored) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("drop_em"), "a", {})), "no reference");
}

TEST(Drop, TooManySpansAreUnscored) {
  std::string many = "[\"x\"";
  for (int i = 0; i < 1000; ++i) many += ",\"x\"";
  EXPECT_EQ(unscored_reason(score_text(*metric_of("drop_f1"), many + "]", {"x"})),
            "the answer has 1001 spans; at most 1000 are compared");
  EXPECT_EQ(unscored_reason(score_text(*metric_of("drop_f1"), "x", {many + "]"})),
            "a reference has 1001 spans; at most 1000 are compared");
}

TEST(Drop, RowIsTheMeanOfTheEpochs) {
  const std::vector<Response> epochs = {completion("5", 0), completion("6", 1)};
  const Scored scored = metric_of("drop_em")->score(sample_with_targets({"5"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

TEST(Drop, EqualsTheOfficialScript) {
  const Value golden = read_json(test_data("golden/metrics/drop.json"));
  const auto em = metric_of("drop_em");
  const auto f1 = metric_of("drop_f1");
  int checked = 0;
  for (const Value& c : golden.find("cases")->as_array()) {
    std::vector<std::string> references;
    for (const Value& gold : c.as_array()[1].as_array()) references.push_back(json::dump(gold));
    const std::string answer = json::dump(c.as_array()[0]);
    SCOPED_TRACE(json::dump(c));
    EXPECT_EQ(text_value(*em, answer, references), c.as_array()[2].as_double());
    EXPECT_NEAR(text_value(*f1, answer, references), c.as_array()[3].as_double(), 1e-12);
    ++checked;
  }
  EXPECT_GE(checked, 700);
}

}  // namespace
}  // namespace assay::test
