// The filters of lm-evaluation-harness against itself (tests/golden/filters/make_filters.py).
#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(FilterReference, EveryValueIsThatOfLmEvaluationHarness) {
  const Value golden = json::parse(read_file(test_data("golden/filters/filters.json")), "filters.json");
  std::size_t num_answers = 0;
  for (const Value& one : golden.find("cases")->as_array()) {
    // JSON is YAML: the steps as a task has them.
    const std::string steps = json::dump(*one.find("steps"));
    const FilterPipeline pipeline(Options::from_yaml("name: x\nfilter: " + steps, "task.yaml"),
                                  metrics::filters::all_filters());
    Sample sample;
    sample.fields = Value::object();
    if (const Value* choices = one.find("choices")) sample.fields.set("choices", *choices);
    std::vector<std::string> texts;
    for (const Value& text : one.find("answers")->as_array()) texts.push_back(text.as_string());
    const std::vector<FilteredAnswer> answers = pipeline.apply(texts, sample);
    num_answers += texts.size();
    if (const Value* error = one.find("error")) {
      // Where the reference breaks off the run: a match that is not there is a parse failure, the rest is unscored.
      for (const FilteredAnswer& answer : answers)
        EXPECT_TRUE(error->as_string() == "IndexError" ? answer.fell_back : answer.unscored.has_value()) << steps;
      continue;
    }
    const Value::Array& expected = one.find("out")->as_array();
    ASSERT_EQ(answers.size(), expected.size()) << steps;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      EXPECT_EQ(answers[i].unscored, std::nullopt) << steps;
      EXPECT_EQ(answers[i].text, expected[i].find("text")->as_string()) << steps << " on " << json::dump(Value(texts[i]));
      EXPECT_EQ(answers[i].is_text, expected[i].find("is_text")->as_bool()) << steps;
    }
  }
  EXPECT_GT(num_answers, 1500u);
}

}  // namespace
}  // namespace assay::test
