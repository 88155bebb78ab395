#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/report.h"
#include "harness/run/rescore.h"

namespace assay::cli {

/// What scoring again changed, as a person or a program reads it.
struct RescoreOutput {
  std::string run, run_name;
  const std::vector<run::RescoredMetric>& results;
  bool dry_run = false;
  std::size_t show = 10;  ///< of so many changed samples a list is shown to a person; programs get them all
};

/// Whether `write_rescore` knows the format: terminal, md, json or csv.
bool is_rescore_format(std::string_view format);

/// Writes it in that format. Requires: `is_rescore_format`.
void write_rescore(const RescoreOutput& output, std::string_view format, const ReportOptions& options,
                   std::ostream& out);

}  // namespace assay::cli
