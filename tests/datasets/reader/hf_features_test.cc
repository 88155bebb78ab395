#include "datasets/reader/hf_features.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"

namespace assay::datasets {
namespace {

std::vector<ColumnInfo> label() { return {{"label", "int64", {}}}; }

TEST(HfFeatures, AClassLabelGivesItsNamesToTheColumn) {
  const auto columns = with_class_names(
      label(), std::string(R"({"info": {"features": {"label": {"names": ["no", "yes"], "_type": "ClassLabel"}}}})"));
  EXPECT_EQ(columns[0].type, "ClassLabel");
  EXPECT_EQ(columns[0].class_names, (std::vector<std::string>{"no", "yes"}));
}

TEST(HfFeatures, MetadataThatIsBrokenChangesNothing) {
  for (const char* text : {"", "{", "[]", "null", R"({"info": 3})", R"({"info": {"features": [1, 2]}})",
                           R"({"info": {"features": {"label": 7}}})",
                           R"({"info": {"features": {"label": {"_type": "ClassLabel", "names": [1]}}}})"}) {
    const auto columns = with_class_names(label(), std::string(text));
    ASSERT_EQ(columns.size(), 1u);
    EXPECT_TRUE(columns[0].class_names.empty()) << text;
  }
}

TEST(HfFeatures, AFieldMayBeCalledLikeAType) {
  const Value features = json::parse(
      R"([{"name": "x", "type": {"_type": {"dtype": "string", "_type": "Value"}, "k": {"names": ["a"], "_type": "ClassLabel"}}}])",
      "test");
  const auto columns = columns_of_features(features);
  ASSERT_EQ(columns.size(), 3u);
  EXPECT_EQ(columns[1].name, "x._type");
  EXPECT_EQ(columns[2].class_names, std::vector<std::string>{"a"});
}

TEST(HfFeatures, DeepNestingIsNotFollowedForEver) {
  std::string text = R"({"dtype": "string", "_type": "Value"})";
  for (int i = 0; i < 150; ++i) text = "[" + text + "]";
  EXPECT_LT(columns_of_features(json::parse(R"([{"name": "x", "type": )" + text + "}]", "test")).size(), 150u);
}

}  // namespace
}  // namespace assay::datasets
