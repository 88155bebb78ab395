#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(RemoveWhitespaceFilter, StripsWhatPythonTakesAsWhiteSpace) {
  EXPECT_EQ(one("function: remove_whitespace", " \xC2\xA0\x1C" "a b\xE3\x80\x80\n"), "a b");
  EXPECT_EQ(one("function: remove_whitespace", "\xE2\x80\x8B"), "\xE2\x80\x8B");
}

TEST(RemoveWhitespaceFilter, LeavesUnscoredWhatIsNoText) {
  const auto answers = filter_of("function: remove_whitespace")->apply({{"None", false, true, std::nullopt}}, {});
  EXPECT_EQ(answers.at(0).unscored, "the filter 'remove_whitespace' needs a text, and was given None");
}

}  // namespace
}  // namespace assay::test
