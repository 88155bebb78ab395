#include "backends/local/kernels/cpu_features.h"

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace assay::local {

#if defined(__x86_64__)
namespace {

// The register states that the operating system saves (XGETBV of XCR0); written out because the intrinsic needs
// -mxsave.
std::uint64_t saved_states() {
  std::uint32_t low = 0, high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (static_cast<std::uint64_t>(high) << 32) | low;
}

constexpr bool has_all(std::uint64_t value, std::uint64_t bits) { return (value & bits) == bits; }

}  // namespace

CpuFeatures detect_cpu_features() {
  CpuFeatures features;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return features;
  if (!has_all(ecx, bit_OSXSAVE | bit_AVX | bit_FMA | bit_F16C)) return features;
  constexpr std::uint64_t kSseAvx = 0x6, kMasksAndUpper = 0xe0;
  const std::uint64_t states = saved_states();
  if (!has_all(states, kSseAvx)) return features;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return features;
  features.avx2 = has_all(ebx, bit_AVX2);
  features.avx512 = features.avx2 && has_all(states, kMasksAndUpper) &&
                    has_all(ebx, bit_AVX512F | bit_AVX512BW | bit_AVX512VL | bit_AVX512DQ);
  return features;
}
#else
CpuFeatures detect_cpu_features() { return {}; }
#endif

std::string names_of(const CpuFeatures& features) {
  return std::string(features.avx512 ? "avx512, " : "") + (features.avx2 ? "avx2, " : "") + "scalar";
}

}  // namespace assay::local
