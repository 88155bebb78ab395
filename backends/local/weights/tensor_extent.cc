#include "backends/local/weights/tensor_extent.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace assay::local {

std::optional<std::uint64_t> tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape) {
  // Overflow counts even where another extent is 0: readers multiply in their own order.
  std::int64_t values = 1;
  bool empty = false;
  for (const std::int64_t extent : shape) {
    if (extent == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(values, extent, &values)) {
      return std::nullopt;
    }
  }
  std::int64_t bytes = 0;
  const auto blocks = values / static_cast<std::int64_t>(block_values(dtype));
  if (__builtin_mul_overflow(blocks, static_cast<std::int64_t>(block_bytes(dtype)), &bytes)) return std::nullopt;
  return empty ? 0 : static_cast<std::uint64_t>(bytes);
}

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace assay::local
