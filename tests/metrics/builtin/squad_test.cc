#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

/// What a metric makes of one answer to a row of data.
Scored score_row(const Metric& metric, const std::string& answer, std::vector<std::string> targets, std::string_view row) {
  Sample sample = sample_with_targets(std::move(targets));
  sample.fields = json::parse(row, "row");
  const std::vector<Response> epochs = {completion(answer)};
  return metric.score(sample, epochs);
}

TEST(Squad, NormalisesBeforeItCompares) {
  EXPECT_EQ(text_value(*metric_of("squad_em"), "the  Cat!", {"dog", "A cat"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("squad_em"), "cat cat", {"cat"}), 0.0);
  // Precision 1/2, recall 1.
  EXPECT_NEAR(text_value(*metric_of("squad_f1"), "cat cat", {"cat"}), 2.0 / 3.0, 1e-15);
}

TEST(Squad, OrderOfWordsMattersOnlyForTheExactMatch) {
  EXPECT_EQ(text_value(*metric_of("squad_v2_em"), "b c", {"c b"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("squad_v2_f1"), "b c", {"c b"}), 1.0);
}

TEST(Squad, EmptyAnswerIsRightForAQuestionWithoutAnswerOnlyInVersion2) {
  EXPECT_EQ(text_value(*metric_of("squad_v2_em"), "", {""}), 1.0);
  EXPECT_EQ(text_value(*metric_of("squad_v2_f1"), "the", {"."}), 1.0);
  EXPECT_EQ(text_value(*metric_of("squad_v2_f1"), "something", {""}), 0.0);
  EXPECT_EQ(text_value(*metric_of("squad_f1"), "", {""}), 0.0);
  EXPECT_EQ(text_value(*metric_of("squad_em"), "", {""}), 1.0);
}

TEST(Squad, Version2LeavesOutReferencesThatNormaliseToNothing) {
  EXPECT_EQ(text_value(*metric_of("squad_v2_em"), "", {"the", "cat"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("squad_em"), "", {"the", "cat"}), 1.0);
}

TEST(Squad, ARowMayDeclareThatThereIsNoAnswer) {
  const auto metric = metric_of("squad_v2_em");
  EXPECT_EQ(score_row(*metric, "", {}, R"({"references": []})").value, 1.0);
  EXPECT_EQ(score_row(*metric, "x", {}, R"({"answers": {"text": [], "answer_start": []}})").value, 0.0);
  EXPECT_EQ(score_row(*metric, "", {}, R"({"is_impossible": true})").value, 1.0);
  EXPECT_EQ(unscored_reason(score_row(*metric, "", {}, R"({"is_impossible": false})")), "no reference");
  EXPECT_EQ(unscored_reason(score_row(*metric_of("squad_em"), "", {}, R"({"references": []})")), "no reference");
}

TEST(Squad, SubsetLeavesTheOtherQuestionsUnscored) {
  const auto with = metric_of("squad_v2_f1:subset=has_answer");
  const auto without = metric_of("squad_v2_f1:subset=no_answer");
  EXPECT_EQ(score_text(*with, "cat", {"cat"}).value, 1.0);
  EXPECT_EQ(unscored_reason(score_text(*with, "", {""})), "the question has no answer");
  EXPECT_EQ(score_text(*without, "", {""}).value, 1.0);
  EXPECT_EQ(unscored_reason(score_text(*without, "cat", {"cat"})), "the question has an answer");
  EXPECT_EQ(with->signature(), "version:2.0|subset:has_answer");
}

TEST(Squad, RefusesOptionsItHasNot) {
  EXPECT_THROW(metric_of("squad_em:subset=all"), Error);
  EXPECT_THROW(metric_of("squad_v2_em:subset=some"), Error);
}

TEST(Squad, RowIsTheMeanOfTheEpochs) {
  const std::vector<Response> epochs = {completion("a b", 0), completion("c", 1)};
  const Scored scored = metric_of("squad_em")->score(sample_with_targets({"c"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

TEST(Squad, AgreesWithTheOfficialScripts) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/squad.json");
  const Value vectors = read_json(path);
  ASSERT_GE(vectors.find("cases")->size(), 20U);
  for (const Value& c : vectors.find("cases")->as_array()) {
    const std::vector<std::string> golds = strings(*c.find("golds"));
    const std::string answer = c.find("pred")->as_string();
    SCOPED_TRACE(json::dump(c));
    ASSERT_FALSE(golds.empty());
    for (const auto& [metric, column] : {std::pair{"squad_em", "em_v1"}, {"squad_f1", "f1_v1"}, {"squad_v2_em", "em_v2"},
                                         {"squad_v2_f1", "f1_v2"}})
      EXPECT_NEAR(text_value(*metric_of(metric), answer, golds), c.find(column)->as_double(), 1e-12) << metric;
  }
}

}  // namespace
}  // namespace assay::test
