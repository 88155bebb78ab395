#pragma once

#include <string>
#include <string_view>

namespace assay::datasets {

/// What a task file calls itself; found by its lines, so that thousands of files need no YAML reader.
struct TaskHeading {
  std::string name;           ///< of the group or task; "" for a file that is neither
  bool is_group = false;
  bool mentions_tag = false;  ///< it has the key, or may inherit it

  bool operator==(const TaskHeading&) const = default;
};

/// The heading in the text of a YAML file.
TaskHeading heading_of(std::string_view yaml);

}  // namespace assay::datasets
