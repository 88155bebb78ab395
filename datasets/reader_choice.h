#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "harness/core/reader.h"

namespace assay::datasets {

/// The format of a file: the one stated, or that of its name ("x.jsonl", "x.csv.gz"), in any case. Stated as "json", a
/// file whose name says JSON lines is read as such.
/// Throws: Error(kConfig) for a name that no format has, and a format that is not known.
const ReaderDef& choose_reader(const std::string& path, std::span<const ReaderDef* const> readers,
                               std::string_view format = "");

/// The format of the file's name, or nullptr where no format has such names.
const ReaderDef* reader_of_name(std::string_view path, std::span<const ReaderDef* const> readers);

/// Opens a dataset file in the format that `choose_reader` finds.
/// Throws: also Error(kData) where it cannot be opened, and Error(kConfig) for an option that its format does not know.
std::unique_ptr<Reader> open_rows(const std::string& path, std::span<const ReaderDef* const> readers,
                                  const ReadOptions& options = {}, std::string_view format = "");

}  // namespace assay::datasets
