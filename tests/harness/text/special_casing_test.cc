#include "harness/text/special_casing.h"

#include <gtest/gtest.h>

namespace assay::text {
namespace {

TEST(SpecialCasing, SharpSIsTwoLettersInUpperAndInTitleCase) {
  const SpecialCasing* found = find_special_casing(0xDF);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->upper, (std::array<char32_t, 3>{'S', 'S', 0}));
  EXPECT_EQ(found->title, (std::array<char32_t, 3>{'S', 's', 0}));
}

TEST(SpecialCasing, OrdinaryLettersHaveNoEntry) {
  EXPECT_EQ(find_special_casing('a'), nullptr);
  EXPECT_EQ(find_special_casing(0x10FFFF), nullptr);
}

}  // namespace
}  // namespace assay::text
