#include "metrics/extract/ranked_ids.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(RankedIds, KeepsTheFirstOfEach) {
  const auto ids = ranked_ids(json::parse(R"(["b", 7, "b", "7", {"id": "a"}])", ""));
  EXPECT_EQ(std::get<0>(ids), (std::vector<std::string>{"b", "7", "a"}));
  EXPECT_EQ(std::get<std::string>(ranked_ids(json::parse("{}", ""))), "object instead of a list of ids");
  EXPECT_TRUE(std::holds_alternative<std::string>(ranked_ids(json::parse("[1.5]", ""))));
}

TEST(DocumentGains, AreOneInAListAndGivenInAnObject) {
  EXPECT_EQ(std::get<Gains>(document_gains(json::parse(R"(["a", 7])", ""))), (Gains{{"a", 1.0}, {"7", 1.0}}));
  EXPECT_EQ(std::get<Gains>(document_gains(json::parse(R"({"a": 2.5, "b": 0})", ""))), (Gains{{"a", 2.5}}));
  EXPECT_EQ(std::get<std::string>(document_gains(json::parse(R"({"a": "x"})", ""))),
            "the gain of 'a' is string; expected a number from 0");
  EXPECT_TRUE(std::holds_alternative<std::string>(document_gains(json::parse("5", ""))));
}

}  // namespace
}  // namespace assay::metrics
