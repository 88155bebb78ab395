#pragma once

#include <memory>
#include <string>

#include "harness/text/regex.h"

namespace assay::text::jinja {

/// The compiled pattern, in Python's syntax: the last ones stay compiled, because a task renders one template for every row.
/// Throws: Error(kConfig) for a pattern that cannot be read.
/// Threads: safe; each thread keeps patterns of its own.
std::shared_ptr<const Regex> recent_regex(const std::string& pattern);

}  // namespace assay::text::jinja
