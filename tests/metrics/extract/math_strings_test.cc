#include "metrics/extract/math_strings.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::metrics {
namespace {

Value golden() {
  const std::string file = test::test_data("golden/metrics/math_spellings.json");
  return json::parse(test::read_file(file), file);
}

TEST(MathStrings, SpellingsAreThoseOfTheirTools) {
  const Value file = golden();
  EXPECT_GT(file.find("answers")->size(), 90u);
  for (const Value& one : file.find("answers")->as_array()) {
    const std::string& text = one.find("text")->as_string();
    SCOPED_TRACE(text);
    const Value* math = one.find("math");
    EXPECT_EQ(math_spelling(text), math->is_null() ? std::nullopt : std::optional<std::string>(math->as_string()));
    EXPECT_EQ(minerva_spelling(text), one.find("minerva")->as_string());
  }
}

TEST(MathStrings, TheFinalAnswerOfMinervaIsFoundAsThere) {
  const Value file = golden();
  for (const Value& one : file.find("texts")->as_array()) {
    const Value* found = one.find("found");
    EXPECT_EQ(minerva_answer_in(one.find("text")->as_string()),
              found->is_null() ? std::nullopt : std::optional<std::string>(found->as_string()))
        << one.find("text")->as_string();
  }
}

TEST(MathStrings, AimeTakesTheSameAnswersForRight) {
  const Value file = golden();
  for (const Value& one : file.find("aime")->as_array()) {
    const std::string answer = math_answer_in(one.find("text")->as_string(), true);
    EXPECT_EQ(equal_in_math_spelling(answer, one.find("right")->as_string()), one.find("value")->as_int() == 1)
        << one.find("text")->as_string();
  }
}

}  // namespace
}  // namespace assay::metrics
