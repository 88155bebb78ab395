#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/jinja/arguments.h"

namespace assay::text::jinja {

/// `value | name(arguments)`.
struct Filter {
  std::string_view name;
  Datum (*apply)(Evaluator&, const Datum& value, const Arguments&);
};

/// The filter of that name, or nullptr.
const Filter* find_filter(std::string_view name);
std::vector<std::string> filter_names();

/// The filters by what they work on; each table is in a file of its own.
std::span<const Filter> text_filters();
std::span<const Filter> value_filters();
std::span<const Filter> sequence_filters();
std::span<const Filter> selection_filters();
std::span<const Filter> data_filters();

}  // namespace assay::text::jinja
