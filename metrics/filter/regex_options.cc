#include "metrics/filter/regex_options.h"

#include <fmt/core.h>

#include "harness/core/error.h"

namespace assay::metrics {

RegexOptions::RegexOptions(const Options& options)
    : pattern(options.text("regex_pattern", R"(#### (\-?[0-9\.\,]+))")),
      group_select(options.integer("group_select", 0)),
      fallback(options.text("fallback", "[invalid]")),
      where(options.where("regex_pattern")) {}

FindAll RegexOptions::find_all() const {
  try {
    return {pattern, group_select};
  } catch (const Error& error) {
    throw Error(ErrorKind::kConfig, fmt::format("{}: {}", where, error.message()));
  }
}

}  // namespace assay::metrics
