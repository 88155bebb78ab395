#include "backends/local/kernels/cpu_features.h"

#include <gtest/gtest.h>

namespace assay::local {
namespace {

TEST(CpuFeatures, NamesAreBestFirst) {
  EXPECT_EQ(names_of({}), "scalar");
  EXPECT_EQ(names_of({true, false}), "avx2, scalar");
  EXPECT_EQ(names_of({true, true}), "avx512, avx2, scalar");
}

TEST(CpuFeatures, DetectionAgreesWithTheCompilersRuntime) {
  const CpuFeatures features = detect_cpu_features();
#if defined(__x86_64__)
  __builtin_cpu_init();
  EXPECT_EQ(features.avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
  EXPECT_EQ(features.avx512, __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                 __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"));
#endif
  EXPECT_TRUE(features.avx2 || !features.avx512);
}

}  // namespace
}  // namespace assay::local
