#include "metrics/extract/call_matching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "harness/core/random.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::vector<ToolCall> calls(std::string_view text) { return std::get<0>(tool_calls_of(json::parse(text, "calls"))); }

bool matches(std::string_view expected, std::string_view called, ArgumentMatch how) {
  return call_matches(calls(expected)[0], calls(called)[0], how);
}

TEST(CallMatches, ExactArgumentsAreEqualAsJson) {
  EXPECT_TRUE(matches(R"({"name": "f", "arguments": {"a": 1, "b": [2.0]}})",
                      R"({"name": "f", "arguments": {"b": [2], "a": 1.0}})", ArgumentMatch::kExact));
  EXPECT_FALSE(matches(R"({"name": "f", "arguments": {"a": 1}})", R"({"name": "f", "arguments": {"a": true}})",
                       ArgumentMatch::kExact));
  EXPECT_FALSE(matches(R"({"name": "f", "arguments": {"a": 1}})", R"({"name": "f", "arguments": {"a": "1"}})",
                       ArgumentMatch::kExact));
}

TEST(CallMatches, SubsetGoesIntoObjectsButNotIntoLists) {
  const auto subset = [](std::string_view expected, std::string_view called) {
    return matches("{\"name\": \"f\", \"arguments\": " + std::string(expected) + "}",
                   "{\"name\": \"f\", \"arguments\": " + std::string(called) + "}", ArgumentMatch::kSubset);
  };
  EXPECT_TRUE(subset("{}", R"({"a": 1})"));
  EXPECT_TRUE(subset(R"({"o": {"a": 1}})", R"({"o": {"a": 1, "b": 2}, "c": 3})"));
  EXPECT_FALSE(subset(R"({"o": {"a": 1, "b": 2}})", R"({"o": {"a": 1}})"));
  EXPECT_FALSE(subset(R"({"l": [1]})", R"({"l": [1, 2]})"));
}

TEST(CallMatches, ExpectedNameMatchesAnyArgumentsAndNotTheOtherWayRound) {
  EXPECT_TRUE(matches(R"(["f"])", R"({"name": "f", "arguments": {"a": 1}})", ArgumentMatch::kExact));
  EXPECT_FALSE(matches(R"({"name": "f", "arguments": {"a": 1}})", R"(["f"])", ArgumentMatch::kExact));
  EXPECT_FALSE(matches(R"({"name": "f", "arguments": {"a": 1}})", R"(["f"])", ArgumentMatch::kSubset));
  EXPECT_TRUE(matches(R"({"name": "f", "arguments": {"a": 1}})", R"(["f"])", ArgumentMatch::kIgnore));
}

TEST(NumMatchedCalls, AWideExpectationLeavesTheNarrowOneItsCall) {
  const auto expected = calls(R"([{"name": "f", "arguments": {}}, {"name": "f", "arguments": {"x": 1}}])");
  const auto called = calls(R"([{"name": "f", "arguments": {"x": 1}}, {"name": "f", "arguments": {"y": 2}}])");
  EXPECT_EQ(num_matched_calls(expected, called, ArgumentMatch::kSubset), 2U);
  EXPECT_EQ(num_matched_calls({}, called, ArgumentMatch::kSubset), 0U);
  EXPECT_EQ(num_matched_calls(expected, {}, ArgumentMatch::kSubset), 0U);
}

TEST(NumMatchedCalls, IsTheLargestOverAllPairings) {
  RandomStream random(11);
  for (int round = 0; round < 300; ++round) {
    const auto random_calls = [&](std::size_t n) {
      std::vector<ToolCall> out;
      for (std::size_t i = 0; i < n; ++i) {
        Value call = Value::object(), arguments = Value::object();
        for (const char* key : {"x", "y"})
          if (random.below(2) == 0) arguments.set(key, static_cast<std::int64_t>(random.below(2)));
        call.set("name", random.below(4) == 0 ? "g" : "f");
        call.set("arguments", arguments);
        out.push_back(std::get<0>(tool_calls_of(call))[0]);
      }
      return out;
    };
    const auto expected = random_calls(1 + random.below(5));
    const auto called = random_calls(5);
    std::vector<std::size_t> order(called.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::size_t best = 0;
    do {
      std::size_t matched = 0;
      for (std::size_t i = 0; i < expected.size(); ++i)
        matched += call_matches(expected[i], called[order[i]], ArgumentMatch::kSubset) ? 1 : 0;
      best = std::max(best, matched);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(num_matched_calls(expected, called, ArgumentMatch::kSubset), best) << "round " << round;
  }
}

TEST(CallsInOrder, IsASubsequence) {
  EXPECT_TRUE(
      calls_in_order(calls(R"(["a", "b", "a"])"), calls(R"(["c", "a", "a", "b", "c", "a"])"), ArgumentMatch::kExact));
  EXPECT_FALSE(calls_in_order(calls(R"(["a", "b", "a"])"), calls(R"(["a", "a", "b"])"), ArgumentMatch::kExact));
  EXPECT_TRUE(calls_in_order({}, {}, ArgumentMatch::kExact));
}

}  // namespace
}  // namespace assay::metrics
