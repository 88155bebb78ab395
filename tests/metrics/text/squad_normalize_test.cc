#include "metrics/text/squad_normalize.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(SquadNormalize, DropsCasePunctuationArticlesAndWhiteSpace) {
  EXPECT_EQ(squad_normalize("  The  U.S.A., an \"Apple\"\tand a pear! "), "usa apple and pear");
  EXPECT_EQ(squad_normalize("the"), "");
  EXPECT_EQ(squad_normalize("theme"), "theme");
}

TEST(SquadNormalize, ArticlesEndAtUnicodeWordBoundaries) {
  EXPECT_EQ(squad_normalize("a\xC3\xB1o a"), "a\xC3\xB1o");
  EXPECT_EQ(squad_normalize("\xC3\x89lan the"), "\xC3\xA9lan");
  // A typographic apostrophe is no ASCII punctuation, and a boundary.
  EXPECT_EQ(squad_normalize("the\xE2\x80\x99s"), "\xE2\x80\x99s");
}

TEST(SquadNormalize, EqualsTheOfficialScript) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/squad.json");
  const Value vectors = test::read_json(path);
  for (const Value& c : vectors.find("cases")->as_array()) {
    EXPECT_EQ(squad_normalize(c.find("pred")->as_string()), c.find("norm_pred")->as_string());
    const std::vector<std::string> golds = test::strings(*c.find("golds"));
    const std::vector<std::string> normal = test::strings(*c.find("norm_golds"));
    if (golds.size() != normal.size()) continue;
    for (std::size_t i = 0; i < golds.size(); ++i) EXPECT_EQ(squad_normalize(golds[i]), normal[i]);
  }
}

}  // namespace
}  // namespace assay::metrics
