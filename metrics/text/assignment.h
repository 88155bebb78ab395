#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace assay::metrics {

/// For each row of a table of scores the column it is assigned, or -1: every row and column is used at most once, min(rows,
/// columns) pairs are made, and the sum of their scores is the largest possible. Takes O(min^2 max) steps.
/// Shapes: scores [rows, columns] row-major, all finite.
/// Source: Kuhn 1955; successive shortest augmenting paths as in Jonker & Volgenant 1987.
std::vector<std::ptrdiff_t> best_assignment(std::span<const double> scores, std::size_t rows, std::size_t columns);

}  // namespace assay::metrics
