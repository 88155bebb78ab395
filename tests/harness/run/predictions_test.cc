#include "harness/run/predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

class ListReader : public Reader {
 public:
  explicit ListReader(std::vector<std::string> lines) : lines_(std::move(lines)) {}
  bool next(Value& row) override {
    if (at_ == lines_.size()) return false;
    row = json::parse(lines_[at_++], "list");
    return true;
  }
  std::string where() const override { return "list:" + std::to_string(at_); }

 private:
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
};

Prediction read(const std::string& line) {
  ListReader rows({line});
  PredictionReader reader(rows);
  return *reader.next();
}

std::string error_of(const std::string& line) {
  try {
    read(line);
  } catch (const Error& e) {
    return e.message();
  }
  return "no error";
}

TEST(PredictionReader, ReadsTextsWithOneOrManyReferences) {
  const Prediction p = read(R"({"id": "7", "prediction": "a b", "references": ["x", "y"]})");
  EXPECT_EQ(p.sample.id, "7");
  EXPECT_EQ(p.sample.targets, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(std::get<Completion>(p.answers[0].body).text, "a b");
  EXPECT_EQ(read(R"({"prediction": "a", "reference": "x"})").sample.id, "1");
}

TEST(PredictionReader, AListOfPredictionsIsOneAnEpoch) {
  const Prediction p = read(R"({"id": 3, "prediction": ["a", "b"], "references": "x"})");
  ASSERT_EQ(p.answers.size(), 2u);
  EXPECT_EQ(p.answers[1].id.epoch, 1);
  EXPECT_EQ(p.sample.id, "3");
}

TEST(PredictionReader, ANullPredictionIsAFailureNotAWrongAnswer) {
  EXPECT_TRUE(read(R"({"prediction": null, "references": ["x"]})").answers[0].failed());
}

TEST(PredictionReader, ReadsChoicesWithTheirLogprobs) {
  const Prediction p = read(R"({"choices": ["yes", "no"], "logprobs": [-1.5, -0.5], "target": 1})");
  EXPECT_EQ(p.sample.target_choices, (std::vector<int>{1}));
  EXPECT_EQ(p.sample.targets, (std::vector<std::string>{"no"}));
  EXPECT_EQ(std::get<Loglikelihoods>(p.answers[0].body).continuations[1].logprob, -0.5);
}

TEST(PredictionReader, NamesTheRowAndWhatIsWrong) {
  EXPECT_EQ(error_of(R"({"id": "a"})"), "list:1: there is neither 'prediction' nor 'choices'");
  EXPECT_THAT(error_of(R"({"prediction": 5})"), HasSubstr("'prediction' is integer; expected a text"));
  EXPECT_THAT(error_of(R"({"prediction": "a", "references": [1]})"), HasSubstr("element of kind integer"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1, -2], "target": 0})"), HasSubstr("1 choices but 2 logprobs"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [null], "target": 0})"), HasSubstr("logprobs[0] is null"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1], "target": 4})"), HasSubstr("'target' 4 is not the index"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1]})"), HasSubstr("needs 'target'"));
}

}  // namespace
}  // namespace assay::run
