#include "metrics/text/reference_count.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(ReferenceCount, IsANumberUntilItVaries) {
  ReferenceCount count;
  EXPECT_EQ(count.signature_part(), "");
  count.saw(2);
  count.saw(2);
  EXPECT_EQ(count.signature_part(), "nrefs:2|");
  count.saw(1);
  count.saw(2);
  EXPECT_EQ(count.signature_part(), "nrefs:var|");
}

}  // namespace
}  // namespace assay::metrics
