#include "datasets/file_digest.h"

#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::datasets {

std::string file_sha256(const std::string& file) {
  if (std::filesystem::is_directory(file))
    throw Error(ErrorKind::kData, fmt::format("{}: is a folder; expected a file", file));
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorKind::kData, fmt::format("{}: cannot be opened", file));
  std::vector<char> chunk(1u << 20);
  Sha256 hash;
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || in.gcount() > 0)
    hash.update(std::string_view(chunk.data(), static_cast<std::size_t>(in.gcount())));
  if (!in.eof()) throw Error(ErrorKind::kData, fmt::format("{}: cannot be read", file));
  return hash.hex();
}

}  // namespace assay::datasets
