#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace assay::metrics {

/// The inverse of a symmetric positive definite matrix; nullopt where it is not one up to rounding.
/// Shapes: matrix [n, n] row-major, and so the result.
/// Source: Cholesky's decomposition, Golub & Van Loan, "Matrix computations".
std::optional<std::vector<double>> spd_inverse(const std::vector<double>& matrix, std::size_t n);

}  // namespace assay::metrics
