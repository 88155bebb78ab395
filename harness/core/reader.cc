#include "harness/core/reader.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/core/error.h"

namespace assay {

void refuse_unknown_options(const ReaderDef& def, const ReadOptions& options, const std::string& path) {
  const std::pair<std::string_view, bool> stated[] = {
      {"records", !options.records.empty()},           {"delimiter", !options.delimiter.empty()},
      {"column_names", !options.column_names.empty()}, {"keep_default_na", options.keep_default_na.has_value()},
      {"quoting", options.quoting.has_value()},         {"sample_by", !options.sample_by.empty()},
  };
  for (const auto& [name, is_stated] : stated) {
    if (!is_stated || std::find(def.options.begin(), def.options.end(), name) != def.options.end()) continue;
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: the format '{}' has no option '{}'; {}", path, def.name, name,
                            def.options.empty() ? "it has none" : fmt::format("it has {}", fmt::join(def.options, ", "))));
  }
}

}  // namespace assay
