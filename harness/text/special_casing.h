#pragma once

#include <array>

namespace assay::text {

/// A code point whose full upper or title case is more than one code point, unconditionally; unused places are 0.
/// Source: SpecialCasing.txt of the Unicode Character Database.
struct SpecialCasing {
  char32_t code_point;
  std::array<char32_t, 3> upper;
  std::array<char32_t, 3> title;
};

/// The entry of a code point, or nullptr.
const SpecialCasing* find_special_casing(char32_t code_point);

}  // namespace assay::text
