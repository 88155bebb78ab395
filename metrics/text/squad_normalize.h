#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// An answer as SQuAD compares it: lower case, without ASCII punctuation and the articles a, an and the, white space
/// made single and stripped.
/// Source: Rajpurkar et al. 2016 (arXiv:1606.05250) and the official evaluation script.
std::string squad_normalize(std::string_view text);

/// The words of the normalised answer.
std::vector<std::string> squad_tokens(std::string_view text);

}  // namespace assay::metrics
