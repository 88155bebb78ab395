#include "backends/local/schedule/score_job.h"

#include <gtest/gtest.h>

#include <cmath>

#include "backends/local/schedule/generate_job.h"
#include "backends/local/schedule/scheduler.h"
#include "tests/backends/local/model/loaded_model.h"
#include "tests/backends/local/model/tiny_checkpoint.h"

namespace assay::local {
namespace {

using test::LoadedModel;
using test::TinyCheckpoint;

class ScheduledModel {
 public:
  explicit ScheduledModel(const TinyCheckpoint& checkpoint = {}, int threads = 1)
      : model(checkpoint.write(folder_), threads), limits{model.config.vocab_size, model.config.context_length} {}

  std::vector<ScoreResult> score(const std::vector<std::vector<ScoreGroup>>& jobs, ScheduleSettings settings = {}) {
    Scheduler scheduler(model.decoder, settings);
    std::vector<ScoreResult> results(jobs.size());
    std::size_t next = 0;
    scheduler.run(
        [&]() -> std::unique_ptr<Job> {
          if (next == jobs.size()) return nullptr;
          const std::size_t i = next++;
          return std::make_unique<ScoreJob>(jobs[i], limits, model.decoder,
                                            [&results, i](ScoreResult result) { results[i] = std::move(result); });
        },
        {});
    return results;
  }

  // The same by one pass over context and continuation, without any scheduling.
  TokenScores directly(const ScoreGroup& group, std::size_t branch) {
    const ScoredTokens& continuation = group.continuations[branch];
    std::vector<std::int32_t> ids = group.context;
    ids.insert(ids.end(), continuation.ids.begin(), continuation.ids.end());
    const std::vector<float> logits = model.logits(ids);
    const auto vocab = static_cast<std::size_t>(model.config.vocab_size);
    TokenScores out;
    for (std::size_t i = group.context.size() + continuation.score_from; i < ids.size(); ++i) {
      const auto row = std::span<const float>(logits).subspan((i - 1) * vocab, vocab);
      out.logprobs.push_back(static_cast<double>(row[static_cast<std::size_t>(ids[i])]) -
                             model.decoder.log_sum_exp(row));
      out.logprob += out.logprobs.back();
      for (const float x : row) out.is_greedy = out.is_greedy && x <= row[static_cast<std::size_t>(ids[i])];
    }
    return out;
  }

 private:
  assay::test::TempFolder folder_;

 public:
  LoadedModel model;
  SequenceLimits limits;
};

std::vector<std::int32_t> some_ids(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(static_cast<std::int32_t>(random.below(48)));
  return ids;
}

std::vector<std::vector<ScoreGroup>> some_jobs() {
  std::vector<std::vector<ScoreGroup>> jobs;
  for (std::uint64_t i = 0; i < 6; ++i) {
    ScoreGroup group{some_ids(1 + i * 13, i), {}};
    for (std::uint64_t c = 0; c < 4; ++c)
      group.continuations.push_back({some_ids(1 + (i * c) % 5, 50 + i * 10 + c), 0});
    jobs.push_back({group});
  }
  jobs.push_back(
      {ScoreGroup{some_ids(40, 90), {{some_ids(20, 91), 3}}}, ScoreGroup{some_ids(2, 92), {{some_ids(9, 93), 0}}}});
  return jobs;
}

TEST(ScoreJob, GivesTheSumsOfOnePassOverContextAndContinuation) {
  ScheduledModel scheduled;
  const auto jobs = some_jobs();
  const std::vector<ScoreResult> results = scheduled.score(jobs);
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    ASSERT_FALSE(results[j].failure) << results[j].failure->message;
    std::size_t at = 0;
    for (const ScoreGroup& group : jobs[j])
      for (std::size_t b = 0; b < group.continuations.size(); ++b, ++at) {
        const TokenScores expected = scheduled.directly(group, b);
        EXPECT_EQ(results[j].scores.at(at).logprobs, expected.logprobs) << j << " " << b;  // to the bit
        EXPECT_EQ(results[j].scores[at].logprob, expected.logprob);
        EXPECT_EQ(results[j].scores[at].is_greedy, expected.is_greedy);
      }
    EXPECT_EQ(results[j].scores.size(), at);
  }
  EXPECT_EQ(results[6].scores[0].logprobs.size(), 17u);
  EXPECT_EQ(results[6].num_tokens, 71);
}

TEST(ScoreJob, ResultsDoNotDependOnBatchChunkOrThreads) {
  ScheduledModel one, two({}, 2);
  const auto jobs = some_jobs();
  const std::vector<ScoreResult> expected = one.score(jobs, {1, 512});
  for (const ScheduleSettings settings : {ScheduleSettings{2, 512}, {8, 16}, {64, 1}, {3, 7}})
    for (ScheduledModel* model : {&one, &two}) {
      const std::vector<ScoreResult> got = model->score(jobs, settings);
      for (std::size_t j = 0; j < jobs.size(); ++j)
        for (std::size_t b = 0; b < expected[j].scores.size(); ++b)
          EXPECT_EQ(got[j].scores.at(b).logprobs, expected[j].scores[b].logprobs)
              << settings.batch_size << " " << settings.prefill_chunk;
    }
}

TEST(ScoreJob, ProbabilitiesOfAllTokensAddUpToOne) {
  ScheduledModel scheduled;
  ScoreGroup group{some_ids(9, 1), {}};
  for (std::int32_t id = 0; id < 48; ++id) group.continuations.push_back({{id}, 0});
  const std::vector<ScoreResult> results = scheduled.score({{group}});
  double sum = 0.0;
  int greedy = 0;
  for (const TokenScores& scores : results[0].scores) {
    sum += std::exp(scores.logprob);
    greedy += scores.is_greedy ? 1 : 0;
  }
  EXPECT_NEAR(sum, 1.0, 1e-6);
  EXPECT_EQ(greedy, 1);
}

TEST(ScoreJob, WhatCannotBeRunIsAFailure) {
  ScheduledModel scheduled;  // 160 positions, 48 tokens
  const auto results = scheduled.score({{{some_ids(150, 1), {{some_ids(11, 2), 0}}}},
                                        {{some_ids(150, 1), {{some_ids(12, 2), 0}}}},
                                        {{{}, {{{1}, 0}}}},
                                        {{{1, 48}, {{{1}, 0}}}},
                                        {{{1, -1}, {{{1}, 0}}}},
                                        {{{1}, {{{99}, 0}}}},
                                        {{{1}, {{{}, 0}}}}});
  EXPECT_FALSE(results[0].failure);
  ASSERT_TRUE(results[1].failure);
  EXPECT_EQ(results[1].failure->kind, FailureKind::kContextTooLong);
  EXPECT_NE(results[1].failure->message.find("161"), std::string::npos) << results[1].failure->message;
  for (std::size_t i = 2; i < results.size(); ++i) {
    ASSERT_TRUE(results[i].failure) << i;
    EXPECT_EQ(results[i].failure->kind, FailureKind::kRejected) << i;
    EXPECT_TRUE(results[i].scores.empty());
  }
}

TEST(ScoreJob, NaNWeightsAreAFailureAndNoNumber) {
  ScheduledModel scheduled(TinyCheckpoint{.nan_in = "blk.1.ffn_down.weight"});
  const auto results = scheduled.score({{{some_ids(5, 1), {{some_ids(3, 2), 0}}}}});
  ASSERT_TRUE(results[0].failure);
  EXPECT_NE(results[0].failure->message.find("not finite"), std::string::npos);
  EXPECT_TRUE(results[0].scores.empty());
}

TEST(RollingWindows, ScoreEveryTokenOnceWithFullWindows) {
  const std::vector<std::int32_t> ids = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
  const std::vector<ScoreGroup> windows = rolling_windows(ids, 1, 4);
  // lm-evaluation-harness: ([1], 10..13), ([13], 14..17), ([15, 16, 17], 18 19), each feeding four tokens.
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(windows[0].context, std::vector<std::int32_t>({1}));
  EXPECT_EQ(windows[0].continuations[0].ids, std::vector<std::int32_t>({10, 11, 12, 13}));
  EXPECT_EQ(windows[1].context, std::vector<std::int32_t>({13}));
  EXPECT_EQ(windows[1].continuations[0].ids, std::vector<std::int32_t>({14, 15, 16, 17}));
  EXPECT_EQ(windows[2].context, std::vector<std::int32_t>({15, 16, 17}));
  EXPECT_EQ(windows[2].continuations[0].ids, std::vector<std::int32_t>({18, 19}));
}

TEST(RollingWindows, AShortSequenceIsOneWindow) {
  const std::vector<std::int32_t> ids = {10, 11};
  const std::vector<ScoreGroup> windows = rolling_windows(ids, 1, 100);
  ASSERT_EQ(windows.size(), 1u);
  EXPECT_EQ(windows[0].continuations[0].ids, ids);
  EXPECT_TRUE(rolling_windows({}, 1, 100).empty());
}

}  // namespace
}  // namespace assay::local
