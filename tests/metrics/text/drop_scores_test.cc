#include "metrics/text/drop_scores.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

using Strings = std::vector<std::string>;

TEST(DropNormalize, EqualsTheOfficialScript) {
  const Value golden = test::read_json(test::test_data("golden/metrics/drop.json"));
  ASSERT_GE(golden.find("normalized")->size(), 200U);
  for (const Value& c : golden.find("normalized")->as_array())
    EXPECT_EQ(drop_normalize(c.as_array()[0].as_string()), c.as_array()[1].as_string()) << c.as_array()[0].as_string();
}

TEST(DropSpans, OnlyAListOfStringsIsSeveral) {
  EXPECT_EQ(drop_spans(" [\"a\", \"b\"] "), (Strings{"a", "b"}));
  EXPECT_EQ(drop_spans("[1, 2]"), (Strings{"[1, 2]"}));
  EXPECT_EQ(drop_spans("[sic]"), (Strings{"[sic]"}));
  EXPECT_EQ(drop_spans("\"a\""), (Strings{"\"a\""}));
  EXPECT_EQ(drop_spans("[]"), Strings{});
  EXPECT_EQ(drop_spans(""), (Strings{""}));
  EXPECT_EQ(drop_spans(std::string(100000, '[') + "]").size(), 1U);
}

TEST(DropF1, ReferenceWithNumbersNeedsOneOfThem) {
  EXPECT_EQ(drop_f1(drop_answer({"6 yards"}), drop_answer({"5 yards"})), 0.0);
  EXPECT_EQ(drop_f1(drop_answer({"5.0 yards long"}), drop_answer({"5 yards"})), 0.8);
  EXPECT_EQ(drop_f1(drop_answer({"5 yards"}), drop_answer({"yards"})), 0.67);
}

TEST(DropF1, SpansWithoutPartnerCountAsZero) {
  EXPECT_EQ(drop_f1(drop_answer({"cat", "dog", "cow"}), drop_answer({"dog"})), 0.33);
  EXPECT_EQ(drop_f1(drop_answer({"dog"}), drop_answer({"cat", "dog"})), 0.5);
  EXPECT_EQ(drop_f1(drop_answer({}), drop_answer({"cat"})), 0.0);
}

TEST(DropExactMatch, ComparesSpansAsASetAndTheirNumber) {
  EXPECT_EQ(drop_exact_match(drop_answer({"b", "The c"}), drop_answer({"c", "b"})), 1.0);
  EXPECT_EQ(drop_exact_match(drop_answer({"b"}), drop_answer({"b", "b"})), 0.0);
}

}  // namespace
}  // namespace assay::metrics
