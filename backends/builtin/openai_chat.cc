// Chat completions as OpenAI defined them and vLLM, llama.cpp, SGLang, Ollama and many others serve them.
// Source: https://platform.openai.com/docs/api-reference/chat; extension fields as in vLLM and llama.cpp.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "backends/http/endpoint.h"
#include "harness/core/backend.h"
#include "harness/core/hash.h"

namespace assay::backends::builtin {
namespace {

constexpr std::array<std::string_view, 2> kMaxTokensFields = {"max_tokens", "max_completion_tokens"};
constexpr std::size_t kMaxStopsSent = 4;  // more are refused by OpenAI
// Endpoints differ in how wide a seed may be (llama.cpp 32 bits, OpenAI 63): 31 bits fit all of them.
constexpr std::uint64_t kSeedMask = 0x7FFFFFFF;

struct ChatOptions {
  EndpointOptions endpoint;
  std::string model;
  std::string max_tokens_field;
  bool send_seed = true;
  bool logprobs = false;
  bool chat = true;
  std::optional<std::int64_t> context_length;
};

Value messages_of(const Prompt& prompt) {
  Value list = Value::array();
  auto add = [&](std::string_view role, const std::string& content) {
    Value one = Value::object();
    one.set("role", role);
    one.set("content", content);
    list.push_back(std::move(one));
  };
  if (!prompt.is_chat()) add("user", prompt.text);
  for (const Message& message : prompt.messages) add(message.role, message.content);
  return list;
}

std::int64_t tokens_in(const Value& reply, std::string_view key) {
  const Value* usage = reply.find("usage");
  const Value* count = usage == nullptr ? nullptr : usage->find(key);
  return count != nullptr && count->is_int() ? std::max<std::int64_t>(0, count->as_int()) : 0;
}

// What the model thought, under the names that servers give it: DeepSeek, vLLM, SGLang and llama.cpp the first, OpenRouter,
// Ollama and later vLLM the second.
std::string reasoning_in(const Value& message) {
  for (const std::string_view key : {"reasoning_content", "reasoning"})
    if (const Value* text = message.find(key); text != nullptr && text->is_string() && !text->as_string().empty())
      return text->as_string();
  return "";
}

std::optional<std::int64_t> reasoning_tokens_in(const Value& reply) {
  const Value* usage = reply.find("usage");
  const Value* details = usage == nullptr ? nullptr : usage->find("completion_tokens_details");
  const Value* count = details == nullptr ? nullptr : details->find("reasoning_tokens");
  if (count == nullptr || !count->is_int() || count->as_int() < 0) return std::nullopt;
  return count->as_int();
}

// Cuts the text before the earliest stop string; the log-probabilities keep the tokens that begin before the cut.
void cut_at_stop(Completion& completion, const std::vector<std::string>& stops) {
  std::size_t cut = std::string::npos;
  for (const std::string& stop : stops)
    if (!stop.empty()) cut = std::min(cut, completion.text.find(stop));
  if (cut == std::string::npos) return;
  completion.text.resize(cut);
  completion.finish = FinishReason::kStop;
  std::size_t bytes = 0, kept = 0;
  while (kept < completion.logprobs.size() && bytes < cut) bytes += completion.logprobs[kept++].token.size();
  completion.logprobs.resize(kept);
}

std::optional<FinishReason> finish_of(std::string_view word) {
  for (const std::string_view stop : {"stop", "eos", "eos_token", "end_turn", "stop_sequence"})
    if (word == stop) return FinishReason::kStop;
  if (word == "length" || word == "max_tokens") return FinishReason::kLength;
  if (word == "content_filter") return FinishReason::kContentFilter;
  return std::nullopt;
}

class ChatFormat : public ApiFormat {
 public:
  explicit ChatFormat(const ChatOptions& options) : options_(options) {}

  std::vector<std::string> headers(const std::string& key) const override {
    std::vector<std::string> out = {"Content-Type: application/json", "Accept: application/json"};
    if (!key.empty()) out.push_back("Authorization: Bearer " + key);
    return out;
  }

  std::variant<ApiCall, Failure> write(const Request& request) const override {
    const auto* generate = std::get_if<Generate>(&request.body);
    if (generate == nullptr)
      return Failure{FailureKind::kUnsupported,
                     "a chat endpoint cannot give log-probabilities of a given text; use a backend that can, such as "
                     "'local'",
                     0};
    const SamplingParams& sampling = generate->sampling;
    Value body = Value::object();
    body.set("model", options_.model);
    body.set("messages", messages_of(generate->prompt));
    body.set("temperature", sampling.temperature);
    body.set(options_.max_tokens_field, sampling.max_tokens);
    // A greedy answer's content key has no seed and no top_p, so neither has its call.
    if (sampling.temperature > 0.0) {
      body.set("top_p", sampling.top_p);
      if (options_.send_seed) body.set("seed", static_cast<std::int64_t>(sampling.seed & kSeedMask));
      if (sampling.top_k > 0) body.set("top_k", sampling.top_k);
      if (sampling.min_p > 0.0) body.set("min_p", sampling.min_p);
    }
    if (sampling.repetition_penalty != 1.0) body.set("repetition_penalty", sampling.repetition_penalty);
    if (sampling.ignore_eos) body.set("ignore_eos", true);
    Value stops = Value::array();
    for (const std::string& stop : sampling.stop)
      if (!stop.empty() && stops.size() < kMaxStopsSent) stops.push_back(stop);
    if (stops.size() > 0) body.set("stop", std::move(stops));
    if (options_.logprobs) body.set("logprobs", true);
    return ApiCall{"/chat/completions", std::move(body)};
  }

  std::variant<Response, BadReply> read(const Request& request, const Value& reply) const override {
    const SamplingParams& sampling = std::get<Generate>(request.body).sampling;
    const Value* choices = reply.find("choices");
    if (choices == nullptr || !choices->is_array() || choices->size() == 0)
      return BadReply{"the reply has no 'choices'"};
    const Value& choice = choices->as_array().front();
    const Value* message = choice.find("message");
    if (message == nullptr || !message->is_object()) return BadReply{"the reply's choice has no 'message'"};

    Response response;
    response.usage.prompt_tokens = tokens_in(reply, "prompt_tokens");
    response.usage.completion_tokens = tokens_in(reply, "completion_tokens");
    response.usage.reasoning_tokens = reasoning_tokens_in(reply);
    // What an endpoint does not count is not known to cost nothing.
    if (const Value* usage = reply.find("usage"); usage != nullptr && usage->is_object())
      response.usage.cost = cost_of(options_.endpoint, response.usage);

    Completion completion;
    const Value* reason = choice.find("finish_reason");
    if (reason != nullptr && reason->is_string()) {
      const std::optional<FinishReason> finish = finish_of(reason->as_string());
      if (!finish) return BadReply{fmt::format("the reply has the finish_reason '{}'", reason->as_string())};
      completion.finish = *finish;
    } else if (response.usage.completion_tokens >= sampling.max_tokens) {
      completion.finish = FinishReason::kLength;  // some servers leave the reason out; a truncated answer still shows
    }

    const Value* content = message->find("content");
    const Value* refusal = message->find("refusal");
    const bool is_refused = refusal != nullptr && refusal->is_string() && !refusal->as_string().empty();
    if (is_refused) completion.finish = FinishReason::kContentFilter;
    completion.reasoning = reasoning_in(*message);
    if (content != nullptr && content->is_string()) {
      completion.text = content->as_string();
    } else if (!completion.reasoning.empty()) {
      // It ended among its thoughts: there is no answer.
    } else if (completion.finish != FinishReason::kContentFilter) {
      return BadReply{
          fmt::format("the reply's message has {} (finish_reason {})",
                      content == nullptr ? "no 'content'" : fmt::format("a 'content' that is {}", kind_name(*content)),
                      reason != nullptr && reason->is_string() ? reason->as_string() : "not given")};
    }
    if (options_.logprobs) {
      if (auto bad = read_logprobs(choice, completion)) return std::move(*bad);
    }
    cut_at_stop(completion, sampling.stop);
    response.body = std::move(completion);
    return response;
  }

 private:
  // An endpoint that does not know the option answers without the list; one that answers with a broken list is not
  // right.
  static std::optional<BadReply> read_logprobs(const Value& choice, Completion& completion) {
    const Value* logprobs = choice.find("logprobs");
    const Value* list = logprobs == nullptr ? nullptr : logprobs->find("content");
    if (list == nullptr || !list->is_array()) return std::nullopt;
    for (const Value& one : list->as_array()) {
      const Value* token = one.find("token");
      const Value* logprob = one.find("logprob");
      if (token == nullptr || !token->is_string() || logprob == nullptr || !logprob->is_number())
        return BadReply{"the reply's 'logprobs' has an entry without 'token' and 'logprob'"};
      completion.logprobs.push_back({token->as_string(), logprob->as_double()});
    }
    return std::nullopt;
  }

  const ChatOptions& options_;
};

class OpenaiChatBackend : public Backend {
 public:
  explicit OpenaiChatBackend(ChatOptions options) : options_(std::move(options)), format_(options_) {
    info_.backend = "openai_chat";
    info_.model = options_.model;
    info_.fingerprint = Sha256()
                            .field("openai_chat 1")
                            .field(options_.endpoint.base_url)
                            .field(options_.model)
                            .field(options_.max_tokens_field)
                            .field(options_.send_seed ? "seed" : "no seed")
                            .field(options_.logprobs ? "logprobs" : "no logprobs")
                            .hex();
    info_.can_generate = true;
    info_.can_chat = options_.chat;
    info_.can_loglikelihood = false;
    info_.context_length = options_.context_length;
    info_.counts_tokens = options_.context_length.has_value();
  }

  const BackendInfo& info() const override { return info_; }

  // The endpoint alone knows its tokens. Three bytes a token and eight tokens a message are more than most tokenizers make of
  // most languages, so what is estimated to fit does fit.
  std::optional<std::int64_t> count_tokens(const Request& request) const override {
    const auto* generate = std::get_if<Generate>(&request.body);
    if (generate == nullptr || !options_.context_length) return std::nullopt;
    std::size_t bytes = generate->prompt.text.size();
    for (const Message& message : generate->prompt.messages) bytes += message.content.size() + 24;
    return static_cast<std::int64_t>((bytes + 2) / 3) + 8;
  }

  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) override {
    ask_endpoint(options_.endpoint, format_, requests, sink, std::move(stop));
  }

 private:
  ChatOptions options_;
  ChatFormat format_;  // refers to options_
  BackendInfo info_;
};

std::unique_ptr<Backend> create(const Options& options, const BackendContext&) {
  ChatOptions chat;
  chat.endpoint = read_endpoint_options(options);
  chat.model = options.text("model");
  if (chat.model.empty()) options.fail("model", "expected the endpoint's name of a model, got an empty text");
  chat.max_tokens_field = options.one_of("max_tokens_field", "max_tokens", kMaxTokensFields);
  chat.send_seed = options.flag("send_seed", true);
  chat.logprobs = options.flag("logprobs", false);
  chat.context_length = options.maybe_integer("context_length", 1);
  chat.chat = options.flag("chat", true);
  return std::make_unique<OpenaiChatBackend>(std::move(chat));
}

}  // namespace

extern const BackendDef openai_chat;
const BackendDef openai_chat{
    "openai_chat", "Asks an OpenAI-compatible endpoint for chat completions: OpenAI, vLLM, llama.cpp, SGLang, Ollama.",
    "base_url (such as http://127.0.0.1:8000/v1) model api_key_env (name of the environment variable that holds the "
    "key) "
    "max_concurrency (64) requests_per_minute timeout_s (300, of one attempt) connect_timeout_s (10) max_retries (5) "
    "max_retry_wait_s (60) price {input, output} (per million tokens) send_seed (true) max_tokens_field (max_tokens, "
    "max_completion_tokens) logprobs (false: ask for those of the answer's tokens) chat (true: takes messages) "
    "context_length (tokens; with it few-shot examples that by estimate do not fit are left out)",
    create};

}  // namespace assay::backends::builtin
