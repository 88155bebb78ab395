#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::local {

/// One tensor as the header of a safetensors file describes it, not yet checked against the file's data.
struct SafetensorsEntry {
  std::string name;
  std::string dtype;  ///< as written: "F32", "BF16", ...
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;  ///< from the start of the data
  std::uint64_t end = 0;
};

/// Reads the JSON header of a safetensors file strictly: only the members that the format has, each once, integers
/// exact. A reader of its own and not a general JSON parser, because that one lets the last of equal keys win and
/// builds a tree many times larger than a hostile header. `file` is the name for messages. Throws: Error(kRuntime) with
/// the tensor or byte of the header, what was found and what was expected.
std::vector<SafetensorsEntry> parse_safetensors_header(std::string_view header, std::string_view file);

}  // namespace assay::local
