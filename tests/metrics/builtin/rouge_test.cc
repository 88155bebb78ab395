#include <gtest/gtest.h>

#include <sstream>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Rouge, EqualsRougeScoreOnTheGoldenTexts) {
  expect_golden_column(*metric_of("rouge_1"), "rouge1_plain");
  expect_golden_column(*metric_of("rouge_2"), "rouge2_plain");
  expect_golden_column(*metric_of("rouge_3"), "rouge3_plain", "translation_expected.json");
  expect_golden_column(*metric_of("rouge_l"), "rougeL_plain");
  expect_golden_column(*metric_of("rouge_lsum"), "rougeLsum_plain");
}

TEST(Rouge, EqualsRougeScoreWithTheStemmer) {
  expect_golden_column(*metric_of("rouge_1:use_stemmer=true"), "rouge1_stemmed");
  expect_golden_column(*metric_of("rouge_2:use_stemmer=true"), "rouge2_stemmed");
  expect_golden_column(*metric_of("rouge_3:use_stemmer=true"), "rouge3_stemmed", "translation_expected.json");
  expect_golden_column(*metric_of("rouge_l:use_stemmer=true"), "rougeL_stemmed");
  expect_golden_column(*metric_of("rouge_lsum:use_stemmer=true"), "rougeLsum_stemmed");
}

TEST(Rouge, MeasuresTheReferenceOfTheBestFMeasure) {
  expect_golden_column(*metric_of("rouge_lsum:measure=recall"), "rougeLsum_recall");
  // The first reference has the better recall (1 of 1), the second the better F-measure.
  EXPECT_NEAR(text_value(*metric_of("rouge_1:measure=recall"), "a b c d", {"a", "a b c e"}), 0.75, 1e-15);
}

TEST(Rouge, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/rouge.json");
  const Value vectors = read_json(path);
  const std::vector<std::pair<const char*, const char*>> kNames = {{"rouge_1", "rouge1"},
                                                                   {"rouge_2", "rouge2"},
                                                                   {"rouge_3", "rouge3"},
                                                                   {"rouge_l", "rougeL"},
                                                                   {"rouge_lsum", "rougeLsum"}};
  const std::vector<std::pair<const char*, const char*>> kMeasures = {
      {"precision", "p"}, {"recall", "r"}, {"fmeasure", "f"}};
  int checked = 0;
  for (const Value& c : vectors.find("cases")->as_array()) {
    SCOPED_TRACE(c.find("target")->as_string());
    const std::string stem = c.find("stem")->as_bool() ? "true" : "false";
    for (const auto& [ours, theirs] : kNames) {
      const Value* expected = c.find("expected")->find(theirs);
      if (expected == nullptr) continue;
      for (const auto& [measure, key] : kMeasures) {
        const auto metric = metric_of(std::string(ours) + ":use_stemmer=" + stem + ",measure=" + measure);
        EXPECT_NEAR(text_value(*metric, c.find("prediction")->as_string(), {c.find("target")->as_string()}),
                    expected->find(key)->as_double(), 1e-12)
            << ours << " " << measure;
        ++checked;
      }
    }
  }
  EXPECT_EQ(checked, 720);
}

TEST(Rouge, EqualsThePerlScriptOnItsTexts) {
  ASSAY_SHARED_OR_SKIP(folder, "vectors/rouge_testdata");
  ASSAY_SHARED_OR_SKIP(path, "vectors/rouge.json");
  const auto lines_of = [&](const std::string& file) {
    std::istringstream in(read_file(folder + "/" + file));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line + "\n");
    return lines;
  };
  const std::vector<std::string> answers = lines_of("prediction.txt"), references = lines_of("target.txt");
  ASSERT_EQ(answers.size(), references.size());
  const std::string all_answers = read_file(folder + "/prediction_multi.0.txt");
  const std::string all_references = read_file(folder + "/target_multi.0.txt");
  const Value vectors = read_json(path);
  int lines = 0;
  int summaries = 0;
  for (const Value& c : vectors.find("cases")->as_array()) {
    if (c.find("src")->as_string() != "upstream") continue;
    const std::string stem = c.find("stem")->as_bool() ? ":use_stemmer=true" : "";
    const auto check = [&](const char* ours, const char* theirs, const std::string& answer,
                           const std::string& reference) {
      EXPECT_NEAR(text_value(*metric_of(ours + stem), answer, {reference}),
                  c.find("expected")->find(theirs)->find("f")->as_double(), 1e-12)
          << ours;
    };
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (c.find("prediction")->as_string() != answers[i]) continue;
      check("rouge_1", "rouge1", answers[i], references[i]);
      check("rouge_2", "rouge2", answers[i], references[i]);
      check("rouge_l", "rougeL", answers[i], references[i]);
      ++lines;
    }
    if (c.find("prediction")->as_string() == all_answers) {
      check("rouge_lsum", "rougeLsum", all_answers, all_references);
      ++summaries;
    }
  }
  EXPECT_EQ(lines, 4);
  EXPECT_EQ(summaries, 1);
}

TEST(Rouge, LongNgramsAreCounted) {
  for (int n = 1; n <= 9; ++n) {
    // 12 words, the last one different: 11 - n + 1 of 12 - n + 1 n-grams are common.
    const auto metric = metric_of("rouge_" + std::to_string(n));
    EXPECT_DOUBLE_EQ(text_value(*metric, "a b c d e f g h i j k x", {"a b c d e f g h i j k y"}), (12.0 - n) / (13.0 - n));
    EXPECT_EQ(text_value(*metric, "", {"a"}), 0.0);
  }
  EXPECT_THROW(metric_of("rouge_10"), Error);
}

TEST(Rouge, EmptySidesScoreZero) {
  for (const char* name : {"rouge_1", "rouge_2", "rouge_l", "rouge_lsum"}) {
    EXPECT_EQ(text_value(*metric_of(name), "", {"a cat"}), 0.0) << name;
    EXPECT_EQ(text_value(*metric_of(name), "a cat", {"\xE2\x80\xA6"}), 0.0) << name;
    EXPECT_EQ(text_value(*metric_of(name), "", {""}), 0.0) << name;
  }
}

TEST(Rouge, MeanOverEpochs) {
  const std::vector<Response> epochs = {completion("a b", 0), completion("c", 1)};
  EXPECT_EQ(metric_of("rouge_1")->score(sample_with_targets({"a b"}), epochs).value, 0.5);
}

TEST(Rouge, VeryLongTextsAreScoredInBoundedTime) {
  std::string answer, reference;
  for (int i = 0; i < 15000; ++i) {
    answer += "w" + std::to_string(i % 997) + " ";
    reference += "w" + std::to_string(i % 1009) + " ";
  }
  EXPECT_GT(text_value(*metric_of("rouge_l"), answer, {reference}), 0.1);
  EXPECT_GT(text_value(*metric_of("rouge_lsum"), answer, {reference}), 0.1);
}

TEST(Rouge, TextsBeyondTheLimitAreUnscored) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += "a\n";
  EXPECT_EQ(unscored_reason(score_text(*metric_of("rouge_lsum"), lines, {lines})),
            "too long for ROUGE-L: 5000 sentences in the answer and 5000 in the reference");
}

TEST(Rouge, WithoutReferenceIsUnscored) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("rouge_l"), "a", {})), "no reference");
}

TEST(Rouge, SignatureNamesStemmerAndMeasure) {
  EXPECT_EQ(metric_of("rouge_l:use_stemmer=true")->signature(), "stemmer:yes|measure:fmeasure|version:0.1.2");
}

}  // namespace
}  // namespace assay::test
