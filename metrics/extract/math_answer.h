#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::metrics {

/// What the last `\boxed{..}` or `\fbox{..}` of a text holds, braces balanced; nothing where there is none, or where it does
/// not end, as in an answer that was cut off.
std::optional<std::string> last_boxed(std::string_view text);

/// The final answer of a solution: what is boxed; else what follows the last "answer is", "answer:" or "####" in its line,
/// of which a single formula between dollar signs is taken alone; else the last formula that stands alone in the last line;
/// else the last line itself. The text is as it was written, stripped.
std::string final_math_answer(std::string_view text);

}  // namespace assay::metrics
