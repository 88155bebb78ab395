#include "metrics/extract/json_text.h"

#include <gtest/gtest.h>

#include "harness/core/random.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::string part(std::string_view answer, JsonExtract how) {
  return std::string(std::get<std::string_view>(json_part(answer, how)));
}

TEST(JsonPart, FirstIsTheFirstCompleteObjectOrList) {
  EXPECT_EQ(part("a [b] {\"c\": [1]} [2]", JsonExtract::kFirst), "{\"c\": [1]}");
  EXPECT_EQ(part("{\"open\": [1, 2], \"b\": ", JsonExtract::kFirst), "[1, 2]");
  EXPECT_EQ(part("{\"a\": \"}\"} x", JsonExtract::kFirst), "{\"a\": \"}\"}");
  // What stands in a string of something incomplete is tried as well.
  EXPECT_EQ(part("[\"see {}", JsonExtract::kFirst), "{}");
  EXPECT_EQ(part("none", JsonExtract::kFirst), "none");
}

TEST(JsonPart, FenceIsTheFirstBlockOrThatOfJson) {
  EXPECT_EQ(part("```\na\n```\n```json\nb\n```", JsonExtract::kFence), "\nb\n");
  EXPECT_EQ(part("  ```py\na\n  ```", JsonExtract::kFence), "\na\n  ");
  EXPECT_EQ(part("```json\ncut", JsonExtract::kFence), "\ncut");
  EXPECT_EQ(part("```", JsonExtract::kFence), "");
  EXPECT_EQ(part("a ``` b", JsonExtract::kFence), "a ``` b");
}

TEST(JsonPart, BeginningsWithoutEndAreSoonGivenUp) {
  RandomStream random(5);
  for (const std::string_view letters : {"[\",", "[\",\\", "{\":[,", "[\"\\"}) {
    std::string answer;
    while (answer.size() < 200'000) answer += letters[random.below(letters.size())];
    const auto found = json_part(answer, JsonExtract::kFirst);
    const bool is_whole = std::holds_alternative<std::string_view>(found) && std::get<0>(found).size() == answer.size();
    EXPECT_TRUE(is_whole || std::holds_alternative<Unscored>(found)) << letters;
  }
}

TEST(ReadJsonAnswer, TellsWrongFromUnreadable) {
  EXPECT_TRUE(std::holds_alternative<Value>(read_json_answer(" [1] ", JsonExtract::kNone)));
  EXPECT_TRUE(std::holds_alternative<NotJson>(read_json_answer("[1", JsonExtract::kNone)));
  EXPECT_TRUE(std::holds_alternative<NotJson>(read_json_answer("", JsonExtract::kNone)));
  EXPECT_TRUE(std::holds_alternative<NotJson>(read_json_answer("\"\xFF\"", JsonExtract::kNone)));
  EXPECT_TRUE(
      std::holds_alternative<Unscored>(read_json_answer(std::string(201, '[') + std::string(201, ']'), JsonExtract::kNone)));
}

}  // namespace
}  // namespace assay::metrics
