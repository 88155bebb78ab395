#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(NumberFilters, WriteTheNumberPlainly) {
  EXPECT_EQ(one("function: last_number", "3 of $1,250.50"), "1250.5");
  EXPECT_EQ(one("function: first_number", "3 of $1,250.50"), "3");
  EXPECT_EQ(one("function: last_number", "it is -0.250."), "-0.25");
  EXPECT_EQ(one("function: last_number", "a half, 1/2"), "0.5");
  EXPECT_EQ(one("function: last_number", "1e20"), "1e+20");
  EXPECT_EQ(one("function: last_number", "-0"), "0");
  EXPECT_EQ(one("function: last_number\ndecimal_comma: true", "1.250,5"), "1250.5");
}

TEST(NumberFilters, WithoutANumberThereIsNone) {
  EXPECT_EQ(one("function: last_number", "many"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: last_number", "1e999"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: last_number\nfallback: '?'", ""), "FELL BACK: ?");
}

}  // namespace
}  // namespace assay::test
