#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(LetterCaseFilters, ChangeTheCaseAsPythonDoes) {
  EXPECT_EQ(one("function: lowercase", "A\xCE\xA3 b"), "a\xCF\x82 b");
  EXPECT_EQ(one("function: uppercase", "stra\xC3\x9F" "e"), "STRASSE");
}

}  // namespace
}  // namespace assay::test
