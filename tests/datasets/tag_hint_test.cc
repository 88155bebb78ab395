#include "datasets/tag_hint.h"

#include <gtest/gtest.h>

#include "datasets/task_search.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

TEST(TagHint, SeesTagsOfTheFileAndOfWhatItIncludes) {
  const test::TempFolder folder;
  folder.write("base", "tag: [news, other]\n");
  folder.write("between.yaml", "include: base\n");
  folder.write("plain", "doc_to_text: q\n");
  TagHint hint("news");
  EXPECT_TRUE(hint.may_carry(folder.write("a.yaml", "task: a\ntag: news\n")));
  EXPECT_TRUE(hint.may_carry(folder.write("b.yaml", "task: b\ninclude: 'between.yaml'\n")));
  EXPECT_TRUE(hint.may_carry(folder.write("c.yaml", "task: c\ninclude:\n  - plain\n\n  # both\n  - between.yaml\n")));
  EXPECT_TRUE(hint.may_carry(folder.write("d.yaml", "task: d\ninclude:\n- plain\n- base\n")));
  EXPECT_TRUE(hint.may_carry(folder.write("e.yaml", "task: e\ninclude: [plain, base]\n")));
  EXPECT_FALSE(hint.may_carry(folder.write("f.yaml", "task: f\ntag: sports\n")));
  EXPECT_FALSE(hint.may_carry(folder.write("g.yaml", "task: g\ninclude: plain\n")));
  EXPECT_FALSE(hint.may_carry(folder.write("h.yaml", "task: h\ntag: sports\ninclude: base\n")));
  EXPECT_FALSE(hint.may_carry(folder.path() + "/none.yaml"));
}

TEST(TagHint, AnIncludeThatGoesInACircleEnds) {
  const test::TempFolder folder;
  folder.write("x.yaml", "include: y.yaml\n");
  folder.write("y.yaml", "include: x.yaml\n");
  TagHint("news").may_carry(folder.path() + "/x.yaml");
}

TEST(TagHint, FindsTheTasksThatCarryATag) {
  const test::TempFolder folder;
  folder.write("base", "tag: [news, other]\ndoc_to_text: q\n");
  const std::string b = folder.write("1.yaml", "task: b\ninclude: base\n");
  const std::string a = folder.write("2.yaml", "task: a\ntag: news\n");
  folder.write("3.yaml", "task: c\ndescription: news\ntag: sports\n");
  TaskFolders folders({folder.path()});
  EXPECT_EQ(files_with_tag("news", folders), (std::vector<std::string>{a, b}));
  EXPECT_EQ(files_with_tag("none", folders), std::vector<std::string>{});
}

}  // namespace
}  // namespace assay::datasets
