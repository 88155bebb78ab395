#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::test {

/// Makes broken texts of whole ones, the same ones for the same seed: bytes are flipped, cut out, doubled and moved, and
/// words that readers know are put in.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed, std::vector<std::string> words = {}) : state_(seed), words_(std::move(words)) {}

  std::string mutate(std::string text);

 private:
  std::size_t below(std::size_t bound);

  std::uint64_t state_;
  std::vector<std::string> words_;
};

/// How often a test of mutations goes round: `usual`, or ASSAY_FUZZ_ROUNDS.
int fuzz_rounds(int usual);

}  // namespace assay::test
