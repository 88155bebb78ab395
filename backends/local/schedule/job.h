#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/local/cache/kv_cache.h"
#include "harness/core/response.h"

namespace assay::local {

/// One sequence on its way through the decoder.
struct Lane {
  explicit Lane(KvSequence sequence) : cache(std::move(sequence)) {}

  KvSequence cache;
  std::vector<std::int32_t> tokens;   ///< to feed, behind what the cache held at first
  std::size_t fed = 0;                ///< how many of them were
  std::size_t wanted_from = 0;        ///< the job takes the output of tokens[wanted_from..]
  std::size_t group = 0;              ///< for the job's own use
  std::optional<std::size_t> branch;  ///< for the job's own use
};

/// A question to the model that is answered by feeding one or more lanes.
/// Threads: `take` from several threads at once, for different tokens; all else one thread.
class Job {
 public:
  virtual ~Job() = default;
  /// The next sequence that can run now, or nullopt: then ask again after another lane of this job is done.
  virtual std::optional<Lane> next_lane(KvPool& pool) = 0;
  /// Takes the logits that follow lane.tokens[index]; must not throw.
  virtual void take(const Lane& lane, std::size_t index, std::span<const float> logits) = 0;
  /// All tokens of the lane are fed. True: the job has appended to them and the lane goes on; else it is done, and what
  /// the job wants of it, it has taken.
  virtual bool advance(Lane& lane) = 0;
  /// Every lane is done and no other will come.
  virtual bool finished() const = 0;
  /// Delivers the result; called once, when finished.
  virtual void finish() = 0;
};

/// What a sequence must keep to.
struct SequenceLimits {
  std::int64_t vocab_size = 0;
  std::int64_t context_length = 0;
};

/// Why a sequence that feeds `ids`, and `more` tokens behind them, cannot be run: no tokens, an id that is none, too
/// long.
std::optional<Failure> refuse_sequence(std::span<const std::int32_t> ids, std::int64_t more,
                                       const SequenceLimits& limits);

/// The failure of a model whose logits are not numbers.
Failure non_finite_logits();

}  // namespace assay::local
