#include "metrics/text/assignment.h"

#include <algorithm>
#include <limits>

#include "harness/core/check.h"

namespace assay::metrics {

std::vector<std::ptrdiff_t> best_assignment(std::span<const double> scores, std::size_t rows, std::size_t columns) {
  ASSAY_CHECK(scores.size() == rows * columns);
  if (rows > columns) {
    std::vector<double> transposed(scores.size());
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) transposed[c * rows + r] = scores[r * columns + c];
    std::vector<std::ptrdiff_t> assigned(rows, -1);
    const std::vector<std::ptrdiff_t> of_column = best_assignment(transposed, columns, rows);
    for (std::size_t c = 0; c < columns; ++c) assigned[static_cast<std::size_t>(of_column[c])] = static_cast<std::ptrdiff_t>(c);
    return assigned;
  }

  // Minimises the negated scores. Rows and columns count from 1; column 0 stands for the row that seeks a place, and the
  // potentials keep every reduced cost at or above zero, so Dijkstra's search finds the cheapest augmenting path.
  std::vector<double> row_potential(rows + 1, 0.0), column_potential(columns + 1, 0.0);
  std::vector<std::size_t> row_of(columns + 1, 0), previous(columns + 1, 0);
  std::vector<double> distance(columns + 1);
  std::vector<char> reached(columns + 1);
  for (std::size_t row = 1; row <= rows; ++row) {
    std::fill(distance.begin(), distance.end(), std::numeric_limits<double>::infinity());
    std::fill(reached.begin(), reached.end(), 0);
    row_of[0] = row;
    std::size_t column = 0;
    do {
      reached[column] = 1;
      const std::size_t from = row_of[column];
      double least = std::numeric_limits<double>::infinity();
      std::size_t nearest = 0;
      for (std::size_t c = 1; c <= columns; ++c) {
        if (reached[c] != 0) continue;
        const double reduced = -scores[(from - 1) * columns + c - 1] - row_potential[from] - column_potential[c];
        if (reduced < distance[c]) {
          distance[c] = reduced;
          previous[c] = column;
        }
        if (distance[c] < least) {
          least = distance[c];
          nearest = c;
        }
      }
      ASSAY_CHECK(nearest != 0);
      for (std::size_t c = 0; c <= columns; ++c) {
        if (reached[c] != 0) {
          row_potential[row_of[c]] += least;
          column_potential[c] -= least;
        } else {
          distance[c] -= least;
        }
      }
      column = nearest;
    } while (row_of[column] != 0);
    while (column != 0) {
      row_of[column] = row_of[previous[column]];
      column = previous[column];
    }
  }

  std::vector<std::ptrdiff_t> assigned(rows, -1);
  for (std::size_t c = 1; c <= columns; ++c)
    if (row_of[c] != 0) assigned[row_of[c] - 1] = static_cast<std::ptrdiff_t>(c - 1);
  return assigned;
}

}  // namespace assay::metrics
