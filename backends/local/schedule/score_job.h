#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "backends/local/model/decoder.h"
#include "backends/local/schedule/job.h"

namespace assay::local {

/// Tokens behind a context, of which those from `score_from` on are scored.
struct ScoredTokens {
  std::vector<std::int32_t> ids;  ///< at least one
  std::size_t score_from = 0;
};

/// A context with its continuations.
struct ScoreGroup {
  std::vector<std::int32_t> context;  ///< at least one
  std::vector<ScoredTokens> continuations;
};

/// The log-likelihood of one continuation.
struct TokenScores {
  double logprob = 0.0;          ///< nats, the sum of the scored tokens' in their order
  std::vector<double> logprobs;  ///< of each scored token
  bool is_greedy = true;         ///< each scored token is the most probable one, lowest id among equals
};

struct ScoreResult {
  std::optional<Failure> failure;   ///< then there are no scores
  std::vector<TokenScores> scores;  ///< of each continuation of each group, in order
  std::int64_t num_tokens = 0;      ///< of contexts and continuations, each counted once
  double seconds = 0.0;
};

/// Scores continuations: each context is run once and its continuations go on from it.
class ScoreJob : public Job {
 public:
  using Done = std::function<void(ScoreResult)>;

  /// `decoder` outlives the job. A group that cannot be run fails the whole job.
  ScoreJob(std::vector<ScoreGroup> groups, const SequenceLimits& limits, const Decoder& decoder, Done done);

  std::optional<Lane> next_lane(KvPool& pool) override;
  void take(const Lane& lane, std::size_t index, std::span<const float> logits) override;
  bool advance(Lane& lane) override;
  bool finished() const override;
  void finish() override;

 private:
  struct Branch {
    std::vector<double> logprobs;      // by token; only scored ones are written
    std::vector<std::uint8_t> greedy;  // bytes, since threads write neighbours
  };
  struct GroupState {
    ScoreGroup group;
    std::vector<Branch> branches;
    std::optional<KvSequence> context;  // once it is run, for the branches to fork from
    bool started = false;
    std::size_t next_branch = 0;
    std::size_t lanes = 0;  // on their way
    bool done() const { return started && lanes == 0 && next_branch == group.continuations.size(); }
  };

  void score(GroupState& state, std::size_t branch, std::size_t token, std::span<const float> logits, double lse,
             std::int32_t argmax);
  void skip_scored_branches(GroupState& state) const;

  std::vector<GroupState> groups_;
  const Decoder& decoder_;
  Done done_;
  ScoreResult result_;
  std::atomic<bool> non_finite_ = false;
  double start_ = 0.0;
};

/// The windows that the log-likelihood of a long sequence is summed over: each of `ids` is scored once, the first after
/// `prefix`, and every window but the first and last is of `max_length` tokens without overlap of what is scored. The
/// tokens of a last short window see as much as fits before them.
/// Requires: max_length > 0.
/// Source: lm-evaluation-harness 0.4, get_rolling_token_windows with context_len 1.
std::vector<ScoreGroup> rolling_windows(std::span<const std::int32_t> ids, std::int32_t prefix, std::size_t max_length);

}  // namespace assay::local
