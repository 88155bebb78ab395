#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// Precision, recall and their harmonic mean.
struct RougeScore {
  double precision = 0.0;
  double recall = 0.0;
  double fmeasure = 0.0;
};

/// The tokens of a text, or of one of its sentences.
using Tokens = std::vector<std::string_view>;
using Sentences = std::vector<Tokens>;

/// ROUGE-N: the share of common n-grams. Requires: n > 0.
RougeScore rouge_n(const Tokens& answer, const Tokens& reference, std::size_t n);

/// ROUGE-L: the longest common subsequence of the tokens.
/// Throws: Error(kData) where the texts are so long (over 2^36 pairs of tokens) that it would take more than seconds.
RougeScore rouge_l(const Tokens& answer, const Tokens& reference);

/// Summary-level ROUGE-L: for each sentence of the reference the union of its longest common subsequences with every
/// sentence of the answer, where no token of either side counts twice. Throws: as rouge_l, and over 2^22 pairs of
/// sentences. Source: Lin 2004, "ROUGE: a package for automatic evaluation of summaries", section 3.2, as rouge-score
/// 0.1.2 has it.
RougeScore rouge_lsum(const Sentences& answer, const Sentences& reference);

}  // namespace assay::metrics
