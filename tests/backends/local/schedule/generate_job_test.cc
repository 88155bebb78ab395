#include "backends/local/schedule/generate_job.h"

#include <gtest/gtest.h>

#include "backends/local/sample/logprobs.h"
#include "backends/local/schedule/scheduler.h"
#include "tests/backends/local/model/loaded_model.h"
#include "tests/backends/local/model/tiny_checkpoint.h"

namespace assay::local {
namespace {

using test::LoadedModel;
using test::TinyCheckpoint;

// Each of the 48 tokens is a character from 'A' on.
std::string letter(std::int32_t id) { return std::string(1, static_cast<char>('A' + id)); }

class GenerateJobs : public ::testing::Test {
 protected:
  GenerateJobs() : model_(TinyCheckpoint{}.write(folder_), 2) { texts_.bytes = letter; }

  std::vector<GenerateResult> run(const std::vector<std::vector<std::int32_t>>& prompts, const SamplingParams& sampling,
                                  ScheduleSettings settings = {}, std::stop_token stop = {}) {
    Scheduler scheduler(model_.decoder, settings);
    const SequenceLimits limits{model_.config.vocab_size, model_.config.context_length};
    std::vector<GenerateResult> results(prompts.size());
    std::size_t next = 0;
    scheduler.run(
        [&]() -> std::unique_ptr<Job> {
          if (next == prompts.size()) return nullptr;
          const std::size_t i = next++;
          SamplingParams own = sampling;
          own.seed += i;
          return std::make_unique<GenerateJob>(prompts[i], own, limits, texts_,
                                               [&results, i, this](GenerateResult result) {
                                                 results[i] = std::move(result);
                                                 ++delivered_;
                                               },
                                               marks_);
        },
        stop);
    return results;
  }

  std::vector<std::int32_t> greedy_directly(std::vector<std::int32_t> ids, std::size_t count) {
    const std::size_t begin = ids.size();
    while (ids.size() < begin + count) {
      const std::vector<float> logits = model_.logits(ids);
      const auto vocab = static_cast<std::size_t>(model_.config.vocab_size);
      ids.push_back(scan_row(std::span<const float>(logits).subspan((ids.size() - 1) * vocab, vocab)).argmax);
    }
    return {ids.begin() + static_cast<std::ptrdiff_t>(begin), ids.end()};
  }

  assay::test::TempFolder folder_;
  LoadedModel model_;
  TokenTexts texts_;
  ThoughtMarks marks_;
  int delivered_ = 0;
};

TEST_F(GenerateJobs, GreedyTokensAreThoseOfRepeatedFullPasses) {
  SamplingParams sampling;
  sampling.max_tokens = 20;
  const auto results = run({{3, 7, 1}, {40, 2}}, sampling);
  EXPECT_EQ(results[0].ids, greedy_directly({3, 7, 1}, 20));
  EXPECT_EQ(results[1].ids, greedy_directly({40, 2}, 20));
  EXPECT_EQ(results[0].finish, FinishReason::kLength);
  EXPECT_EQ(results[0].num_prompt_tokens, 3);
  EXPECT_TRUE(results[0].first_token_seconds);
  std::string text;
  for (const std::int32_t id : results[0].ids) text += letter(id);
  EXPECT_EQ(results[0].text, text);
}

TEST_F(GenerateJobs, DrawnTokensDoNotDependOnTheBatch) {
  SamplingParams sampling;
  sampling.temperature = 1.0;
  sampling.max_tokens = 12;
  sampling.seed = 77;
  std::vector<std::vector<std::int32_t>> prompts;
  for (std::int32_t i = 0; i < 9; ++i)
    prompts.push_back(std::vector<std::int32_t>(static_cast<std::size_t>(1 + i * 5), i));
  const auto alone = run(prompts, sampling, {1, 512});
  for (const ScheduleSettings settings : {ScheduleSettings{4, 8}, {9, 512}})
    for (std::size_t i = 0; const GenerateResult& result : run(prompts, sampling, settings))
      EXPECT_EQ(result.ids, alone[i++].ids);
  EXPECT_NE(alone[0].ids, alone[1].ids);
}

TEST_F(GenerateJobs, StopsAtAnEndTokenUnlessItIsToBeIgnored) {
  SamplingParams sampling;
  sampling.max_tokens = 10;
  const std::vector<std::int32_t> free = run({{3, 7, 1}}, sampling)[0].ids;
  texts_.end_of_generation = {free[4]};
  const std::size_t first = static_cast<std::size_t>(std::find(free.begin(), free.end(), free[4]) - free.begin());
  const GenerateResult stopped = run({{3, 7, 1}}, sampling)[0];
  EXPECT_EQ(stopped.ids, std::vector<std::int32_t>(free.begin(), free.begin() + static_cast<std::ptrdiff_t>(first)));
  EXPECT_EQ(stopped.finish, FinishReason::kStop);
  sampling.ignore_eos = true;
  EXPECT_EQ(run({{3, 7, 1}}, sampling)[0].ids, free);
}

TEST_F(GenerateJobs, StopStringsEndAnswersAndNotThoughts) {
  // Whatever the tokens are, they spell this.
  std::vector<std::string> spoken = {"<th", "ink>", "a;", "b", "</think>", "\n\n", "Two", "; three", "four"};
  std::size_t next = 0;
  texts_.bytes = [&](std::int32_t) { return spoken[next++ % spoken.size()]; };
  SamplingParams sampling;
  sampling.max_tokens = 9;
  sampling.stop = {";", "\n\n"};
  EXPECT_EQ(run({{3, 7, 1}}, sampling)[0].text, "<think>a");
  next = 0;
  marks_.thinking.mode = Thinking::Mode::kAuto;
  const GenerateResult told = run({{3, 7, 1}}, sampling)[0];
  EXPECT_EQ(told.text, "Two");
  EXPECT_EQ(told.reasoning, "a;b");
  EXPECT_EQ(told.finish, FinishReason::kStop);
  EXPECT_EQ(told.ids.size(), 8u);
  // The prompt opens the span.
  spoken = {"so ", "it; ", "is"};
  next = 0;
  marks_.begins_inside = true;
  sampling.max_tokens = 3;
  const GenerateResult open = run({{3, 7, 1}}, sampling)[0];
  EXPECT_EQ(open.text, "");
  EXPECT_EQ(open.reasoning, "so it; is");
  EXPECT_EQ(open.finish, FinishReason::kLength);
}

TEST_F(GenerateJobs, StopStringsEndTheTextBeforeThem) {
  SamplingParams sampling;
  sampling.max_tokens = 10;
  const GenerateResult free = run({{3, 7, 1}}, sampling)[0];
  sampling.stop = {free.text.substr(5, 2)};
  const GenerateResult stopped = run({{3, 7, 1}}, sampling)[0];
  EXPECT_EQ(stopped.text, free.text.substr(0, free.text.find(sampling.stop[0])));
  EXPECT_EQ(stopped.finish, FinishReason::kStop);
}

TEST_F(GenerateJobs, EndsAtTheContextsEndAndRefusesLongerPrompts) {
  SamplingParams sampling;
  sampling.max_tokens = 100;
  const auto results = run({std::vector<std::int32_t>(150, 5), std::vector<std::int32_t>(161, 5), {}, {48}}, sampling);
  EXPECT_EQ(results[0].ids.size(), 11u);  // the last is predicted at position 159
  EXPECT_EQ(results[0].finish, FinishReason::kLength);
  ASSERT_TRUE(results[1].failure);
  EXPECT_EQ(results[1].failure->kind, FailureKind::kContextTooLong);
  ASSERT_TRUE(results[2].failure);
  EXPECT_EQ(results[2].failure->kind, FailureKind::kRejected);
  ASSERT_TRUE(results[3].failure);
  EXPECT_EQ(results[3].failure->kind, FailureKind::kRejected);
}

TEST_F(GenerateJobs, NaNWeightsAreAFailure) {
  assay::test::TempFolder folder;
  LoadedModel broken(TinyCheckpoint{.nan_in = "output_norm.weight"}.write(folder));
  Scheduler scheduler(broken.decoder, {});
  std::optional<Failure> failure;
  bool given = false;
  scheduler.run(
      [&]() -> std::unique_ptr<Job> {
        if (std::exchange(given, true)) return nullptr;
        return std::make_unique<GenerateJob>(std::vector<std::int32_t>{1, 2}, SamplingParams{}, SequenceLimits{48, 160},
                                             texts_, [&](GenerateResult result) { failure = result.failure; });
      },
      {});
  ASSERT_TRUE(failure);
  EXPECT_NE(failure->message.find("not finite"), std::string::npos);
}

TEST_F(GenerateJobs, NothingIsDeliveredAfterAStopRequest) {
  std::stop_source stop;
  stop.request_stop();
  run({{1, 2}}, {}, {}, stop.get_token());
  EXPECT_EQ(delivered_, 0);
}

}  // namespace
}  // namespace assay::local
