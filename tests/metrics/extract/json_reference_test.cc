#include "metrics/extract/json_reference.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

Sample sample(std::string_view row, std::vector<std::string> targets = {}) {
  Sample out = test::sample_with_targets(std::move(targets));
  out.fields = json::parse(row, "row");
  return out;
}

TEST(JsonReferences, FieldComesBeforeTheReferences) {
  const auto found = json_references(sample(R"({"f": [1]})", {"2", "3"}), "f");
  EXPECT_EQ(std::get<0>(found), (std::vector<Value>{json::parse("[1]", "")}));
  EXPECT_EQ(std::get<0>(json_references(sample(R"({"f": null})", {"2", "3"}), "f")).size(), 2U);
  EXPECT_EQ(std::get<0>(json_references(sample(R"({"f": "{\"a\": 1}"})"), "f"))[0].find("a")->as_int(), 1);
}

TEST(JsonReferences, SaysWhatIsMissingOrBroken) {
  EXPECT_EQ(std::get<Unscored>(json_references(sample("{}"), "f")).reason, "no reference, and no field 'f'");
  EXPECT_EQ(std::get<Unscored>(json_references(Sample(), "f")).reason, "no reference, and no field 'f'");
  EXPECT_EQ(std::get<Unscored>(json_references(sample(R"({"f": "{"})"), "f")).reason.substr(0, 25),
            "field 'f': not valid JSON");
  EXPECT_EQ(std::get<Unscored>(json_references(sample("{}", {"{}", "x"}), "f")).reason.substr(0, 10), "reference:");
}

}  // namespace
}  // namespace assay::metrics
