#pragma once

#include <string>

namespace assay::datasets {

/// SHA-256 of the bytes of a file. Throws: Error(kData) where it cannot be read, and for a pipe or a device: those have no
/// content to come back to.
std::string file_sha256(const std::string& file);

}  // namespace assay::datasets
