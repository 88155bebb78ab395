#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "metrics/text/vocabulary.h"

namespace assay::metrics {

/// Numbers for characters, from 0 in order of arrival. What is no valid UTF-8 counts as U+FFFD.
/// Requires: the texts outlive this object.
class CharacterNumbers {
 public:
  /// The numbers of the characters of a text, without white space unless `whitespace`.
  std::vector<std::uint32_t> numbers(std::string_view text, bool whitespace);
  /// How many different characters there were.
  std::uint32_t size() const { return size_; }

 private:
  std::uint32_t size_ = 0;
  std::array<std::uint32_t, 128> ascii_{};           ///< number plus one, 0 where there is none
  Vocabulary others_;
  std::vector<std::uint32_t> numbers_of_others_;
};

}  // namespace assay::metrics
