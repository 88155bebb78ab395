#include "metrics/text/porter.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/support/shared.h"

namespace assay::metrics {
namespace {

TEST(Porter, StemsTheExamplesOfThePaper) {
  // Porter 1980, steps 1 to 5.
  const std::vector<std::pair<std::string, std::string>> kExamples = {
      {"caresses", "caress"},   {"ponies", "poni"},         {"cats", "cat"},         {"feed", "feed"},
      {"agreed", "agre"},       {"plastered", "plaster"},   {"motoring", "motor"},   {"sing", "sing"},
      {"conflated", "conflat"}, {"sized", "size"},          {"hopping", "hop"},      {"falling", "fall"},
      {"hissing", "hiss"},      {"failing", "fail"},        {"filing", "file"},      {"happy", "happi"},
      {"relational", "relat"},  {"rational", "ration"},     {"digitizer", "digit"},  {"radically", "radic"},
      {"hopefulness", "hope"},  {"triplicate", "triplic"},  {"formalize", "formal"}, {"revival", "reviv"},
      {"adoption", "adopt"},    {"replacement", "replac"},  {"probate", "probat"},   {"rate", "rate"},
      {"cease", "ceas"},        {"controlling", "control"}, {"roll", "roll"},
  };
  for (const auto& [word, stem] : kExamples) EXPECT_EQ(porter_stem(word), stem) << word;
}

TEST(Porter, HasTheExtensionsOfNltk) {
  EXPECT_EQ(porter_stem("dying"), "die");
  EXPECT_EQ(porter_stem("dies"), "die");
  EXPECT_EQ(porter_stem("spied"), "spi");
  EXPECT_EQ(porter_stem("enjoy"), "enjoy");
  EXPECT_EQ(porter_stem("fly"), "fli");
  EXPECT_EQ(porter_stem("geology"), "geolog");
}

TEST(Porter, TakesAnyBytesOfAnyLength) {
  EXPECT_EQ(porter_stem(""), "");
  EXPECT_EQ(porter_stem("ed"), "ed");
  EXPECT_EQ(porter_stem("ing"), "ing");
  EXPECT_EQ(porter_stem("ion"), "ion");
  EXPECT_EQ(porter_stem("1980s"), "1980");
  const std::string ys(100000, 'y');
  EXPECT_EQ(porter_stem(ys + "ed").size(), ys.size());
}

TEST(Porter, EqualsNltkOnItsVocabulary) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/porter_nltk.tsv");
  std::istringstream lines(test::read_file(path));
  int checked = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    const std::string stem = line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1);
    EXPECT_EQ(porter_stem(line.substr(0, tab)), stem) << line;
    ++checked;
  }
  EXPECT_EQ(checked, 2006);
}

}  // namespace
}  // namespace assay::metrics
