#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "backends/local/prompt_encoder.h"
#include "backends/local/schedule/generate_job.h"
#include "backends/local/schedule/job.h"
#include "backends/local/schedule/score_job.h"
#include "backends/local/tokenizer/tokenizer.h"
#include "harness/core/request.h"

namespace assay::local {

/// How a checkpoint is run. None of it but `context_length` and `add_bos` changes a result.
struct EngineOptions {
  int threads = 0;                  ///< 0: as many as the CPU has
  int batch_size = 8;               ///< sequences at a time
  int prefill_chunk = 512;          ///< rows of one step
  std::int64_t context_length = 0;  ///< 0: the model's; never more than the model's
  std::optional<bool> add_bos;      ///< nullopt: as the tokenizer does
};

/// What a loaded checkpoint is.
struct EngineInfo {
  std::string path;
  std::string architecture;  ///< the name of its ArchDef
  std::string format;        ///< "gguf" or "safetensors"
  std::string numerics;      ///< "reference (f32)"
  std::string kernels;       ///< the kernel table's name
  int threads = 0;
  std::map<std::string, int> dtypes;  ///< tensors of each stored type
  std::int64_t num_parameters = 0;
  std::int64_t num_layers = 0, hidden_size = 0;
  std::int64_t context_length = 0;  ///< in use
  std::int64_t model_context_length = 0;
  std::int64_t vocab_size = 0;
  std::vector<std::string> files;
  bool has_tokenizer = false;
  bool has_chat_template = false;
};

/// A checkpoint that can be asked: weights, tokenizer, decoder and scheduler together.
/// Threads: one thread.
class Engine {
 public:
  /// Opens a .gguf file, a .safetensors file or a HuggingFace folder; a checkpoint without a tokenizer takes ids only.
  /// Throws: Error(kRuntime) for what is wrong with the files, Error(kConfig) for what is wrong with the options.
  Engine(const std::string& path, const EngineOptions& options);
  ~Engine();

  const EngineInfo& info() const;
  /// SHA-256 over weights, tokenizer, chat template and all that changes a result's bits. Reads the files at the first
  /// call.
  const std::string& fingerprint() const;
  /// Throws: Error(kRuntime) that says why, where there is no tokenizer.
  const TokenizerBundle& tokenizer() const;
  /// How prompts become ids. Throws: as tokenizer().
  const PromptEncoder& encoder() const;

  /// Logits of every position. Shapes: [ids, vocab_size]. Throws: Error(kRuntime) for ids that cannot be run.
  std::vector<float> logits(std::span<const TokenId> ids);
  /// Scores groups of continuations, results in their order.
  std::vector<ScoreResult> loglikelihood(std::vector<ScoreGroup> groups);
  /// The log-likelihood of whole sequences, in windows of the context's length, each a result of as many scores as
  /// windows. The prefix token goes in front, unless the sequence begins with it.
  std::vector<ScoreResult> rolling(std::span<const std::vector<TokenId>> sequences);
  /// Continues prompts, results in their order. Without a tokenizer the results have no text.
  std::vector<GenerateResult> generate(std::span<const std::vector<TokenId>> prompts,
                                       std::span<const SamplingParams> sampling);

  /// Jobs for `run`. Their callbacks are called on the thread of `run`.
  std::unique_ptr<Job> score_job(std::vector<ScoreGroup> groups, ScoreJob::Done done) const;
  std::unique_ptr<Job> generate_job(std::vector<TokenId> prompt, const SamplingParams& sampling,
                                    GenerateJob::Done done, ThoughtMarks marks = {}) const;
  /// The windows of a sequence's rolling log-likelihood. Throws: Error(kConfig) where there is no prefix token.
  std::vector<ScoreGroup> rolling_groups(std::span<const TokenId> ids) const;
  /// Runs the jobs that `next_job` gives until it gives nullptr, batch_size sequences at a time, or until `stop`.
  void run(const std::function<std::unique_ptr<Job>()>& next_job, std::stop_token stop = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The sum of the scores of a rolling log-likelihood's windows.
TokenScores sum_of(std::span<const TokenScores> windows);

/// Threads to use where nobody says: ASSAY_THREADS, else what the CPU has. Throws: Error(kConfig) for an ASSAY_THREADS
/// that is no number in 1..256.
int default_threads();

}  // namespace assay::local
