#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::metrics {

/// An answer in the spelling in which MATH compares answers as texts: one form of fractions and roots, no sizes, degrees,
/// dollar signs, per cents and units. Nothing where that spelling is not defined ("x/2", a root of nothing): such answers are
/// compared as they are. Source: strip_string of Hendrycks et al. 2021 as in lm-evaluation-harness 0.4.13.
std::optional<std::string> math_spelling(std::string_view answer);

/// Whether two answers are equal in that spelling, or as they are where one of them has none.
bool equal_in_math_spelling(std::string_view a, std::string_view b);

/// Where MATH's checker looks for the answer: between the first and the last dollar sign, else all of the text; with `boxed`
/// what the last `\boxed{..}` holds, where there is one. Source: the same tool's hendrycks_math and aime.
std::string math_answer_in(std::string_view text, bool boxed);

/// A final answer in the spelling of Minerva: without what stands before an equals sign, words of units, and marks of LaTeX.
/// Source: Lewkowycz et al. 2022 (arXiv:2206.14858), appendix D, as in lm-evaluation-harness 0.4.13.
std::string minerva_spelling(std::string_view answer);

/// What stands in "Final Answer: The final answer is X. I hope it is correct.", whose end may be missing; nothing without it.
std::optional<std::string> minerva_answer_in(std::string_view text);

}  // namespace assay::metrics
