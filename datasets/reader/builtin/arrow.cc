#include <array>
#include <string_view>

#include "datasets/reader/arrow_module.h"

namespace assay::datasets::builtin {
namespace {

constexpr std::array<std::string_view, 4> kExtensions = {".arrow", ".arrows", ".ipc", ".feather"};

}  // namespace

extern const ReaderDef arrow = {
    "arrow", "Arrow IPC, file or stream format, as HuggingFace's save_to_disk and cache hold it; through Apache Arrow.",
    kExtensions, {}, [](const std::string& path, const ReadOptions&) { return open_arrow_reader(path); }};

}  // namespace assay::datasets::builtin
