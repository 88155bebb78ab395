#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(RegexPosFilter, GivesTheTagsAsAListOfPython) {
  EXPECT_EQ(one("function: regex_pos", "[('ox', 'NOUN'), ('runs', 'VERB')]"), "NO TEXT: ['NOUN', 'VERB']");
  EXPECT_EQ(one("function: regex_pos", "('a', 'it\"s')"), "NO TEXT: ['it\"s']");
  EXPECT_EQ(one("function: regex_pos", "ox"), "FELL BACK: NO TEXT: ['invalid']");
  EXPECT_EQ(one("function: regex_pos\nfallback: none", "ox"), "FELL BACK: none");
}

}  // namespace
}  // namespace assay::test
