#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "datasets/registry.h"
#include "harness/core/error.h"

namespace {

// The bytes as a file that every reader can open by its name, twice if it wants to.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("fuzz", 0)) {
    if (descriptor_ < 0 || write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  ~MemoryFile() { close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

/// Any bytes are a file of rows in every text format, compressed or not: objects, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(data, size);
  for (const assay::ReaderDef* def : assay::datasets::builtin::all_readers()) {
    if (def->name == "parquet" || def->name == "arrow") continue;
    try {
      const auto reader = def->open(file.path(), {});
      int count = 0;
      for (assay::Value row; count < 1000 && reader->next(row); ++count) {
        if (!row.is_object()) std::abort();
        reader->where();
      }
    } catch (const assay::Error&) {
    }
  }
  return 0;
}
