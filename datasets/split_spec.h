#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// One part of a split as HuggingFace's library writes it: "test", "train[10:20]", "train[:-5%]".
struct SplitPart {
  std::string split;
  std::optional<std::int64_t> from, to;  ///< rows, or per cent of them; negative ones count from the end
  bool in_percent = false;
  bool drops_remainder = false;  ///< "(pct1_dropremainder)": per cents are multiples of one per cent, rounded down

  bool is_whole() const { return !from && !to; }
};

/// Rows from `first` up to but not including `last`.
struct RowRange {
  std::int64_t first = 0, last = 0;
};

/// The parts of a split such as "train[:50%]+test", in order. Throws: Error(kConfig) that shows the part and the forms
/// there are; `where` is the place of the text.
/// Source: datasets.ReadInstruction.from_spec
std::vector<SplitPart> parse_split(std::string_view written, std::string_view where);

/// The rows of a part among the `num_rows` of its split; never beyond them, and first <= last.
/// Throws: Error(kConfig) for pct1_dropremainder of fewer than 100 rows, which would always be none.
RowRange rows_of(const SplitPart& part, std::int64_t num_rows);

}  // namespace assay::datasets
