#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// An answer of one or several spans as DROP compares it.
struct DropAnswer {
  std::vector<std::string> spans;              ///< each normalised
  std::vector<std::vector<std::string>> bags;  ///< the words of each span, sorted, once each
};

/// No answer of more spans is compared: the best alignment takes cubic time.
inline constexpr std::size_t kMaxDropSpans = 1000;

/// One span as DROP compares it: split at spaces and hyphens, lower case, numbers in one form ("5" is "5.0"), other words
/// without ASCII punctuation, articles left out.
std::string drop_normalize(std::string_view span);

/// The spans of an answer, normalised.
DropAnswer drop_answer(const std::vector<std::string>& spans);

/// The spans that a text gives: those of a JSON list of strings, else the text itself.
std::vector<std::string> drop_spans(std::string_view text);

/// 1 where both have the same spans in any order, else 0.
double drop_exact_match(const DropAnswer& answer, const DropAnswer& reference);

/// The mean F1 of the bags of words under the best 1-1 alignment of the spans, where a bag scores 0 against a reference
/// whose numbers it all lacks; rounded to two decimals, as the official script does.
/// Requires: at most kMaxDropSpans spans each.
/// Source: Dua et al. 2019 (arXiv:1903.00161), section 5, and the official evaluation script.
double drop_f1(const DropAnswer& answer, const DropAnswer& reference);

}  // namespace assay::metrics
