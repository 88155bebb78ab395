#include "tests/support/mutation.h"

#include <algorithm>
#include <cstdlib>

namespace assay::test {

std::size_t Mutator::below(std::size_t bound) {
  state_ += 0x9E3779B97F4A7C15u;  // splitmix64
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return static_cast<std::size_t>((z ^ (z >> 31)) % bound);
}

std::string Mutator::mutate(std::string text) {
  const std::size_t changes = 1 + below(4);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(text.size() - at, 1 + below(1 + below(32)));
    switch (below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 2: text.erase(at, length); break;
      case 3: text.insert(at, text.substr(at, length)); break;
      case 4: text.insert(below(text.size() + 1), text.substr(at, length)); break;
      case 5: text.insert(at, 1, static_cast<char>(below(256))); break;
      default:
        if (words_.empty())
          text.resize(at);
        else
          text.insert(at, words_[below(words_.size())]);
    }
  }
  return text;
}

int fuzz_rounds(int usual) {
  const char* rounds = std::getenv("ASSAY_FUZZ_ROUNDS");
  return rounds == nullptr ? usual : std::atoi(rounds);
}

}  // namespace assay::test
