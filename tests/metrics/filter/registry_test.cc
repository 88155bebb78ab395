#include <set>

#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(FilterRegistry, ServesEveryNameOnceWithItsWords) {
  std::set<std::string_view> names;
  for (const FilterDef* def : metrics::filters::all_filters()) {
    EXPECT_FALSE(def->source.empty());
    for (const FilterInfo& info : def->filters) {
      EXPECT_TRUE(names.insert(info.name).second) << info.name;
      EXPECT_FALSE(info.summary.empty()) << info.name;
    }
  }
  for (const char* name : {"regex", "regex_pos", "remove_whitespace", "multi_choice_regex", "take_first", "take_first_k",
                           "majority_vote", "lowercase", "uppercase", "map", "format_span"})
    EXPECT_EQ(names.count(name), 1u) << name;
}

TEST(FilterRegistry, ThePageOnFiltersNamesEveryOne) {
  const std::string page = read_file(test_data("../docs/filters.md"));
  for (const FilterDef* def : metrics::filters::all_filters())
    for (const FilterInfo& info : def->filters)
      EXPECT_NE(page.find("`" + std::string(info.name) + "`"), page.npos) << info.name;
}

TEST(FilterRegistry, EveryFilterRefusesAnOptionItDoesNotHave) {
  const std::string known = "\nk: 1\npath: a\nmarker: b\nuntil: c\nfield: d\nregex_pattern_to_value: {e: f}";
  for (const FilterDef* def : metrics::filters::all_filters())
    for (const FilterInfo& info : def->filters)
      EXPECT_THAT(refusal("function: " + std::string(info.name) + "\nno_such_option: 1" + known),
                  ::testing::HasSubstr("task.yaml:2")) << info.name;
}

}  // namespace
}  // namespace assay::test
