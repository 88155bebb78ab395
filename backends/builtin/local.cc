// The built-in transformer as a backend.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "backends/local/engine.h"
#include "harness/core/backend.h"
#include "harness/core/error.h"

namespace assay::backends::builtin {
namespace {

using local::Engine;
using local::EngineOptions;
using local::Job;

constexpr std::array<std::string_view, 3> kAddBos = {"auto", "true", "false"};

class LocalBackend : public Backend {
 public:
  LocalBackend(const std::string& path, const EngineOptions& options, std::string name, Thinking thinking)
      : engine_(path, options), thinking_(std::move(thinking)) {
    info_.backend = "local";
    info_.model = std::move(name);
    info_.fingerprint = engine_.fingerprint();
    info_.numerics = engine_.info().numerics;
    info_.can_chat = engine_.encoder().has_chat_template();
    info_.can_loglikelihood = true;
    info_.splits_thinking = true;
    info_.context_length = engine_.info().context_length;
    info_.counts_tokens = engine_.info().has_tokenizer;
  }

  const BackendInfo& info() const override { return info_; }

  std::optional<std::int64_t> count_tokens(const Request& request) const override {
    try {
      if (const auto* generate = std::get_if<Generate>(&request.body))
        return static_cast<std::int64_t>(engine_.encoder().prompt(generate->prompt).size());
      const auto* scored = std::get_if<Loglikelihood>(&request.body);
      if (scored == nullptr) return std::nullopt;
      const local::ScoreGroup group = engine_.encoder().continuations(scored->context, scored->continuations);
      std::size_t longest = 0;
      for (const local::ScoredTokens& one : group.continuations) longest = std::max(longest, one.ids.size());
      return static_cast<std::int64_t>(group.context.size() + longest) - 1;  // the last token is only scored, not read
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) override {
    std::size_t next = 0;
    engine_.run(
        [&]() -> std::unique_ptr<Job> {
          while (next < requests.size()) {
            const Request& request = requests[next++];
            // What cannot be put into tokens is this request's failure, not the run's.
            try {
              return job(request, sink);
            } catch (const Error& error) {
              sink.put({request.id, Failure{FailureKind::kRejected, error.message(), 1}, {}, {}});
            }
          }
          return nullptr;
        },
        stop);
  }

 private:
  std::unique_ptr<Job> job(const Request& request, ResponseSink& sink) const {
    if (const auto* generate = std::get_if<Generate>(&request.body)) return generation(request.id, *generate, sink);
    if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body))
      return scoring(request.id, *likelihood, sink);
    return rolling(request.id, std::get<RollingLoglikelihood>(request.body).text, sink);
  }

  std::unique_ptr<Job> generation(const RequestId& id, const Generate& generate, ResponseSink& sink) const {
    // The chat template may open a span of thoughts, as a prefill may.
    const Prompt& prompt = generate.prompt;
    const std::string text = prompt.is_chat() ? engine_.encoder().render_chat(prompt.messages) : prompt.text;
    local::ThoughtMarks marks{thinking_, thinking_.opened || opens_thinking(text, thinking_)};
    return engine_.generate_job(engine_.encoder().prompt(prompt), generate.sampling,
                                [id, &sink](local::GenerateResult result) {
                                  Response response;
                                  response.id = id;
                                  response.timing = {result.seconds, result.first_token_seconds};
                                  response.usage.prompt_tokens = result.num_prompt_tokens;
                                  response.usage.completion_tokens = static_cast<std::int64_t>(result.ids.size());
                                  if (result.failure)
                                    response.body = std::move(*result.failure);
                                  else
                                    response.body = Completion{std::move(result.text), result.finish, {},
                                                               std::move(result.reasoning)};
                                  sink.put(std::move(response));
                                },
                                std::move(marks));
  }

  std::unique_ptr<Job> scoring(const RequestId& id, const Loglikelihood& likelihood, ResponseSink& sink) const {
    if (likelihood.continuations.empty())
      throw Error(ErrorKind::kConfig, "there are no continuations to score; expected at least one");
    std::vector<int> num_bytes;
    for (const std::string& continuation : likelihood.continuations)
      num_bytes.push_back(static_cast<int>(continuation.size()));
    return engine_.score_job({engine_.encoder().continuations(likelihood.context, likelihood.continuations)},
                             [id, &sink, num_bytes](local::ScoreResult result) {
                               Loglikelihoods out;
                               for (std::size_t i = 0; i < result.scores.size(); ++i)
                                 out.continuations.push_back(to_score(result.scores[i], num_bytes[i]));
                               put(id, std::move(result), std::move(out), sink);
                             });
  }

  std::unique_ptr<Job> rolling(const RequestId& id, const std::string& text, ResponseSink& sink) const {
    const std::vector<local::TokenId> ids = engine_.encoder().whole_text(text);
    if (ids.empty()) throw Error(ErrorKind::kConfig, "the text has no tokens; expected at least one to score");
    return engine_.score_job(engine_.rolling_groups(ids),
                             [id, &sink, num_bytes = static_cast<int>(text.size())](local::ScoreResult result) {
                               Loglikelihoods out;
                               out.continuations.push_back(to_score(local::sum_of(result.scores), num_bytes));
                               put(id, std::move(result), std::move(out), sink);
                             });
  }

  static ContinuationScore to_score(const local::TokenScores& scores, int num_bytes) {
    return {scores.logprob, static_cast<int>(scores.logprobs.size()), num_bytes, scores.is_greedy};
  }

  static void put(const RequestId& id, local::ScoreResult result, Loglikelihoods scores, ResponseSink& sink) {
    Response response;
    response.id = id;
    response.timing.seconds = result.seconds;
    response.usage.prompt_tokens = result.num_tokens;
    if (result.failure)
      response.body = std::move(*result.failure);
    else
      response.body = std::move(scores);
    sink.put(std::move(response));
  }

  Engine engine_;
  Thinking thinking_;
  BackendInfo info_;
};

std::unique_ptr<Backend> create(const Options& options, const BackendContext& context) {
  const std::string written = options.text("path");
  EngineOptions engine;
  engine.threads = static_cast<int>(options.integer("threads", 0, 1, 256));
  engine.batch_size = static_cast<int>(options.integer("batch_size", engine.batch_size, 1, 256));
  engine.prefill_chunk = static_cast<int>(options.integer("prefill_chunk", engine.prefill_chunk, 1, 65536));
  engine.context_length = options.integer("context_length", 0, 1);
  const std::string add_bos = options.one_of("add_bos", "auto", kAddBos);
  if (add_bos != "auto") engine.add_bos = add_bos == "true";
  const std::filesystem::path path = std::filesystem::path(context.base_folder) / written;  // an absolute one stays
  try {
    return std::make_unique<LocalBackend>(path.string(), engine, context.name, context.thinking);
  } catch (Error& error) {
    error.add(fmt::format("while loading model {} ({})", context.name, options.where("path")));
    throw;
  }
}

}  // namespace

extern const BackendDef local;
const BackendDef local{"local", "The built-in transformer: a GGUF file, a .safetensors file or a HuggingFace folder.",
                       "path (of the checkpoint) threads (default ASSAY_THREADS, else all) batch_size (sequences at a "
                       "time; changes no result) "
                       "prefill_chunk (rows of one step; changes no result) context_length (at most the model's) "
                       "add_bos (auto, true, false)",
                       create};

}  // namespace assay::backends::builtin
