#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "harness/core/report.h"

namespace assay::cli {

/// Throws: Error(kConfig) where a file could not be made at `path`: known before a long run, not after it.
void check_writable(const std::string& path);

/// Writes a file: first beside it, then moved in place, so that a full disk leaves no half page. Throws: Error(kRuntime).
void write_file(const std::string& path, const std::function<void(std::ostream&)>& write);

/// Writes a report to a file in the same way. Throws: Error(kRuntime).
void write_report(const ReportDef& report, const RunView& run, const std::string& path);

}  // namespace assay::cli
