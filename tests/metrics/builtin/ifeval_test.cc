#include <gtest/gtest.h>

#include "tests/metrics/fields.h"

namespace assay::test {
namespace {

constexpr const char* kRow =
    R"({"instruction_id_list": ["punctuation:no_comma", "length_constraints:number_words"],)"
    R"( "kwargs": [{"num_words": null}, {"num_words": 3, "relation": "less than"}]})";

std::string row_of(const std::string& id, const std::string& kwargs) {
  return R"({"instruction_id_list": [")" + id + R"("], "kwargs": [)" + kwargs + "]}";
}

std::string reason_of(const std::string& id, const std::string& kwargs) {
  return unscored_reason(score_row(*metric_of("prompt_level_strict_acc"), {"a"}, row_of(id, kwargs)));
}

TEST(Ifeval, APromptCountsWhenAllItsInstructionsAreFollowed) {
  const auto metric = metric_of("prompt_level_strict_acc");
  EXPECT_EQ(row_value(*metric, "two words", kRow), 1.0);
  EXPECT_EQ(row_value(*metric, "now three words", kRow), 0.0);
  EXPECT_EQ(score_row(*metric, {"now, three words"}, kRow).detail,
            "not followed: punctuation:no_comma, length_constraints:number_words");
}

TEST(Ifeval, InstructionsAreAddedUpOverTheCorpus) {
  const auto metric = metric_of("inst_level_strict_acc");
  RowTable table;
  table.add(score_row(*metric, {"two words"}, kRow));
  table.add(score_row(*metric, {"one, two, three"}, row_of("punctuation:no_comma", "{}")));
  EXPECT_EQ(table.data, (std::vector<double>{2.0, 2.0, 0.0, 1.0}));
  EXPECT_DOUBLE_EQ(metric->value(table.rows()).value(), 2.0 / 3.0);
  EXPECT_EQ(metric->value(StatsRows{}), std::nullopt);
}

TEST(Ifeval, EpochsAreMeansOfPromptsAndSumsOfInstructions) {
  const std::vector<std::string> answers = {"two words", "a, b"};
  EXPECT_EQ(std::get<StatsRow>(score_row(*metric_of("prompt_level_strict_acc"), answers, kRow).row),
            (StatsRow{0.5, 2.0, 0.5}));
  EXPECT_EQ(std::get<StatsRow>(score_row(*metric_of("inst_level_strict_acc"), answers, kRow).row), (StatsRow{3.0, 4.0}));
}

TEST(Ifeval, ALooseLookForgivesTheFirstAndLastLineAndAsterisks) {
  const std::string row = row_of("startend:quotation", "{}");
  const std::string answer = "Sure:\n*\"Fine.\"*\nAnything else?";
  EXPECT_EQ(row_value(*metric_of("prompt_level_strict_acc"), answer, row), 0.0);
  EXPECT_EQ(row_value(*metric_of("prompt_level_loose_acc"), answer, row), 1.0);
  EXPECT_EQ(row_value(*metric_of("inst_level_loose_acc"), answer, row), 1.0);
}

TEST(Ifeval, ABlankAnswerFollowsNothing) {
  EXPECT_EQ(row_value(*metric_of("prompt_level_loose_acc"), " \n ", row_of("punctuation:no_comma", "{}")), 0.0);
}

TEST(Ifeval, WhatTheReferenceWouldDrawAtRandomIsUnscored) {
  EXPECT_EQ(reason_of("length_constraints:number_words", R"({"num_words": 0, "relation": "at least"})"),
            "'num_words' of the instruction 'length_constraints:number_words' is missing, expected a number");
  EXPECT_EQ(reason_of("keywords:letter_frequency", R"({"letter": "#", "let_frequency": 4, "let_relation": "at least"})"),
            "'letter' of the instruction 'keywords:letter_frequency' is '#', expected one of a to z");
  EXPECT_NE(reason_of("keywords:existence", "{}"), "");
  EXPECT_NE(reason_of("length_constraints:number_paragraphs", R"({"num_paragraphs": -1})"), "");
  EXPECT_NE(reason_of("length_constraints:nth_paragraph_first_word",
                      R"({"num_paragraphs": 2, "nth_paragraph": 3, "first_word": "a"})"), "");
}

TEST(Ifeval, WhatMakesNoSenseIsUnscoredAndNamed) {
  EXPECT_EQ(reason_of("keywords:rhymes", "{}"), "unknown instruction 'keywords:rhymes'");
  EXPECT_EQ(reason_of("punctuation:no_comma", R"({"num_words": 3})"),
            "'num_words' of the instruction 'punctuation:no_comma' is not one of its arguments");
  EXPECT_EQ(reason_of("language:response_language", R"({"language": "zh"})"),
            "'language' of the instruction 'language:response_language' is 'zh', which is none of IFEval's languages");
  EXPECT_NE(reason_of("keywords:frequency", R"({"keyword": "(", "frequency": 1, "relation": "at least"})"), "");
  EXPECT_NE(reason_of("keywords:frequency", R"({"keyword": "a", "frequency": 1, "relation": "at most"})"), "");
  const auto metric = metric_of("inst_level_loose_acc");
  EXPECT_EQ(unscored_reason(score_row(*metric, {"a"}, "{}")), "the sample has no field 'instruction_id_list'");
  EXPECT_EQ(unscored_reason(score_row(*metric, {"a"}, R"({"instruction_id_list": [], "kwargs": []})")),
            "the sample asks for no instruction");
  EXPECT_NE(unscored_reason(score_row(*metric, {"a"}, R"({"instruction_id_list": ["a"], "kwargs": []})")), "");
}

TEST(Ifeval, TheNamesOfTheFirstPublicationAreUnderstood) {
  EXPECT_EQ(row_value(*metric_of("prompt_level_strict_acc"), "a", row_of("en:punctuation:no_comma", "{}")), 1.0);
}

TEST(Ifeval, APatternThatBacktracksWithoutEndIsUnscored) {
  const std::string row = row_of("keywords:frequency", R"({"keyword": "(a|aa)+$", "frequency": 1, "relation": "at least"})");
  EXPECT_NE(unscored_reason(score_row(*metric_of("prompt_level_strict_acc"), {std::string(60, 'a') + "b"}, row)), "");
}

}  // namespace
}  // namespace assay::test
