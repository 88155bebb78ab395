#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/random.h"

namespace assay::datasets {

/// What the length of a text is counted in.
enum class LengthUnit {
  kCharacters,
  kWords,   ///< between white space
  kTokens,  ///< four characters each, as usual tokenizers make of English on average
};

/// The largest text that is made.
inline constexpr std::int64_t kMaxHaystackCharacters = 10'000'000;
/// Characters that count as one token.
inline constexpr std::int64_t kCharactersOfAToken = 4;

/// The length of an ASCII text in that unit, rounded up.
std::int64_t length_in(std::string_view text, LengthUnit unit);

/// A sentence that has its place in the text: 0 is the start, 1 the end.
struct Planted {
  std::string sentence;
  double depth = 0.0;
  std::size_t at = 0;  ///< byte where it came to stand, set by `make_haystack`
};

/// Where the text between the planted sentences comes from.
class HaystackSource {
 public:
  virtual ~HaystackSource() = default;
  virtual std::string next(RandomStream& random) const = 0;
};

/// A text of sentences, `separator` between them, with the planted ones at their depths; no longer than `length` and
/// shorter by less than one sentence. `planted` is sorted by depth, equal depths stay in their order.
/// Throws: Error(kConfig) where the planted sentences alone are longer.
std::string make_haystack(RandomStream& random, const HaystackSource& source, std::int64_t length, LengthUnit unit,
                          std::string_view separator, std::vector<Planted>& planted);

}  // namespace assay::datasets
