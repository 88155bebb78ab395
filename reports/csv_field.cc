#include "reports/csv_field.h"

#include <fmt/core.h>

namespace assay::reports {

std::string csv_field(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"')
      out += "\"\"";
    else if (c == '\0')
      out += "\xEF\xBF\xBD";
    else
      out += c;
  }
  return text.find_first_of("\",\r\n") == std::string_view::npos && !text.starts_with(' ') ? out : "\"" + out + "\"";
}

std::string csv_number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

}  // namespace assay::reports
