#pragma once

#include <optional>
#include <string>
#include <utility>

namespace assay::metrics {

/// What a two-sided test found.
struct TestResult {
  std::optional<double> p;
  std::optional<double> statistic;  ///< the one the method is known by
  std::string method;               ///< "mcnemar_mid_p", "sign_flip_exact", ...
  std::string reason;               ///< why there is no p; "" where there is one
};

/// A test that says nothing, and why.
inline TestResult no_test(std::string method, std::string reason) {
  return {std::nullopt, std::nullopt, std::move(method), std::move(reason)};
}

}  // namespace assay::metrics
