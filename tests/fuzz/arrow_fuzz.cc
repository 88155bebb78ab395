#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "datasets/reader/arrow_module.h"
#include "harness/core/error.h"

/// Any bytes are a Parquet or Arrow file of rows, or an Error. Arrow itself, in the module beside, is built
/// without coverage.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const int descriptor = memfd_create("fuzz", 0);
  if (descriptor < 0 || write(descriptor, data, size) != static_cast<ssize_t>(size)) std::abort();
  try {
    const auto reader = datasets::open_arrow_reader("/proc/self/fd/" + std::to_string(descriptor));
    reader->columns();
    int count = 0;
    for (Value row; count < 1000 && reader->next(row); ++count)
      if (!row.is_object()) std::abort();
  } catch (const Error&) {
  }
  close(descriptor);
  return 0;
}
