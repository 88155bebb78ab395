#pragma once

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/backend.h"
#include "harness/core/error.h"
#include "harness/core/filter.h"
#include "harness/core/metric.h"
#include "harness/core/rater.h"
#include "harness/core/reader.h"
#include "harness/core/report.h"

namespace assay {

/// Everything the build found in the `builtin/` folders, handed down from the composition root.
struct Registry {
  std::span<const MetricDef* const> metrics;
  std::span<const RaterDef* const> raters;
  std::span<const BackendDef* const> backends;
  std::span<const ReaderDef* const> readers;
  std::span<const ReportDef* const> reports;
  std::span<const FilterDef* const> filters = {};
};

/// The definition of that name. Throws: Error(kConfig) that lists the known names and the nearest one.
/// `what` is the word for a person: "backend", "report format"; `where` is where the name was written, or "".
template <class Def>
const Def& find_def(std::span<const Def* const> defs, std::string_view name, std::string_view what,
                    std::string_view where = {}) {
  std::vector<std::string> names;
  for (const Def* def : defs) {
    if (def->name == name) return *def;
    names.emplace_back(def->name);
  }
  const std::string near = did_you_mean(name, names);
  throw Error(ErrorKind::kConfig, fmt::format("{}{}unknown {} '{}'{}; known: {}", where, where.empty() ? "" : ": ", what, name,
                                              near.empty() ? "" : fmt::format("; did you mean '{}'?", near),
                                              fmt::join(names, ", ")));
}

/// Makes the metric written as `name` or `name:option=value,...`. `source` is where it was written.
/// Throws: Error(kConfig) for an unknown name or option.
std::unique_ptr<Metric> make_metric(std::span<const MetricDef* const> defs, std::string_view written,
                                    const std::string& source);
/// Makes the metric `name` with options from a file.
std::unique_ptr<Metric> make_metric(std::span<const MetricDef* const> defs, std::string_view name,
                                    const Options& options);

}  // namespace assay
