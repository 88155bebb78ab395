#include <gtest/gtest.h>

#include "tests/metrics/fields.h"

namespace assay::test {
namespace {

constexpr std::string_view kRow = R"({"retrieved": ["a", "b", "c", "d"], "relevant": ["b", "d", "x"]})";

TEST(Retrieval, EqualsItsDefinitions) {
  EXPECT_EQ(row_value(*metric_of("retrieval_precision"), "", kRow), 0.5);
  EXPECT_EQ(row_value(*metric_of("retrieval_precision:k=2"), "", kRow), 0.5);
  EXPECT_EQ(row_value(*metric_of("retrieval_precision:k=10"), "", kRow), 0.2);
  EXPECT_EQ(row_value(*metric_of("retrieval_recall"), "", kRow), 2.0 / 3.0);
  EXPECT_EQ(row_value(*metric_of("retrieval_recall:k=1"), "", kRow), 0.0);
  EXPECT_EQ(row_value(*metric_of("retrieval_hit:k=1"), "", kRow), 0.0);
  EXPECT_EQ(row_value(*metric_of("retrieval_hit:k=2"), "", kRow), 1.0);
  EXPECT_EQ(row_value(*metric_of("mrr"), "", kRow), 0.5);
  EXPECT_EQ(row_value(*metric_of("mrr:k=1"), "", kRow), 0.0);
  EXPECT_NEAR(row_value(*metric_of("map"), "", kRow), (0.5 + 0.5) / 3.0, 1e-15);
  EXPECT_NEAR(row_value(*metric_of("map:k=2"), "", kRow), 0.5 / 3.0, 1e-15);
}

TEST(Retrieval, NdcgAndMapEqualScikitLearn) {
  const Value golden = read_json(test_data("golden/metrics/retrieval.json"));
  ASSERT_GE(golden.find("cases")->size(), 150U);
  int maps = 0;
  for (const Value& c : golden.find("cases")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const std::string k = c.find("k")->is_null() ? "" : ":k=" + json::dump(*c.find("k"));
    EXPECT_NEAR(row_value(*metric_of("ndcg" + k), "", json::dump(c)), c.find("ndcg")->as_double(), 1e-12);
    if (c.find("map")->is_null()) continue;
    EXPECT_NEAR(row_value(*metric_of("map"), "", json::dump(c)), c.find("map")->as_double(), 1e-12);
    ++maps;
  }
  EXPECT_GE(maps, 10);
}

TEST(Retrieval, AnIdThatComesAgainCountsOnce) {
  constexpr std::string_view kTwice = R"({"retrieved": ["a", "a", "b", "b"], "relevant": ["b"]})";
  EXPECT_EQ(row_value(*metric_of("mrr"), "", kTwice), 0.5);
  EXPECT_EQ(row_value(*metric_of("retrieval_precision"), "", kTwice), 0.5);
  EXPECT_EQ(row_value(*metric_of("map"), "", kTwice), 0.5);
}

TEST(Retrieval, TheAnswerIsTheListWhereTheRowHasNone) {
  constexpr std::string_view kRelevant = R"({"relevant": [1, 2]})";
  EXPECT_EQ(row_value(*metric_of("retrieval_recall"), R"(["1", 3])", kRelevant), 0.5);
  EXPECT_EQ(row_value(*metric_of("retrieval_recall"), "[]", kRelevant), 0.0);
  EXPECT_EQ(row_value(*metric_of("retrieval_recall:extract=first"), "I found [2].", kRelevant), 0.5);
  const Scored prose = score_row(*metric_of("retrieval_recall"), {"1 and 2"}, kRelevant);
  EXPECT_EQ(prose.value, 0.0);
  EXPECT_NE(prose.detail, "");
  const Scored twice = score_row(*metric_of("retrieval_recall"), {"[1, 2]", "[]"}, kRelevant);
  EXPECT_EQ(std::get<StatsRow>(twice.row), (StatsRow{0.5, 2.0, 0.5}));
  EXPECT_EQ(text_value(*metric_of("retrieval_recall"), "[1]", {"[1, 2]"}), 0.5);
}

TEST(Retrieval, WithoutRelevantDocumentsIsUnscored) {
  for (const char* name : {"retrieval_precision", "retrieval_recall", "retrieval_hit", "mrr", "ndcg", "map"}) {
    const auto metric = metric_of(name);
    EXPECT_EQ(unscored_reason(score_row(*metric, {""}, R"({"retrieved": ["a"], "relevant": []})")),
              "no document is relevant");
    EXPECT_EQ(unscored_reason(score_row(*metric, {""}, R"({"retrieved": ["a"], "relevant": {"a": 0}})")),
              "no document is relevant");
    EXPECT_EQ(unscored_reason(score_row(*metric, {"[]"}, "{}")), "no reference, and no field 'relevant'");
  }
}

TEST(Retrieval, BrokenFieldsAreUnscored) {
  const auto metric = metric_of("ndcg");
  EXPECT_EQ(unscored_reason(score_row(*metric, {""}, R"({"retrieved": ["a"], "relevant": {"a": -1}})")),
            "relevant documents: the gain of 'a' is -1; expected a number from 0");
  EXPECT_EQ(unscored_reason(score_row(*metric, {""}, R"({"retrieved": "5", "relevant": ["a"]})")),
            "field 'retrieved': integer instead of a list of ids");
  EXPECT_EQ(unscored_reason(score_row(*metric, {""}, R"({"retrieved": [null], "relevant": ["a"]})")),
            "field 'retrieved': an id is null; expected a text, a whole number or an object with an id");
}

TEST(Retrieval, HugeGainsStayFinite) {
  EXPECT_EQ(row_value(*metric_of("ndcg"), "", R"({"retrieved": ["a", "b"], "relevant": {"a": 1e308, "b": 1e308}})"), 1.0);
}

TEST(Retrieval, FieldsAndCutAreOptions) {
  const auto metric = metric_of("mrr:k=3,retrieved=got,relevant=gold");
  EXPECT_EQ(row_value(*metric, "", R"({"got": [{"id": "z"}, {"id": 7, "score": 0.1}], "gold": ["7"]})"), 0.5);
  EXPECT_EQ(metric->signature(), "k:3|retrieved:got|relevant:gold|extract:none");
  EXPECT_THROW(metric_of("mrr:k=0"), Error);
}

}  // namespace
}  // namespace assay::test
