#pragma once

#include <optional>
#include <string_view>

namespace assay::metrics {

/// The number that Python's float() reads from a text: white space around it, digits of any script, single underscores
/// between digits, "inf", "infinity" and "nan" are taken; nullopt where it is no number.
std::optional<double> python_float(std::string_view text);

}  // namespace assay::metrics
