#include "reports/table.h"

#include <sstream>

namespace assay::reports {
namespace {

TEST(Table, VisibleShowsWhatCouldHideOrReorder) {
  EXPECT_EQ(visible("a\x1b[0m\n\tb"), "a\\x1b[0m\\n\\tb");
  EXPECT_EQ(visible("\xE2\x80\xAE"), "\\u202e");
  EXPECT_EQ(visible("bad\xFF"), "bad\xEF\xBF\xBD");
  EXPECT_EQ(visible("\xC3\xA9 \xE6\xBC\xA2"), "\xC3\xA9 \xE6\xBC\xA2");
}

TEST(Table, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("\xC3\xA9"), 1);
  EXPECT_EQ(display_width("\xE6\xBC\xA2"), 2);
  EXPECT_EQ(display_width("e\xCC\x81"), 1);
  EXPECT_EQ(fit("\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2", 5), "\xE6\xBC\xA2...");
}

TEST(Table, NumbersHaveTheDigitsOfTheirScale) {
  EXPECT_EQ(show(0.12345, 1.0), "0.1235");
  EXPECT_EQ(show(27.314, 100.0), "27.31");
  EXPECT_EQ(show(12.5, 1.0), "12.50");
  EXPECT_EQ(show(1.5e9, 1.0), "1.500e+09");
  EXPECT_EQ(show(0.0, 1.0), "0.0000");
  EXPECT_EQ(show(std::nullopt, 1.0), "-");
}

TEST(Table, ColumnsThatSayNothingAreLeftOut) {
  Table table({{"a"}, {"b", true}});
  table.add({"x", "0"});
  table.drop_if_all("b", "0");
  std::ostringstream out;
  table.write(out, 80, false);
  EXPECT_EQ(out.str(), "a\nx\n");
}

}  // namespace
}  // namespace assay::reports
