#include "metrics/text/vocabulary.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_map>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

TEST(Vocabulary, NumbersTextsInOrderOfArrival) {
  Vocabulary vocabulary;
  const std::vector<std::string> texts = {"a", "b", "a", "c"};
  EXPECT_EQ(vocabulary.numbers(texts), (std::vector<std::uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(vocabulary.number("c"), 2U);
  EXPECT_EQ(vocabulary.size(), 3U);
}

TEST(Vocabulary, EqualsAMapForTextsOfAnyLength) {
  RandomStream random(5);
  std::vector<std::string> texts(3000);
  // Few letters and bytes of zero, so that many are equal, or equal but for their length.
  for (std::string& text : texts)
    for (std::uint64_t size = random.below(20); size > 0; --size) text += random.below(8) == 0 ? 'a' : '\0';
  Vocabulary vocabulary;
  std::unordered_map<std::string, std::uint32_t> expected;
  for (const std::string& text : texts)
    EXPECT_EQ(vocabulary.number(text), expected.emplace(text, expected.size()).first->second);
  EXPECT_EQ(vocabulary.size(), expected.size());
}

}  // namespace
}  // namespace assay::metrics
