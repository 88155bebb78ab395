#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "backends/local/sample/answer_stream.h"
#include "backends/local/sample/sampler.h"
#include "backends/local/schedule/job.h"
#include "harness/core/request.h"

namespace assay::local {

/// What a generation needs to know of the tokenizer.
struct TokenTexts {
  std::vector<std::int32_t> end_of_generation;
  /// The bytes that a token adds to the text; may be empty, then generations have no text and no stop strings.
  std::function<std::string(std::int32_t)> bytes;
};

/// Whether and how a generation thinks before it answers.
struct ThoughtMarks {
  Thinking thinking{.mode = Thinking::Mode::kOff};
  bool begins_inside = false;  ///< the prompt opens a span
};

struct GenerateResult {
  std::optional<Failure> failure;  ///< then the rest is empty
  std::string text;                ///< the answer
  std::string reasoning;           ///< the thoughts before it
  std::vector<std::int32_t> ids;  ///< the end-of-generation token that stopped it is not among them
  FinishReason finish = FinishReason::kStop;
  std::int64_t num_prompt_tokens = 0;
  double seconds = 0.0;
  std::optional<double> first_token_seconds;
};

/// Continues a prompt until an end-of-generation token, a stop string in the answer, max_tokens or the context's end. Thoughts
/// that do not end leave no answer, and count as cut off whatever ended them.
class GenerateJob : public Job {
 public:
  using Done = std::function<void(GenerateResult)>;

  /// `texts` outlives the job.
  GenerateJob(std::vector<std::int32_t> prompt, const SamplingParams& sampling, const SequenceLimits& limits,
              const TokenTexts& texts, Done done, ThoughtMarks marks = {});

  std::optional<Lane> next_lane(KvPool& pool) override;
  void take(const Lane& lane, std::size_t index, std::span<const float> logits) override;
  bool advance(Lane& lane) override;
  bool finished() const override { return finished_; }
  void finish() override;

 private:
  bool end(FinishReason reason);

  std::vector<std::int32_t> prompt_;
  SamplingParams sampling_;
  SequenceLimits limits_;
  const TokenTexts& texts_;
  Done done_;
  Sampler sampler_;
  AnswerStream stream_;
  GenerateResult result_;
  std::int32_t next_ = 0;
  bool started_ = false, finished_ = false;
  double start_ = 0.0;
};

/// Takes the logits of every token of a sequence.
class LogitsJob : public Job {
 public:
  /// Called for each token, from several threads at once; must not throw.
  using Row = std::function<void(std::size_t index, std::span<const float> logits)>;
  using Done = std::function<void(std::optional<Failure>)>;

  LogitsJob(std::vector<std::int32_t> ids, const SequenceLimits& limits, Row row, Done done);

  std::optional<Lane> next_lane(KvPool& pool) override;
  void take(const Lane&, std::size_t index, std::span<const float> logits) override { row_(index, logits); }
  bool advance(Lane&) override {
    finished_ = true;
    return false;
  }
  bool finished() const override { return finished_; }
  void finish() override { done_(std::move(failure_)); }

 private:
  std::vector<std::int32_t> ids_;
  Row row_;
  Done done_;
  std::optional<Failure> failure_;
  bool started_ = false, finished_ = false;
};

}  // namespace assay::local
