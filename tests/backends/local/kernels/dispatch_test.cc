#include "backends/local/kernels/dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/core/error.h"

namespace assay::local {
namespace {

using testing::HasSubstr;

constexpr CpuFeatures kNothing{};
constexpr CpuFeatures kAvx2{true, false};
constexpr CpuFeatures kAvx512{true, true};

std::string error_of(std::string_view forced, const CpuFeatures& features) {
  try {
    choose_kernels(forced, features);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kConfig);
    return e.what();
  }
  return "no error";
}

TEST(Dispatch, ScalarIsAlwaysThereAndLast) {
  ASSERT_FALSE(available_kernels().empty());
  EXPECT_STREQ(available_kernels().back()->name, "scalar");
  EXPECT_STREQ(choose_kernels("", kNothing).name, "scalar");
  EXPECT_STREQ(choose_kernels("scalar", kAvx512).name, "scalar");
}

#if defined(__x86_64__)
TEST(Dispatch, TheBestTableOfTheCpuIsChosen) {
  EXPECT_STREQ(choose_kernels("", kAvx512).name, "avx512");
  EXPECT_STREQ(choose_kernels("", kAvx2).name, "avx2");
  EXPECT_STREQ(choose_kernels("avx2", kAvx512).name, "avx2");
  EXPECT_STREQ(choose_kernels("avx512", kAvx512).name, "avx512");
}
#endif

TEST(Dispatch, ForcingWhatTheCpuLacksNamesWhatItHas) {
  EXPECT_EQ(error_of("avx512", kAvx2),
            "ASSAY_KERNELS=avx512: this CPU or its operating system lacks it; this CPU can run: avx2, scalar");
  EXPECT_EQ(error_of("avx2", kNothing),
            "ASSAY_KERNELS=avx2: this CPU or its operating system lacks it; this CPU can run: scalar");
}

TEST(Dispatch, AmxAndUnknownNamesAreRefused) {
  EXPECT_EQ(error_of("amx", kAvx512),
            "ASSAY_KERNELS=amx: this build has no AMX kernels; this CPU can run: avx512, avx2, scalar");
  EXPECT_THAT(error_of("avx-512", kAvx512), HasSubstr("ASSAY_KERNELS=avx-512: no such kernels"));
  EXPECT_THAT(error_of("AVX2", kAvx512), HasSubstr("no such kernels"));
}

TEST(Dispatch, TheProcessHasOneTable) { EXPECT_EQ(&kernels(), &kernels()); }

}  // namespace
}  // namespace assay::local
