#include <gtest/gtest.h>

#include "tests/metrics/fields.h"

namespace assay::test {
namespace {

TEST(JsonValid, EqualsPythonsJson) {
  const auto metric = metric_of("json_valid");
  const Value golden = read_json(test_data("golden/metrics/json_valid.json"));
  ASSERT_GE(golden.find("cases")->size(), 600U);
  for (const Value& c : golden.find("cases")->as_array()) {
    const std::string& text = c.as_array()[0].as_string();
    EXPECT_EQ(text_value(*metric, text, {}), c.as_array()[1].as_bool() ? 1.0 : 0.0) << json::dump(text);
  }
}

TEST(JsonValid, FenceReadsTheFirstBlockLabelledJson) {
  const auto metric = metric_of("json_valid:extract=fence");
  EXPECT_EQ(text_value(*metric, "Here:\n```json\n{\"a\": 1}\n```\nDone.", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "```python\nx = {}\n```\n```JSON\n[1]\n```", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "```\n[1]\n```", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "```json {\"a\": 1}```", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "{\"a\": 1}", {}), 1.0);
  // A fence within a text of the JSON is none, for it does not begin a line.
  EXPECT_EQ(text_value(*metric, "```json\n{\"a\": \"```sh```\"}\n```", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "```json\n{\"a\": 1", {}), 0.0);
}

TEST(JsonValid, FirstFindsAnObjectOrListInProse) {
  const auto metric = metric_of("json_valid:extract=first");
  EXPECT_EQ(text_value(*metric, "The answer {as asked} is {\"a\": [1, 2]}.", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "The answer is {\"a\": [1, 2}.", {}), 0.0);
  EXPECT_EQ(text_value(*metric, "no JSON", {}), 0.0);
  EXPECT_EQ(text_value(*metric_of("json_valid"), "The answer is {}.", {}), 0.0);
}

TEST(JsonValid, HostileAnswersAreScored) {
  for (const char* written : {"json_valid", "json_valid:extract=first", "json_valid:extract=fence"}) {
    const auto metric = metric_of(written);
    EXPECT_EQ(text_value(*metric, std::string(300'000, '['), {}), 0.0);
    EXPECT_EQ(text_value(*metric, std::string(100'000, '[') + std::string(100'000, ']'), {}), 1.0);
    EXPECT_EQ(text_value(*metric, "\"\xFF\"", {}), 0.0);
    std::string objects;
    for (int i = 0; i < 50'000; ++i) objects += "{\"a\":";
    EXPECT_EQ(text_value(*metric, objects, {}), 0.0);
  }
}

TEST(JsonValid, RowIsTheMeanOfTheEpochs) {
  const Scored scored = score_row(*metric_of("json_valid"), {"{}", "{", "1", "[]"}, "{}");
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.75, 4.0, 0.75}));
}

TEST(JsonValid, RefusesAnUnknownExtraction) {
  EXPECT_THROW(metric_of("json_valid:extract=last"), Error);
  EXPECT_EQ(metric_of("json_valid:extract=fence")->signature(), "extract:fence");
}

}  // namespace
}  // namespace assay::test
