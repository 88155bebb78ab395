#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(LineFilters, GiveALineThatIsNotBlank) {
  EXPECT_EQ(one("function: first_line", "\n \n a b \r\nc\n"), "a b");
  EXPECT_EQ(one("function: last_line", "a\nb c \n \n"), "b c");
  EXPECT_EQ(one("function: last_line", "a"), "a");
  EXPECT_EQ(one("function: last_line", " \n"), "FELL BACK: [invalid]");
}

}  // namespace
}  // namespace assay::test
