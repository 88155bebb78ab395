#include "backends/local/schedule/score_job.h"

#include <algorithm>
#include <utility>

#include "backends/local/sample/logprobs.h"
#include "harness/core/check.h"
#include "harness/core/clock.h"

namespace assay::local {

ScoreJob::ScoreJob(std::vector<ScoreGroup> groups, const SequenceLimits& limits, const Decoder& decoder, Done done)
    : decoder_(decoder), done_(std::move(done)), start_(monotonic_seconds()) {
  for (ScoreGroup& group : groups) {
    GroupState state;
    result_.num_tokens += static_cast<std::int64_t>(group.context.size());
    for (const ScoredTokens& continuation : group.continuations) {
      if (!result_.failure && continuation.score_from >= continuation.ids.size())
        result_.failure =
            Failure{FailureKind::kRejected, "a continuation has no tokens to score; expected at least one", 1};
      // The last token is predicted and never fed.
      const auto more = static_cast<std::int64_t>(continuation.ids.size()) - 1;
      if (!result_.failure) result_.failure = refuse_sequence(group.context, more, limits);
      if (!result_.failure) result_.failure = refuse_sequence(continuation.ids, -1, limits);
      result_.num_tokens += more + 1;
      state.branches.push_back(
          {std::vector<double>(continuation.ids.size()), std::vector<std::uint8_t>(continuation.ids.size())});
    }
    state.group = std::move(group);
    groups_.push_back(std::move(state));
  }
}

// A continuation of one token is scored by the context's last output, and an only one is run in the context's lane.
void ScoreJob::skip_scored_branches(GroupState& state) const {
  const auto& continuations = state.group.continuations;
  while (state.next_branch < continuations.size() &&
         (continuations.size() == 1 || continuations[state.next_branch].ids.size() == 1))
    ++state.next_branch;
}

std::optional<Lane> ScoreJob::next_lane(KvPool& pool) {
  if (result_.failure) return std::nullopt;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    GroupState& state = groups_[g];
    const auto& continuations = state.group.continuations;
    if (!state.started) {
      state.started = true;
      ++state.lanes;
      Lane lane{KvSequence(pool)};
      lane.tokens = state.group.context;
      lane.wanted_from = lane.tokens.size() - 1;
      lane.group = g;
      if (continuations.size() == 1)
        lane.tokens.insert(lane.tokens.end(), continuations[0].ids.begin(), continuations[0].ids.end() - 1);
      skip_scored_branches(state);
      return lane;
    }
    if (!state.context || state.next_branch == continuations.size()) continue;
    ++state.lanes;
    Lane lane{state.context->fork(state.context->length())};
    const std::vector<std::int32_t>& ids = continuations[state.next_branch].ids;
    lane.tokens.assign(ids.begin(), ids.end() - 1);
    lane.group = g;
    lane.branch = state.next_branch++;
    skip_scored_branches(state);
    if (state.next_branch == continuations.size()) state.context.reset();
    return lane;
  }
  return std::nullopt;
}

void ScoreJob::take(const Lane& lane, std::size_t index, std::span<const float> logits) {
  GroupState& state = groups_[lane.group];
  const RowFacts facts = scan_row(logits);
  if (!facts.finite) {
    non_finite_ = true;
    return;
  }
  const double lse = decoder_.log_sum_exp(logits);
  if (lane.branch) {
    score(state, *lane.branch, index + 1, logits, lse, facts.argmax);
    return;
  }
  const std::size_t token = index + 1 - state.group.context.size();
  if (token > 0) {
    score(state, 0, token, logits, lse, facts.argmax);
    return;
  }
  for (std::size_t branch = 0; branch < state.branches.size(); ++branch)
    score(state, branch, 0, logits, lse, facts.argmax);
}

void ScoreJob::score(GroupState& state, std::size_t branch, std::size_t token, std::span<const float> logits,
                     double lse, std::int32_t argmax) {
  const std::int32_t id = state.group.continuations[branch].ids[token];
  state.branches[branch].logprobs[token] = log_softmax_at(logits, id, lse);
  state.branches[branch].greedy[token] = id == argmax;
}

bool ScoreJob::advance(Lane& lane) {
  GroupState& state = groups_[lane.group];
  --state.lanes;
  if (!lane.branch && state.next_branch < state.group.continuations.size()) state.context = std::move(lane.cache);
  return false;
}

bool ScoreJob::finished() const {
  return result_.failure || std::all_of(groups_.begin(), groups_.end(), [](const GroupState& s) { return s.done(); });
}

void ScoreJob::finish() {
  if (non_finite_) result_.failure = non_finite_logits();
  if (!result_.failure) {
    for (const GroupState& state : groups_)
      for (std::size_t b = 0; b < state.branches.size(); ++b) {
        const Branch& branch = state.branches[b];
        TokenScores scores;
        for (std::size_t i = state.group.continuations[b].score_from; i < branch.logprobs.size(); ++i) {
          scores.logprob += branch.logprobs[i];
          scores.logprobs.push_back(branch.logprobs[i]);
          scores.is_greedy = scores.is_greedy && branch.greedy[i] != 0;
        }
        result_.scores.push_back(std::move(scores));
      }
  }
  result_.seconds = monotonic_seconds() - start_;
  done_(std::move(result_));
}

std::vector<ScoreGroup> rolling_windows(std::span<const std::int32_t> ids, std::int32_t prefix,
                                        std::size_t max_length) {
  ASSAY_CHECK(max_length > 0);
  std::vector<ScoreGroup> windows;
  const auto copy = [&](std::size_t begin, std::size_t end) {
    return std::vector<std::int32_t>(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                     ids.begin() + static_cast<std::ptrdiff_t>(end));
  };
  for (std::size_t begin = 0; begin < ids.size();) {
    const std::size_t end = std::min(ids.size(), begin + max_length);
    if (begin == 0) {
      windows.push_back({{prefix}, {{copy(0, end), 0}}});
    } else {
      // The last token is not fed, so the window may begin one place further back than max_length before it.
      windows.push_back({copy(end - 1 - max_length, begin), {{copy(begin, end), 0}}});
    }
    begin = end;
  }
  return windows;
}

}  // namespace assay::local
