#include "metrics/stats/rogan_gladen.h"

#include <gtest/gtest.h>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(RoganGladen, EqualsTheReferenceProgram) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/ppi.json");
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("rogan_gladen")->as_array()) {
    const double n = test::number(c, "n"), m0 = test::number(c, "m0"), m1 = test::number(c, "m1");
    const PrevalenceEstimate found =
        rogan_gladen({n * test::number(c, "p"), n, m0 * test::number(c, "q0"), m0, m1 * test::number(c, "q1"), m1});
    EXPECT_NEAR(*found.value, test::number(c, "theta"), 1e-9);
    const auto interval = test::numbers(c, "ci95");
    EXPECT_NEAR(found.interval->low, interval[0], 1e-9);
    EXPECT_NEAR(found.interval->high, interval[1], 1e-9);
  }
  for (const Value& c : vectors.find("allocation")->as_array()) {
    const LabelAllocation found = allocate_labels(test::number(c, "m"), test::number(c, "p"), test::number(c, "q0"),
                                                  test::number(c, "q1"), test::number(c, "m_pilot"));
    const auto expected = test::numbers(c, "m0_m1");
    EXPECT_EQ(found.negatives, expected[0]);
    EXPECT_EQ(found.positives, expected[1]);
  }
}

TEST(RoganGladen, APerfectJudgeNeedsNoCorrection) {
  const PrevalenceEstimate found = rogan_gladen({30.0, 100.0, 200.0, 200.0, 200.0, 200.0});
  EXPECT_NEAR(*found.value, 0.3, 1e-12);
  EXPECT_LT(found.interval->low, 0.3);
  EXPECT_GT(found.interval->high, 0.3);
  EXPECT_EQ(found.sensitivity, 1.0);
}

TEST(RoganGladen, RefusesAJudgeThatHardlyTellsYesFromNo) {
  const PrevalenceEstimate found = rogan_gladen({50.0, 100.0, 22.0, 40.0, 24.0, 40.0});
  EXPECT_EQ(found.value, std::nullopt);
  EXPECT_LT(found.informedness_low, 0.1);
  EXPECT_NE(found.reason.find("too badly to be corrected"), std::string::npos);
  // The same rates from many labels are known to be better than nothing.
  EXPECT_TRUE(rogan_gladen({50.0, 100.0, 6500.0, 10000.0, 6000.0, 10000.0}).value);
  EXPECT_EQ(rogan_gladen({50.0, 100.0, 0.0, 0.0, 9.0, 10.0}).reason, "people said no to none of the labelled answers");
  EXPECT_EQ(rogan_gladen({50.0, 100.0, 9.0, 10.0, 0.0, 0.0}).reason, "people said yes to none of the labelled answers");
  EXPECT_FALSE(rogan_gladen({0.0, 0.0, 9.0, 10.0, 9.0, 10.0}).value);
}

}  // namespace
}  // namespace assay::metrics
