// Extraction against solutions whose correctness is known.
#include <fstream>

#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

std::string without(std::string text, const std::string& drop) {
  std::erase_if(text, [&](char c) { return drop.find(c) != drop.npos; });
  if (text.ends_with('.')) text.pop_back();
  return text;
}

struct Agreement {
  int num_solutions = 0;
  int num_agree = 0;
  int num_fell_back = 0;
  double share() const { return static_cast<double>(num_agree) / num_solutions; }
};

/// How often "the extracted answer is the right one" is what the solutions' own labels say.
Agreement agreement(const std::string& path, const std::string& yaml) {
  const auto filter = filter_of(yaml);
  Agreement result;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const Value row = json::parse(line, path);
    const std::string& truth = row.find("ground_truth")->as_string();
    const std::string right = without(truth.substr(truth.rfind("A: ") + 3), ",$ ");
    for (const char* kind : {"6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"}) {
      const Value& solution = *row.find(kind);
      const FilteredAnswer answer = filter->apply(answers_of({solution.find("solution")->as_string()}), {}).at(0);
      EXPECT_EQ(answer.unscored, std::nullopt);
      const bool is_right = without(answer.text, ",$") == right;
      ++result.num_solutions;
      result.num_agree += is_right == solution.find("is_correct")->as_bool() ? 1 : 0;
      result.num_fell_back += answer.fell_back ? 1 : 0;
    }
  }
  return result;
}

TEST(FiltersOnGsm8k, ExtractionAgreesWithTheLabelsOfTheSolutions) {
  ASSAY_SHARED_OR_SKIP(path, "data/gsm8k/example_model_solutions.jsonl");
  // These solutions end in "A: 18" where the dataset itself has "#### 18": the strict pattern with that marker.
  for (const char* yaml :
       {"function: regex\nregex_pattern: 'A: (\\-?[0-9\\.\\,]+)'",
        "function: regex\ngroup_select: -1\nregex_pattern: '(-?[$0-9.,]{2,})|(-?[0-9]+)'", "function: last_number"}) {
    const Agreement found = agreement(path, yaml);
    EXPECT_EQ(found.num_solutions, 5276);
    EXPECT_GE(found.share(), 0.995) << yaml << ": " << found.num_agree;
  }
}

TEST(FiltersOnGsm8k, ThePatternOfTheDatasetFindsNothingInThem) {
  ASSAY_SHARED_OR_SKIP(path, "data/gsm8k/example_model_solutions.jsonl");
  EXPECT_EQ(agreement(path, "function: regex").num_fell_back, 5276);
}

TEST(FiltersOnGsm8k, TheDatasetsOwnAnswersAreFound) {
  ASSAY_SHARED_OR_SKIP(path, "data/gsm8k/test.jsonl");
  std::ifstream in(path);
  int found = 0;
  for (std::string line; std::getline(in, line);) {
    const std::string answer = json::parse(line, path).find("answer")->as_string();
    const std::string expected = answer.substr(answer.rfind("#### ") + 5);
    found += one("function: regex", answer) == expected ? 1 : 0;
  }
  EXPECT_EQ(found, 1319);
}

TEST(FiltersOnBbh, ThePatternFindsTheAnswerOfEveryExemplar) {
  int exemplars = 0, agree = 0;
  for (const char* task :
       {"boolean_expressions", "date_understanding", "navigate", "object_counting", "snarks", "word_sorting"}) {
    ASSAY_SHARED_OR_SKIP(path, std::string("data/bbh/cot-prompts/") + task + ".txt");
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
      const std::size_t at = line.rfind("the answer is ");
      if (at == line.npos) continue;
      ++exemplars;
      const std::string expected = line.substr(at + 14, line.find_last_not_of(" \r") - at - 14);
      agree += one("function: regex\nregex_pattern: '(?<=the answer is )(.*)(?=.)'", line) == expected ? 1 : 0;
    }
  }
  EXPECT_EQ(exemplars, 18);
  EXPECT_EQ(agree, exemplars);
}

}  // namespace
}  // namespace assay::test
