#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "harness/core/options.h"
#include "harness/core/request.h"
#include "harness/core/response.h"
#include "harness/core/thinking.h"

namespace assay {

/// What a backend is and can do.
struct BackendInfo {
  std::string backend;      ///< the registered name: "local", "openai_chat", ...
  std::string model;        ///< what a person calls the model
  /// Identity by content: equal fingerprints give equal answers to equal requests. For a local model the hash of weights,
  /// tokenizer, chat template and numerics; for an endpoint its address and model name. Never a secret.
  std::string fingerprint;
  std::string numerics;     ///< such as "reference (f32)"; empty for an endpoint
  /// The answer depends on the sample's id and slot too (recorded answers): both are part of the content key.
  bool answers_by_id = false;
  bool can_generate = true;
  bool can_chat = false;          ///< takes a Prompt of messages
  bool can_loglikelihood = false; ///< Loglikelihood and RollingLoglikelihood
  bool splits_thinking = false;   ///< tells thoughts from answers itself, and heeds stop strings only in answers
  bool is_recorded = false;       ///< its answers are as they were, whatever the stop strings are
  std::optional<std::int64_t> context_length;  ///< tokens of prompt and answer together, where it is known
  bool counts_tokens = false;                  ///< `count_tokens` knows, for prompts of text and of messages
};

/// Where responses go. Threads: `put` may be called from any thread of the backend, one call at a time or many.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void put(Response response) = 0;
};

/// A model that can be asked.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const BackendInfo& info() const = 0;
  /// Answers all requests, in any order. Exactly one Response per Request reaches the sink unless `stop` is requested.
  /// What goes wrong with one request is its Failure. Throws: Error only on misconfiguration.
  virtual void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) = 0;
  /// The tokens that a request takes of the context before an answer is generated: the prompt's, and those of the longest
  /// continuation; nullopt where that is not known, and for what cannot be encoded (`run` says why) or is read in windows.
  /// Requires: `run` is not running. Pure.
  virtual std::optional<std::int64_t> count_tokens(const Request&) const { return std::nullopt; }
};

/// What a backend is made from, beside its own options.
struct BackendContext {
  std::string name;         ///< the model's name in the configuration
  std::string base_folder;  ///< relative paths in options are relative to this folder
  Thinking thinking = {};   ///< how the model marks its thoughts, for a backend that splits them off itself
};

/// The registered definition of a kind of backend.
struct BackendDef {
  std::string_view name;
  std::string_view summary;  ///< one sentence, for `assay list backends`
  std::string_view options;  ///< "path threads ..." with a word on each, for the same list
  /// Reads its options (the caller calls `done`). Throws: Error on misconfiguration.
  std::unique_ptr<Backend> (*create)(const Options& options, const BackendContext& context);
};

}  // namespace assay
