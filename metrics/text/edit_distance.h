#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace assay::metrics {

/// The least number of symbols to insert, delete or replace that turns one sequence into the other (Levenshtein's
/// distance). A column of the dynamic programme is 64 cells a word, so it takes |a| * |b| / 64 steps and memory linear in
/// the shorter sequence; what both begin or end with costs nothing.
/// Throws: Error(kData) where the sequences are so long (over 2^36 pairs of symbols) that it would take more than seconds.
/// Source: Myers 1999, "A fast bit-vector algorithm for approximate string matching based on dynamic programming", in the
/// form for whole sequences of Hyyro 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances".
std::size_t edit_distance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// The same over code points.
std::size_t edit_distance(std::u32string_view a, std::u32string_view b);

}  // namespace assay::metrics
