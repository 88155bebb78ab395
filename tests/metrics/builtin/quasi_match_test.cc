#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(QuasiMatch, EqualsHelm) {
  const Value golden = read_json(test_data("golden/metrics/matching_expected.json"));
  const std::vector<std::string> columns = strings(*golden.find("columns"));
  int unscored = 0;
  for (std::size_t column = 2; column < columns.size(); ++column) {
    const auto metric = metric_of(columns[column]);
    for (const Value& c : golden.find("cases")->as_array()) {
      const auto& fields = c.as_array();
      const Scored scored = score_text(*metric, fields[1].as_string(), {fields[0].as_string()});
      if (!scored.is_scored()) {
        // HELM has any answer right where nothing is left of the reference.
        EXPECT_NE(columns[column], "quasi_exact_match");
        const bool empty_answer = fields[1].as_string() == "" || fields[1].as_string() == " ";
        EXPECT_EQ(fields[column].as_double(), empty_answer ? 0.0 : 1.0) << json::dump(c);
        ++unscored;
        continue;
      }
      EXPECT_EQ(scored.value, fields[column].as_double()) << columns[column] << " " << json::dump(c);
    }
  }
  EXPECT_EQ(unscored, 25 * 2 + 25 * 6);
}

TEST(QuasiMatch, IgnoresCasePunctuationAndArticles) {
  EXPECT_EQ(text_value(*metric_of("quasi_exact_match"), "The Eiffel-Tower!", {"eiffeltower"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("quasi_exact_match"), "Eiffel", {"Eiffel Tower"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("quasi_prefix_exact_match"), "The yes, of course", {"Yes"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("prefix_exact_match"), "yes", {"Yes"}), 0.0);
}

TEST(QuasiMatch, LetterThatIsAnArticleBeginsNoAnswer) {
  const Scored scored = score_text(*metric_of("quasi_prefix_exact_match"), "B", {"A"});
  EXPECT_EQ(unscored_reason(scored),
            "the reference 'A' is empty without punctuation and articles, and so begins any answer");
  EXPECT_EQ(text_value(*metric_of("quasi_prefix_exact_match"), "B", {"A", "C"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("prefix_exact_match"), "B", {"A"}), 0.0);
}

TEST(QuasiMatch, EmptyAnswerIsWrong) {
  for (const char* name : {"quasi_exact_match", "prefix_exact_match", "quasi_prefix_exact_match"}) {
    EXPECT_EQ(text_value(*metric_of(name), " ", {"x"}), 0.0);
    EXPECT_EQ(unscored_reason(score_text(*metric_of(name), "x", {})), "no reference");
  }
  EXPECT_EQ(text_value(*metric_of("quasi_exact_match"), "", {""}), 0.0);
}

TEST(QuasiMatch, RowIsTheMeanOfTheEpochs) {
  const std::vector<Response> epochs = {completion("A b.", 0), completion("c", 1)};
  const Scored scored = metric_of("quasi_exact_match")->score(sample_with_targets({"b"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

}  // namespace
}  // namespace assay::test
