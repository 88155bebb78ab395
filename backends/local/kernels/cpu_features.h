#pragma once

#include <string>

namespace assay::local {

/// The instruction sets that may be used: the processor has them and the operating system keeps their registers.
struct CpuFeatures {
  bool avx2 = false;    ///< AVX2, FMA and F16C
  bool avx512 = false;  ///< AVX-512 F, BW, VL and DQ, and the above
};

/// What this machine has. Source: Intel SDM vol. 1, sections 14.3 and 15.2 (CPUID leaves 1 and 7, XCR0).
CpuFeatures detect_cpu_features();

/// The names of the kernel tables that these features allow, best first, as in "avx512, avx2, scalar".
std::string names_of(const CpuFeatures& features);

}  // namespace assay::local
