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
  EXPECT_EQ(error_of(R"({"id": "a"})"), "list:1: there is neither 'prediction' nor 'choices' nor 'logprob'");
  EXPECT_THAT(error_of(R"({"prediction": 5})"), HasSubstr("'prediction' is integer; expected a text"));
  EXPECT_THAT(error_of(R"({"prediction": "a", "references": [1]})"), HasSubstr("element of kind integer"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1, -2], "target": 0})"), HasSubstr("1 choices but 2 logprobs"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [null], "target": 0})"), HasSubstr("logprobs[0] is null"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1], "target": 4})"), HasSubstr("'target' 4 is not the index"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1]})"), HasSubstr("needs 'target'"));
}

TEST(PredictionReader, ReadsATextWithItsLogprob) {
  const Prediction p = read(R"({"id": "t", "text": "a\u00e9", "logprob": -2.5, "num_tokens": 3})");
  EXPECT_EQ(p.sample.targets, (std::vector<std::string>{"a\xC3\xA9"}));
  const ContinuationScore& score = std::get<Loglikelihoods>(p.answers[0].body).continuations[0];
  EXPECT_EQ(score.logprob, -2.5);
  EXPECT_EQ(score.num_tokens, 3);
  EXPECT_EQ(score.num_bytes, 3);
  EXPECT_EQ(std::get<Loglikelihoods>(read(R"({"text": "a", "logprob": -1})").answers[0].body).continuations[0].num_tokens,
            0);
  EXPECT_TRUE(read(R"({"text": "a", "logprob": null})").answers[0].failed());
}

TEST(PredictionReader, APredictionGoesBeforeALogprob) {
  const Prediction p = read(R"({"prediction": "a", "references": "a", "logprob": -1, "text": "b", "num_tokens": "many"})");
  EXPECT_EQ(std::get<Completion>(p.answers[0].body).text, "a");
}

TEST(PredictionReader, ChoicesMayHaveTokensAndUnconditionalLogprobs) {
  const Prediction p = read(
      R"({"choices": ["a", "b"], "logprobs": [-1, -2], "target": 0, "num_tokens": [1, 4], "logprobs_unconditional": [-3, -5]})");
  ASSERT_EQ(p.answers.size(), 2u);
  EXPECT_EQ(std::get<Loglikelihoods>(p.answers[0].body).continuations[1].num_tokens, 4);
  EXPECT_EQ(p.answers[1].id.slot, 1);
  EXPECT_EQ(p.answers[1].id.epoch, 0);
  EXPECT_EQ(std::get<Loglikelihoods>(p.answers[1].body).continuations[1].logprob, -5.0);
}

TEST(PredictionReader, ReadsWhatAnAnswerTook) {
  const Prediction p = read(R"({"prediction": "a", "references": "a", "prompt_tokens": 12, "completion_tokens": 3,
      "seconds": 1.5, "first_token_seconds": 0.25, "cost": 0.001, "score": 0.5})");
  EXPECT_EQ(p.answers[0].usage.prompt_tokens, 12);
  EXPECT_EQ(p.answers[0].usage.completion_tokens, 3);
  EXPECT_EQ(p.answers[0].usage.cost, 0.001);
  EXPECT_EQ(p.answers[0].timing.seconds, 1.5);
  EXPECT_EQ(p.answers[0].timing.first_token_seconds, 0.25);
  EXPECT_EQ(p.sample.fields.find("score")->as_double(), 0.5);
  EXPECT_EQ(read(R"({"prediction": "a", "cost": null})").answers[0].usage.cost, std::nullopt);
}

TEST(PredictionReader, SeveralPredictionsHaveListsOfWhatTheyTook) {
  const Prediction p = read(R"({"prediction": ["a", "b"], "seconds": [1, 2.5], "cost": [null, 3]})");
  EXPECT_EQ(p.answers[0].timing.seconds, 1.0);
  EXPECT_EQ(p.answers[1].timing.seconds, 2.5);
  EXPECT_EQ(p.answers[0].usage.cost, std::nullopt);
  EXPECT_EQ(p.answers[1].usage.cost, 3.0);
  EXPECT_THAT(error_of(R"({"prediction": ["a", "b"], "seconds": 1})"),
              HasSubstr("'seconds' is one integer for 2 predictions; expected a list"));
  EXPECT_THAT(error_of(R"({"prediction": ["a", "b"], "seconds": [1]})"),
              HasSubstr("'seconds' has 1 elements for 2 predictions"));
}

TEST(PredictionReader, NamesWhatIsWrongWithNumbers) {
  EXPECT_THAT(error_of(R"({"prediction": "a", "seconds": "2"})"), HasSubstr("'seconds' is string; expected a number"));
  EXPECT_THAT(error_of(R"({"prediction": "a", "cost": -1})"), HasSubstr("'cost' is -1; expected a number from 0 on"));
  EXPECT_THAT(error_of(R"({"prediction": "a", "completion_tokens": 1.5})"),
              HasSubstr("'completion_tokens' is 1.5; expected a whole"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1], "target": 0, "num_tokens": [-2]})"),
              HasSubstr("'num_tokens[0]' is -2; expected a whole number"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1], "target": 0, "num_tokens": 2})"),
              HasSubstr("'num_tokens' is integer; expected a list"));
  EXPECT_THAT(error_of(R"({"choices": ["a"], "logprobs": [-1], "target": 0, "logprobs_unconditional": [-1, -2]})"),
              HasSubstr("1 choices but 2 logprobs_unconditional"));
  EXPECT_THAT(error_of(R"({"logprob": -1})"), HasSubstr("'logprob' needs 'text'"));
  EXPECT_THAT(error_of(R"({"text": "a", "logprob": "x"})"), HasSubstr("'logprob' is string; expected a number"));
  EXPECT_THAT(error_of(R"({"text": "a", "logprob": -1, "num_tokens": 99999999999})"),
              HasSubstr("expected a whole number from 0 to"));
}

}  // namespace
}  // namespace assay::run
