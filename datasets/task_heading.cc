#include "datasets/task_heading.h"

namespace assay::datasets {
namespace {

std::string value_of(std::string_view value) {
  if (const std::size_t comment = value.find(" #"); comment != std::string_view::npos) value = value.substr(0, comment);
  const std::size_t begin = value.find_first_not_of(" \t\r\"'");
  if (begin == std::string_view::npos) return "";
  const std::size_t end = value.find_last_not_of(" \t\r\"'");
  return std::string(value.substr(begin, end - begin + 1));
}

}  // namespace

TaskHeading heading_of(std::string_view yaml) {
  TaskHeading heading;
  while (!yaml.empty()) {
    const std::size_t end = yaml.find('\n');
    const std::string_view line = yaml.substr(0, end);
    yaml.remove_prefix(end == std::string_view::npos ? yaml.size() : end + 1);
    if (line.starts_with("group:")) {
      heading.name = value_of(line.substr(6));
      heading.is_group = true;
    } else if (line.starts_with("task:") && !heading.is_group) {
      heading.name = value_of(line.substr(5));
    } else if (line.starts_with("tag:") || line.starts_with("include:")) {
      heading.mentions_tag = true;
    }
  }
  return heading;
}

}  // namespace assay::datasets
