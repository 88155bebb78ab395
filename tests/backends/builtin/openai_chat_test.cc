#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/backends/http/asking.h"
#include "tests/support/fake_server.h"

namespace assay::backends {
namespace {

using test::ask;
using test::FakeReply;
using test::FakeRequest;
using test::FakeServer;
using test::make_chat;
using test::question;
using test::text_of;
using testing::HasSubstr;

// What the endpoint receives for a request, with the model's options in `more`.
Value sent(const Request& request, const std::string& more = "") {
  const FakeServer server(test::echo);
  EXPECT_FALSE(ask(*make_chat(server.base_url(), more), request).failed());
  const std::vector<FakeRequest> received = server.received();
  EXPECT_EQ(received.at(0).path, "/v1/chat/completions");
  EXPECT_EQ(received.at(0).headers.at("content-type"), "application/json");
  EXPECT_EQ(received.at(0).headers.count("authorization"), 0U);
  return json::parse(received.at(0).body, "body");
}

// What becomes of a reply.
Response answer_to(const std::string& reply_body, const Request& request = question("hi"),
                   const std::string& more = "") {
  const FakeServer server([&](const FakeRequest&) {
    FakeReply reply;
    reply.body = reply_body;
    return reply;
  });
  return ask(*make_chat(server.base_url(), "max_retries: 0\n" + more), request);
}

std::string choice(const std::string& inside) { return R"({"choices":[{)" + inside + "}]}"; }

FinishReason finish_of(const Response& response) { return std::get<Completion>(response.body).finish; }

TEST(OpenaiChat, SendsExactlyTheSettingsOfASampledRequest) {
  SamplingParams sampling;
  sampling.temperature = 0.7;
  sampling.top_p = 0.9;
  sampling.max_tokens = 99;
  sampling.seed = 0xFFFFFFFF00000005;
  sampling.stop = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(json::dump_canonical(sent(question("2 + 2?", 0, sampling))),
            R"({"max_tokens":99,"messages":[{"content":"2 + 2?","role":"user"}],"model":"m","seed":5,)"
            R"("stop":["a","b","c","d"],"temperature":0.7,"top_p":0.9})");
  sampling.top_k = 40;
  sampling.min_p = 0.05;
  sampling.repetition_penalty = 1.25;
  sampling.stop = {};
  EXPECT_EQ(json::dump_canonical(sent(question("x", 0, sampling),
                                      "send_seed: false\nmax_tokens_field: max_completion_tokens\nlogprobs: true\n")),
            R"({"logprobs":true,"max_completion_tokens":99,"messages":[{"content":"x","role":"user"}],"min_p":0.05,)"
            R"("model":"m","repetition_penalty":1.25,"temperature":0.7,"top_k":40,"top_p":0.9})");
}

TEST(OpenaiChat, AGreedyRequestHasNoSeedAndNoTopP) {
  SamplingParams sampling;
  sampling.top_p = 0.5;
  sampling.seed = 7;
  EXPECT_EQ(json::dump_canonical(sent(question("x", 0, sampling))),
            R"({"max_tokens":256,"messages":[{"content":"x","role":"user"}],"model":"m","temperature":0.0})");
}

TEST(OpenaiChat, MessagesKeepTheirRolesAndEveryCharacter) {
  const std::string strange = "\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x98\x80 \"quoted\" \\ \n\t\x01";
  Request request = question("");
  std::get<Generate>(request.body).prompt = {"", {{"system", "be brief"}, {"assistant", "so?"}, {"user", strange}}};
  const Value body = sent(request);
  const Value::Array& messages = body.find("messages")->as_array();
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].find("role")->as_string(), "system");
  EXPECT_EQ(messages[1].find("role")->as_string(), "assistant");
  EXPECT_EQ(messages[2].find("content")->as_string(), strange);
  const FakeServer server(test::echo);
  EXPECT_EQ(text_of(ask(*make_chat(server.base_url()), request)), strange);
}

TEST(OpenaiChat, FinishReasonsAreMapped) {
  EXPECT_EQ(finish_of(answer_to(test::chat_reply("x", "stop"))), FinishReason::kStop);
  EXPECT_EQ(finish_of(answer_to(test::chat_reply("x", "length"))), FinishReason::kLength);
  EXPECT_EQ(finish_of(answer_to(test::chat_reply("x", "content_filter"))), FinishReason::kContentFilter);
  EXPECT_EQ(text_of(answer_to(test::chat_reply("x", "tool_calls"))),
            "FAILED bad_response: the reply has the finish_reason 'tool_calls'");
  // Without a reason the count of tokens tells a truncated answer.
  SamplingParams three;
  three.max_tokens = 3;
  const std::string no_reason = R"({"choices":[{"message":{"content":"x"}}],"usage":{"completion_tokens":3}})";
  EXPECT_EQ(finish_of(answer_to(no_reason, question("hi", 0, three))), FinishReason::kLength);
  EXPECT_EQ(finish_of(answer_to(no_reason)), FinishReason::kStop);
}

TEST(OpenaiChat, ARefusalIsAnEmptyAnswerAndAMissingContentIsNone) {
  const Response refused =
      answer_to(choice(R"("message":{"content":null,"refusal":"I cannot"},"finish_reason":"stop")"));
  EXPECT_EQ(text_of(refused), "");
  EXPECT_EQ(finish_of(refused), FinishReason::kContentFilter);
  const Response filtered = answer_to(choice(R"("message":{"content":null},"finish_reason":"content_filter")"));
  EXPECT_EQ(text_of(filtered), "");
  EXPECT_EQ(finish_of(filtered), FinishReason::kContentFilter);
  EXPECT_EQ(text_of(answer_to(choice(R"("message":{"content":null},"finish_reason":"stop")"))),
            "FAILED bad_response: the reply's message has a 'content' that is null (finish_reason stop)");
  EXPECT_EQ(text_of(answer_to(choice(R"("message":{},"finish_reason":"length")"))),
            "FAILED bad_response: the reply's message has no 'content' (finish_reason length)");
  EXPECT_EQ(text_of(answer_to(choice(R"("text":"x")"))), "FAILED bad_response: the reply's choice has no 'message'");
  EXPECT_EQ(text_of(answer_to(R"({"choices":[]})")), "FAILED bad_response: the reply has no 'choices'");
  EXPECT_EQ(text_of(answer_to(test::chat_reply(""))), "");
}

TEST(OpenaiChat, ReasoningIsTakenFromItsOwnFieldAndItsTokensAreCounted) {
  for (const char* field : {"reasoning_content", "reasoning"}) {
    const Response response = answer_to(R"({"choices":[{"message":{"content":"two",")" + std::string(field) +
                                        R"(":"one"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":9,)"
                                        R"("completion_tokens_details":{"reasoning_tokens":7}}})");
    EXPECT_EQ(text_of(response), "two");
    EXPECT_EQ(std::get<Completion>(response.body).reasoning, "one");
    EXPECT_EQ(response.usage.reasoning_tokens, 7);
  }
  const Response without = answer_to(test::chat_reply("two"));
  EXPECT_EQ(std::get<Completion>(without.body).reasoning, "");
  EXPECT_EQ(without.usage.reasoning_tokens, std::nullopt);
}

TEST(OpenaiChat, ReasoningWithoutContentIsAnAnswerThatNeverBegan) {
  for (const char* content : {R"("content":null,)", ""}) {
    const Response response = answer_to(choice(R"("message":{)" + std::string(content) +
                                               R"("reasoning_content":"so"},"finish_reason":"length")"));
    EXPECT_EQ(text_of(response), "");
    EXPECT_EQ(finish_of(response), FinishReason::kLength);
    EXPECT_EQ(std::get<Completion>(response.body).reasoning, "so");
  }
}

TEST(OpenaiChat, EveryStopStringCutsEvenWhereTheEndpointIgnoresIt) {
  SamplingParams sampling;
  sampling.stop = {"1", "2", "3", "4", "END", ""};
  const Response cut = answer_to(test::chat_reply("an answer END and more END", "length"), question("x", 0, sampling));
  EXPECT_EQ(text_of(cut), "an answer ");
  EXPECT_EQ(finish_of(cut), FinishReason::kStop);
  const Response earliest = answer_to(test::chat_reply("a END b 3 c"), question("x", 0, sampling));
  EXPECT_EQ(text_of(earliest), "a ");
  const Response whole = answer_to(test::chat_reply("nothing here", "length"), question("x", 0, sampling));
  EXPECT_EQ(text_of(whole), "nothing here");
  EXPECT_EQ(finish_of(whole), FinishReason::kLength);
}

TEST(OpenaiChat, LogprobsAreReadAndCutWithTheText) {
  const std::string reply =
      choice(R"("message":{"content":"ab cd"},"finish_reason":"stop","logprobs":{"content":[)"
             R"({"token":"ab","logprob":-0.5},{"token":" c","logprob":-1.25},{"token":"d","logprob":-2}]})");
  const auto tokens = [](const Response& response) { return std::get<Completion>(response.body).logprobs; };
  const std::vector<TokenLogprob> all = tokens(answer_to(reply, question("x"), "logprobs: true\n"));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].token, " c");
  EXPECT_EQ(all[1].logprob, -1.25);
  EXPECT_EQ(all[2].logprob, -2.0);
  EXPECT_TRUE(tokens(answer_to(reply)).empty());
  SamplingParams sampling;
  sampling.stop = {" c"};
  EXPECT_EQ(tokens(answer_to(reply, question("x", 0, sampling), "logprobs: true\n")).size(), 1U);
  EXPECT_THAT(text_of(answer_to(choice(R"("message":{"content":"a"},"logprobs":{"content":[{"token":"a"}]})"),
                                question("x"), "logprobs: true\n")),
              HasSubstr("'logprobs' has an entry without"));
}

TEST(OpenaiChat, UsageIsCountedAndPriced) {
  const Response response = answer_to(test::chat_reply("x"), question("x"), "price: {input: 2.0, output: 10.0}\n");
  EXPECT_EQ(response.usage.prompt_tokens, 7);
  EXPECT_EQ(response.usage.completion_tokens, 3);
  EXPECT_DOUBLE_EQ(response.usage.cost.value(), (7 * 2.0 + 3 * 10.0) / 1e6);
  EXPECT_EQ(answer_to(test::chat_reply("x")).usage.cost, std::nullopt);
  const Response uncounted =
      answer_to(choice(R"("message":{"content":"x"})"), question("x"), "price: {input: 2.0, output: 10.0}\n");
  EXPECT_EQ(uncounted.usage.cost, std::nullopt);
  EXPECT_EQ(uncounted.usage.prompt_tokens, 0);
}

TEST(OpenaiChat, LoglikelihoodsAreUnsupportedAndNothingIsSent) {
  const FakeServer server(test::echo);
  const std::vector<Request> requests = {{{"a", 0, 0}, Loglikelihood{Prompt{"x", {}}, {"y"}}},
                                         question("hi", 1),
                                         {{"b", 0, 0}, RollingLoglikelihood{"text"}}};
  int unsupported = 0;
  for (const Response& response : test::ask_all(*make_chat(server.base_url()), requests)) {
    if (!response.failed()) continue;
    ++unsupported;
    EXPECT_EQ(std::get<Failure>(response.body).kind, FailureKind::kUnsupported);
    EXPECT_THAT(text_of(response), HasSubstr("a chat endpoint cannot give log-probabilities"));
  }
  EXPECT_EQ(unsupported, 2);
  EXPECT_EQ(server.num_requests(), 1);
}

TEST(OpenaiChat, FingerprintNamesWhatChangesAnswersAndNothingElse) {
  const auto print = [](const std::string& url, const std::string& more = "") {
    return make_chat(url, more)->info().fingerprint;
  };
  const std::string base = print("http://host:8000/v1");
  EXPECT_EQ(base.size(), 64U);
  EXPECT_EQ(print("HTTP://HOST:8000/v1/"), base);
  EXPECT_EQ(print("http://host:8000/v1", "max_concurrency: 2\nmax_retries: 1\ntimeout_s: 5\nprice: {input: 1}\n"),
            base);
  EXPECT_NE(print("http://host:8001/v1"), base);
  EXPECT_NE(print("http://host:8000/v2"), base);
  EXPECT_NE(print("http://host:8000/v1", "send_seed: false\n"), base);
  EXPECT_NE(print("http://host:8000/v1", "logprobs: true\n"), base);
  const auto other = test::make_backend(builtin::openai_chat, "{base_url: \"http://host:8000/v1\", model: n}");
  EXPECT_NE(other->info().fingerprint, base);
}

TEST(OpenaiChat, InfoSaysWhatItCanDo) {
  const BackendInfo info = make_chat("http://host/v1")->info();
  EXPECT_EQ(info.backend, "openai_chat");
  EXPECT_EQ(info.model, "m");
  EXPECT_TRUE(info.can_generate);
  EXPECT_TRUE(info.can_chat);
  EXPECT_FALSE(info.can_loglikelihood);
  EXPECT_FALSE(make_chat("http://host/v1", "chat: false\n")->info().can_chat);
  EXPECT_THROW(test::make_backend(builtin::openai_chat, "base_url: \"http://host/v1\"\n"), Error);
  EXPECT_THROW(make_chat("http://host/v1", "max_tokens_field: tokens\n"), Error);
}

}  // namespace
}  // namespace assay::backends
