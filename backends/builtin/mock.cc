// A backend without a model: its answers are a pure function of the request. For tests and for trying a configuration.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "backends/blocking_backend.h"
#include "harness/core/backend.h"
#include "harness/core/hash.h"
#include "harness/core/random.h"

namespace assay::backends::builtin {
namespace {

constexpr std::array<std::string_view, 3> kModes = {"echo", "fixed", "hash"};

struct MockOptions {
  std::string mode, answer;
  double delay_ms = 0.0;
  double fail_rate = 0.0;
  std::uint64_t seed = 0;
  int threads = 1;
  std::int64_t context_length = 0;  // words; 0: no end
};

class MockBackend : public BlockingBackend {
 public:
  MockBackend(MockOptions options, std::string name) : BlockingBackend(options.threads), options_(std::move(options)) {
    info_.backend = "mock";
    info_.model = std::move(name);
    info_.fingerprint = sha256_hex(fmt::format("mock 1|{}|{}|{}|{}", options_.mode, options_.answer, options_.fail_rate,
                                               options_.seed));
    info_.can_chat = true;
    info_.can_loglikelihood = true;
    if (options_.context_length > 0) info_.context_length = options_.context_length;
    info_.counts_tokens = true;
  }

  const BackendInfo& info() const override { return info_; }

  // A token is a word.
  std::optional<std::int64_t> count_tokens(const Request& request) const override {
    if (const auto* generate = std::get_if<Generate>(&request.body)) return count_words(to_plain_text(generate->prompt));
    const auto* scored = std::get_if<Loglikelihood>(&request.body);
    if (scored == nullptr) return std::nullopt;
    std::int64_t longest = 0;
    for (const std::string& continuation : scored->continuations) longest = std::max(longest, count_words(continuation));
    return count_words(to_plain_text(scored->context)) + longest;
  }

  Response complete(const Request& request, std::stop_token) override {
    if (options_.delay_ms > 0.0)
      std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(options_.delay_ms));
    const std::uint64_t draw =
        stream_seed(options_.seed, "mock", canonical_body(request), static_cast<std::uint64_t>(request.id.epoch));
    RandomStream random(draw);
    Response response;
    response.timing.seconds = options_.delay_ms / 1000.0;
    if (random.uniform() < options_.fail_rate) {
      response.body = Failure{FailureKind::kServerError, "the mock backend was told to fail here", 1};
    } else if (const auto* generate = std::get_if<Generate>(&request.body)) {
      response.body = Completion{answer(*generate, random), FinishReason::kStop, {}};
      response.usage = {static_cast<std::int64_t>(to_plain_text(generate->prompt).size()), 1, std::nullopt};
    } else {
      response.body = score(request, random);
    }
    return response;
  }

 private:
  static std::int64_t count_words(const std::string& text) {
    std::int64_t words = 0;
    bool inside = false;
    for (const char c : text) {
      const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      words += !blank && !inside ? 1 : 0;
      inside = !blank;
    }
    return words;
  }

  std::string answer(const Generate& generate, RandomStream& random) const {
    if (options_.mode == "fixed") return options_.answer;
    if (options_.mode == "echo")
      return generate.prompt.is_chat() ? generate.prompt.messages.back().content : generate.prompt.text;
    return fmt::format("answer {}", random.below(10));
  }

  static Loglikelihoods score(const Request& request, RandomStream& random) {
    Loglikelihoods out;
    auto add = [&](const std::string& text) {
      const double logprob = -static_cast<double>(text.size()) * (0.1 + random.uniform());
      out.continuations.push_back({logprob, static_cast<int>(text.size()), static_cast<int>(text.size()), false});
    };
    if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body)) {
      for (const std::string& continuation : likelihood->continuations) add(continuation);
    } else {
      add(std::get<RollingLoglikelihood>(request.body).text);
    }
    return out;
  }

  MockOptions options_;
  BackendInfo info_;
};

std::unique_ptr<Backend> create(const Options& options, const BackendContext& context) {
  MockOptions mock;
  mock.mode = options.one_of("mode", "hash", kModes);
  mock.answer = options.text("answer", "");
  mock.delay_ms = options.number("delay_ms", 0.0, 0.0, 60'000.0);
  mock.fail_rate = options.number("fail_rate", 0.0, 0.0, 1.0);
  mock.seed = static_cast<std::uint64_t>(options.integer("seed", 0, 0));
  mock.threads = static_cast<int>(options.integer("threads", 1, 1, 256));
  mock.context_length = options.integer("context_length", 0, 0);
  return std::make_unique<MockBackend>(mock, options.text("model", context.name));
}

}  // namespace

extern const BackendDef mock;
const BackendDef mock{
    "mock", "Answers without a model, each a pure function of the request: for tests and for trying a configuration.",
    "mode (echo, fixed, hash: what the answers are) answer (the text of mode fixed) delay_ms fail_rate (fraction of requests "
    "that fail) seed threads context_length (words of prompt and answer; 0: no end)",
    create};

}  // namespace assay::backends::builtin
