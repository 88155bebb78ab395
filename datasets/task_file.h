#pragma once

#include <string>
#include <string_view>

#include "harness/core/options.h"

namespace assay::datasets {

/// The map of a task file with the files that it includes beneath it, as lm-evaluation-harness merges them: of several
/// includes the later one wins, and the file's own keys win over all; a value is replaced whole. `task_list` is not
/// inherited. Each value knows the file that it was written in.
/// Throws: Error(kConfig) with file and line for a file that cannot be read or is no map, for an include of itself (over
/// whatever detour), and for a `!function`: a task is data, and runs no code.
YamlNode read_task_file(const std::string& path);

/// The same, with each `!function` as a scalar of that tag: for what reads them without running them.
YamlNode read_task_file_with_functions(const std::string& path);

/// The same from YAML text that is called `source`; includes are relative to `base_folder`.
YamlNode parse_task_file(std::string_view yaml, const std::string& source, const std::string& base_folder);

/// The keys of `over` laid over those of `base`. Requires: both are maps.
YamlNode laid_over(YamlNode base, const YamlNode& over);

/// The member of a map, or nullptr.
const YamlNode* find_member(const YamlNode& map, std::string_view key);

}  // namespace assay::datasets
