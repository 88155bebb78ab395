#pragma once

#include <string_view>

namespace assay::reports::viewer {

/// The style sheet of the HTML report. ASCII; holds no "</".
extern const std::string_view kStyle;
/// The script of the HTML report: reads the two JSON elements of the page and draws it. Text goes in by textContent
/// only.
extern const std::string_view kScript;

}  // namespace assay::reports::viewer
