#include "backends/local/schedule/generate_job.h"

#include <algorithm>
#include <utility>

#include "backends/local/sample/logprobs.h"
#include "harness/core/clock.h"

namespace assay::local {
namespace {

DrawSettings draw_settings(const SamplingParams& sampling) {
  return {.repetition_penalty = sampling.repetition_penalty,
          .temperature = sampling.temperature,
          .top_k = sampling.top_k,
          .top_p = sampling.top_p,
          .min_p = sampling.min_p,
          .seed = sampling.seed};
}

}  // namespace

GenerateJob::GenerateJob(std::vector<std::int32_t> prompt, const SamplingParams& sampling, const SequenceLimits& limits,
                         const TokenTexts& texts, Done done, ThoughtMarks marks)
    : prompt_(std::move(prompt)),
      sampling_(sampling),
      limits_(limits),
      texts_(texts),
      done_(std::move(done)),
      sampler_(draw_settings(sampling)),
      stream_(sampling.stop, std::move(marks.thinking), marks.begins_inside),
      start_(monotonic_seconds()) {
  result_.num_prompt_tokens = static_cast<std::int64_t>(prompt_.size());
  result_.failure = refuse_sequence(prompt_, 0, limits);
  if (!result_.failure && !texts.bytes && !sampling.stop.empty())
    result_.failure = Failure{FailureKind::kUnsupported, "stop strings need a tokenizer, and the model has none", 1};
  if (result_.failure) finished_ = true;
  if (sampling.max_tokens <= 0) end(FinishReason::kLength);
}

std::optional<Lane> GenerateJob::next_lane(KvPool& pool) {
  if (started_ || finished_) return std::nullopt;
  started_ = true;
  Lane lane{KvSequence(pool)};
  lane.tokens = prompt_;
  lane.wanted_from = prompt_.size() - 1;
  return lane;
}

void GenerateJob::take(const Lane& lane, std::size_t, std::span<const float> logits) {
  if (!scan_row(logits).finite) {
    result_.failure = non_finite_logits();
    return;
  }
  next_ = sampler_.draw(logits, lane.tokens, result_.ids.size());
}

bool GenerateJob::end(FinishReason reason) {
  result_.finish = reason;
  finished_ = true;
  return false;
}

bool GenerateJob::advance(Lane& lane) {
  if (result_.failure) return end(FinishReason::kStop);
  if (!result_.first_token_seconds) result_.first_token_seconds = monotonic_seconds() - start_;
  const auto& ends = texts_.end_of_generation;
  if (!sampling_.ignore_eos && std::find(ends.begin(), ends.end(), next_) != ends.end())
    return end(FinishReason::kStop);
  result_.ids.push_back(next_);
  if (texts_.bytes) {
    stream_.push(texts_.bytes(next_));
    if (stream_.stopped()) return end(FinishReason::kStop);
  }
  if (static_cast<int>(result_.ids.size()) >= sampling_.max_tokens) return end(FinishReason::kLength);
  if (lane.cache.length() >= limits_.context_length) return end(FinishReason::kLength);
  lane.tokens.push_back(next_);
  return true;
}

void GenerateJob::finish() {
  result_.seconds = monotonic_seconds() - start_;
  if (result_.failure) {
    result_.ids.clear();
  } else {
    AnswerStream::Result said = stream_.finish();
    result_.text = std::move(said.text);
    result_.reasoning = std::move(said.reasoning);
    if (said.is_open) result_.finish = FinishReason::kLength;
  }
  done_(std::move(result_));
}

LogitsJob::LogitsJob(std::vector<std::int32_t> ids, const SequenceLimits& limits, Row row, Done done)
    : ids_(std::move(ids)), row_(std::move(row)), done_(std::move(done)), failure_(refuse_sequence(ids_, 0, limits)) {
  finished_ = failure_.has_value();
}

std::optional<Lane> LogitsJob::next_lane(KvPool& pool) {
  if (started_ || finished_) return std::nullopt;
  started_ = true;
  Lane lane{KvSequence(pool)};
  lane.tokens = ids_;
  return lane;
}

}  // namespace assay::local
