#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::metrics {

/// How many edits turn the answer into the reference: words inserted, removed or replaced, and runs of words moved. Moves
/// are sought greedily and the edit distance in a beam around the diagonal, both as tercom does and with the limits of
/// sacreBLEU 2.6.0, so that the number equals theirs and not the smallest possible one. Words are numbers.
/// Throws: Error(kData) over 2^16 words in the answer or 2^20 in the reference, which would take more than seconds.
/// Source: Snover et al. 2006, "A study of translation edit rate with targeted human annotation", section 3.
std::size_t translation_edits(std::span<const std::uint32_t> answer, std::span<const std::uint32_t> reference);

}  // namespace assay::metrics
