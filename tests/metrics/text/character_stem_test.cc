#include "metrics/text/character_stem.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "metrics/text/porter.h"
#include "tests/support/shared.h"

namespace assay::metrics {
namespace {

TEST(CharacterStem, EqualsNltkBeyondAscii) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/metrics/text_metrics_expected.json")), "golden");
  int checked = 0;
  for (const auto& [word, stem] : golden.find("stems")->as_object()) {
    EXPECT_EQ(character_stem(word), stem.as_string()) << word;
    ++checked;
  }
  EXPECT_GE(checked, 20);
}

TEST(CharacterStem, OfAsciiIsThatOfPorter) {
  for (const char* word : {"", "a", "flies", "dying", "nationality", "relational"})
    EXPECT_EQ(character_stem(word), porter_stem(word));
}

TEST(CharacterStem, TakesBrokenBytesForReplacementCharacters) {
  EXPECT_EQ(character_stem("\xFF\xFF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace assay::metrics
