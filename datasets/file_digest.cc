#include "datasets/file_digest.h"

#include <fmt/core.h>

#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/input_file.h"

namespace assay::datasets {

std::string file_sha256(const std::string& file) {
  InputFile in(file, ErrorKind::kData, "a regular file, which is read more than once");
  if (!in.is_regular())
    throw Error(ErrorKind::kData,
                fmt::format("{}: is a pipe or a device; expected a regular file, which is read more than once", file));
  std::vector<char> chunk(1u << 20);
  Sha256 hash;
  while (const std::size_t got = in.read(chunk.data(), chunk.size())) hash.update(std::string_view(chunk.data(), got));
  return hash.hex();
}

}  // namespace assay::datasets
