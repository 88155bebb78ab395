#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/message.h"

namespace assay {

/// How an answer is drawn. A temperature of 0 is greedy; then the other settings and the seed change nothing.
struct SamplingParams {
  double temperature = 0.0;
  int top_k = 0;        ///< 0: off
  double top_p = 1.0;   ///< 1: off
  double min_p = 0.0;   ///< 0: off
  double repetition_penalty = 1.0;
  int max_tokens = 256;
  std::vector<std::string> stop;
  std::uint64_t seed = 0;  ///< of this one answer, already mixed from run seed, sample and epoch
  bool ignore_eos = false;

  bool operator==(const SamplingParams&) const = default;
};

/// Continue the prompt.
struct Generate {
  Prompt prompt;
  SamplingParams sampling;
};

/// Log-probability of each continuation after the context.
struct Loglikelihood {
  Prompt context;
  std::vector<std::string> continuations;
};

/// Log-probability of a whole text, each token given those before it.
struct RollingLoglikelihood {
  std::string text;
};

/// Which answer of a run this is: `slot` numbers the requests of one sample, `epoch` its repetitions.
struct RequestId {
  std::string sample_id;
  int slot = 0;
  int epoch = 0;

  auto operator<=>(const RequestId&) const = default;
};

struct Request {
  RequestId id;
  std::variant<Generate, Loglikelihood, RollingLoglikelihood> body;
  /// In a dialogue, what the user says in this turn, which is the request's slot (from 0); "" elsewhere. It is in the
  /// prompt too, so it is no content of its own.
  std::string user_turn = {};
};

/// The content of the question as one line of canonical JSON: everything in the request that can change the answer
/// (prompt, continuations, sampling), and nothing else. The seed is left out where the request is greedy.
std::string canonical_body(const Request& request);

/// SHA-256 over the backend's fingerprint, `canonical_body` and the epoch: cache key, resume key and provenance.
std::string content_key(const Request& request, const std::string& backend_fingerprint);

}  // namespace assay
