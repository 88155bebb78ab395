#pragma once

#include <string>
#include <string_view>

namespace assay::metrics {

/// A formula in one spelling: no marks of mathematics mode, sizes or spacing; `\frac`, `*`, `\ge`, `\le`, `\ne` for what
/// means the same; no degree signs, dollar signs and thousands separators of LaTeX; the units behind it and a full
/// stop dropped; "and" and "or" as commas. Spaces are single, and kept only between what they part.
/// Source: in the spirit of the answer checkers of MATH (Hendrycks et al. 2021) and Minerva (Lewkowycz et al. 2022).
std::string normalize_math(std::string_view text);

}  // namespace assay::metrics
