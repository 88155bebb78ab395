#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// The whole numbers that a text writes in English words, in their order: "twenty-three", "one hundred and five", "two
/// million", "a dozen" none. Words are taken whole, whatever their case: there is no ten in "often". Numbers of a billion
/// billions and more are left out.
std::vector<std::int64_t> english_numbers(std::string_view text);

}  // namespace assay::metrics
