#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay::datasets {

/// How many rows one page of the viewer holds at most.
inline constexpr std::int64_t kViewerPageRows = 100;

/// One split of one configuration of a dataset.
struct ViewerSplit {
  std::string config, split;
};

/// A page of rows.
struct ViewerPage {
  Value features;  ///< `[{"name": .., "type": {..}}, ..]`, with the names of classes
  std::vector<Value> rows;
  std::int64_t num_rows_total = 0;  ///< of the whole split
};

/// The address that lists the splits of a dataset. `endpoint` is the viewer's base URL.
/// Source: HuggingFace's dataset viewer, /splits and /rows
std::string splits_url(std::string_view endpoint, std::string_view dataset);
/// The address of the rows from `offset` on.
std::string rows_url(std::string_view endpoint, std::string_view dataset, const ViewerSplit& split, std::int64_t offset,
                     std::int64_t length);

/// The splits in an answer to `splits_url`. Throws: Error(kRuntime) for what is no such answer; Error(kData) for names that
/// cannot be file names. `where` is the address.
std::vector<ViewerSplit> parse_splits(std::string_view body, const std::string& where);

/// The rows in an answer to `rows_url`. Throws: Error(kRuntime) for what is no such answer, or holds other rows than those
/// from `offset` on; Error(kData) where the viewer has shortened a value.
ViewerPage parse_page(std::string_view body, std::int64_t offset, const std::string& where);

}  // namespace assay::datasets
