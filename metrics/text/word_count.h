#pragma once

#include <cstddef>
#include <string_view>

namespace assay::metrics {

/// How many pieces the white space of a text parts it into, as Python's re.split(r"\s+", text) counts them: empty
/// pieces at the ends too, so that no text has fewer than one. Source: lm-evaluation-harness 0.4, which divides the
/// perplexity of a word by it.
std::size_t count_words(std::string_view text);

}  // namespace assay::metrics
