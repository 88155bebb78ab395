#include "harness/text/jinja/filters.h"

namespace assay::text::jinja {

const Filter* find_filter(std::string_view name) {
  for (const auto& table : {text_filters(), value_filters(), sequence_filters(), selection_filters(), data_filters()})
    for (const Filter& filter : table)
      if (filter.name == name) return &filter;
  return nullptr;
}

std::vector<std::string> filter_names() {
  std::vector<std::string> names;
  for (const auto& table : {text_filters(), value_filters(), sequence_filters(), selection_filters(), data_filters()})
    for (const Filter& filter : table) names.emplace_back(filter.name);
  return names;
}

}  // namespace assay::text::jinja
