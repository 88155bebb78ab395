#pragma once

namespace assay::detail {
/// Prints the failed condition with its place to stderr and aborts; used by ASSAY_CHECK alone.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace assay::detail

/// States what must hold unless this program has a bug; on in every build, aborts with file and line.
#define ASSAY_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::assay::detail::check_failed(#condition, __FILE__, __LINE__))
