#pragma once

#include <fmt/core.h>

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "harness/core/backend.h"
#include "harness/core/options.h"

namespace assay::backends::builtin {
extern const BackendDef mock;
extern const BackendDef openai_chat;
extern const BackendDef replay;
}  // namespace assay::backends::builtin

namespace assay::test {

/// Keeps every response. Threads: safe.
class CollectingSink : public ResponseSink {
 public:
  void put(Response response) override {
    const std::lock_guard lock(mutex_);
    responses_.push_back(std::move(response));
  }
  std::vector<Response> responses() const {
    const std::lock_guard lock(mutex_);
    return responses_;
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return responses_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Response> responses_;
};

/// A backend from options in YAML; every key must be one that it reads.
inline std::unique_ptr<Backend> make_backend(const BackendDef& def, const std::string& yaml,
                                             const std::string& base_folder = ".") {
  const Options options = Options::from_yaml(yaml, "run.yaml");
  std::unique_ptr<Backend> backend = def.create(options, {"my-model", base_folder});
  options.done();
  return backend;
}

/// openai_chat at `base_url` with further options, one "key: value" a line.
inline std::unique_ptr<Backend> make_chat(const std::string& base_url, const std::string& more = "") {
  return make_backend(backends::builtin::openai_chat, fmt::format("base_url: \"{}\"\nmodel: m\n{}", base_url, more));
}

/// A request for the answer to a plain text.
inline Request question(const std::string& text, int number = 0, SamplingParams sampling = {}) {
  return {{fmt::format("s{}", number), 0, 0}, Generate{Prompt{text, {}}, std::move(sampling)}};
}

/// Questions "Q 0", "Q 1", ...
inline std::vector<Request> questions(int count) {
  std::vector<Request> out;
  for (int i = 0; i < count; ++i) out.push_back(question(fmt::format("Q {}", i), i));
  return out;
}

/// All responses in the order of arrival.
inline std::vector<Response> ask_all(Backend& backend, std::span<const Request> requests, std::stop_token stop = {}) {
  CollectingSink sink;
  backend.run(requests, sink, std::move(stop));
  return sink.responses();
}

/// The one response to one request.
inline Response ask(Backend& backend, const Request& request) {
  const std::vector<Response> responses = ask_all(backend, std::span(&request, 1));
  if (responses.size() != 1) throw std::runtime_error(fmt::format("{} responses to one request", responses.size()));
  return responses.front();
}

/// The text of an answer, or "FAILED kind: message".
inline std::string text_of(const Response& response) {
  if (const auto* completion = std::get_if<Completion>(&response.body)) return completion->text;
  if (const auto* failure = std::get_if<Failure>(&response.body))
    return fmt::format("FAILED {}: {}", name_of(failure->kind), failure->message);
  return "log-likelihoods";
}

}  // namespace assay::test
