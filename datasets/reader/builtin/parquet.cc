#include <array>
#include <string_view>

#include "datasets/reader/arrow_module.h"

namespace assay::datasets::builtin {
namespace {

constexpr std::array<std::string_view, 2> kExtensions = {".parquet", ".pq"};

}  // namespace

extern const ReaderDef parquet = {"parquet",
                                  "Parquet with any compression, nested columns too; through Apache Arrow.",
                                  kExtensions,
                                  {},
                                  [](const std::string& path, const ReadOptions&) { return open_arrow_reader(path); }};

}  // namespace assay::datasets::builtin
