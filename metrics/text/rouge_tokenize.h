#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// The tokens that ROUGE compares: runs of a..z and 0..9 of the lower-cased text; with `use_stemmer` those longer than
/// three characters are stemmed.
/// Source: rouge-score 0.1.2.
std::vector<std::string> rouge_tokens(std::string_view text, bool use_stemmer);

}  // namespace assay::metrics
