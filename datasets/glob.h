#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// Whether a path is a pattern: it holds one of * ? [ {.
bool is_glob(std::string_view path);

/// Whether one name (no folder) fits a pattern of `*`, `?` (one code point), `[a-z0-9]` and `[!..]`. A name that begins
/// with a dot fits only a pattern that does. A bracket that is not closed stands for itself.
bool glob_match(std::string_view pattern, std::string_view name);

/// The files that a path or pattern names, each once, in the order of their bytes. `{a,b}` gives alternatives, `**` as a
/// whole part of the path any number of folders; hidden ones and links to folders are left out of it. A file that is called
/// exactly like the pattern is that file. What is no pattern is given back as it is, there or not.
/// Throws: Error(kData) where nothing fits, with what lies in the nearest folder there is; Error(kConfig) for a pattern of
/// more than 1000 alternatives, or one that leads through more than a million files.
std::vector<std::string> expand_glob(const std::string& pattern);

}  // namespace assay::datasets
