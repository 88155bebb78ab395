#include "harness/core/check.h"

#include <cstdio>
#include <cstdlib>

namespace assay::detail {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: internal check failed: %s\nThis is a bug in assay; please report it.\n", file, line,
               condition);
  std::abort();
}

}  // namespace assay::detail
