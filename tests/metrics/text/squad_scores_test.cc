#include "metrics/text/squad_scores.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(SquadReferences, HasAnAnswerUnlessEveryReferenceNormalisesToNothing) {
  EXPECT_TRUE(SquadReferences({"the", "cat"}, SquadVersion::k20).has_answer());
  EXPECT_FALSE(SquadReferences({"the", "."}, SquadVersion::k20).has_answer());
  EXPECT_FALSE(SquadReferences({}, SquadVersion::k20).has_answer());
  EXPECT_TRUE(SquadReferences({"the"}, SquadVersion::k11).has_answer());
}

TEST(SquadReferences, BestReferenceCounts) {
  const SquadReferences references({"red cat", "big dog"}, SquadVersion::k11);
  EXPECT_EQ(references.exact_match("Big dog."), 1.0);
  EXPECT_EQ(references.f1("dog big"), 1.0);
  EXPECT_NEAR(references.f1("cat"), 2.0 / 3.0, 1e-15);
}

TEST(SquadReferences, WithoutReferencesNothingIsRightInVersion1) {
  const SquadReferences references({}, SquadVersion::k11);
  EXPECT_EQ(references.exact_match(""), 0.0);
  EXPECT_EQ(references.f1(""), 0.0);
}

}  // namespace
}  // namespace assay::metrics
