#pragma once

#include <atomic>

namespace assay::cli {

/// Becomes true at the first Ctrl-C (SIGINT) or SIGTERM once this was called; a second Ctrl-C ends the program at once.
const std::atomic<bool>& watch_for_interrupt();

}  // namespace assay::cli
