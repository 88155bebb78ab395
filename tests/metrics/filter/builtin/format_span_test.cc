#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(FormatSpanFilter, WritesEntitiesInOneForm) {
  EXPECT_EQ(one("function: format_span", "Person: Ada, Eve\nLocation : Oslo $$"), "per: ada $ per: eve $ loc: oslo");
  EXPECT_EQ(one("function: format_span", "person: none"), "");
}

TEST(FormatSpanFilter, NoLabelIsAParseFailure) { EXPECT_EQ(one("function: format_span", "nobody"), "FELL BACK: "); }

}  // namespace
}  // namespace assay::test
