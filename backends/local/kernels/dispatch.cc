#include "backends/local/kernels/dispatch.h"

#include <fmt/core.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "harness/core/error.h"

namespace assay::local {

namespace scalar {
extern const KernelTable kTable;
}
#if defined(__x86_64__)
namespace avx2 {
extern const KernelTable kTable;
}
namespace avx512 {
extern const KernelTable kTable;
}
#endif

namespace {

// Best first: one line an instruction set.
std::vector<const KernelTable*> tables_for([[maybe_unused]] const CpuFeatures& features) {
  std::vector<const KernelTable*> tables;
#if defined(__x86_64__)
  if (features.avx512) tables.push_back(&avx512::kTable);
  if (features.avx2) tables.push_back(&avx2::kTable);
#endif
  tables.push_back(&scalar::kTable);
  return tables;
}

}  // namespace

std::span<const KernelTable* const> available_kernels() {
  static const std::vector<const KernelTable*> tables = tables_for(detect_cpu_features());
  return tables;
}

const KernelTable& choose_kernels(std::string_view forced, const CpuFeatures& features) {
  const std::vector<const KernelTable*> tables = tables_for(features);
  if (forced.empty()) return *tables.front();
  for (const KernelTable* table : tables) {
    if (forced == table->name) return *table;
  }
  const std::string choice = fmt::format("this CPU can run: {}", names_of(features));
  if (forced == "amx") {
    throw Error(ErrorKind::kConfig, fmt::format("ASSAY_KERNELS=amx: this build has no AMX kernels; {}", choice));
  }
  if (forced == "avx2" || forced == "avx512") {
    throw Error(ErrorKind::kConfig,
                fmt::format("ASSAY_KERNELS={}: this CPU or its operating system lacks it; {}", forced, choice));
  }
  throw Error(ErrorKind::kConfig, fmt::format("ASSAY_KERNELS={}: no such kernels; {}", forced, choice));
}

const KernelTable& kernels() {
  static const KernelTable& chosen = []() -> const KernelTable& {
    const char* forced = std::getenv("ASSAY_KERNELS");
    return choose_kernels(forced == nullptr ? "" : forced, detect_cpu_features());
  }();
  return chosen;
}

}  // namespace assay::local
