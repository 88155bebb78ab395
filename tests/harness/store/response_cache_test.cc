#include "harness/store/response_cache.h"

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::HasSubstr;

struct ResponseCacheTest : ::testing::Test {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  std::string run = begin_example(store, 3);
  ResponseCache cache{store};
};

TEST_F(ResponseCacheTest, CompletionComesBackBitForBit) {
  Request request = generate_request("s0");
  Response given = completion(std::string("a\0b\xff \xe2\x80\xae", 8), FinishReason::kLength);
  std::get<Completion>(given.body).logprobs = {{std::string("\0x", 2), -0.1}, {"", -0.0}};
  given.usage.cost = 0.1 + 0.2;
  given.timing.first_token_seconds = 1.0 / 3.0;
  RunWriter(store, run).put_response({"m", "t"}, request, "k", given);
  const std::optional<Response> found = cache.find("k");
  ASSERT_TRUE(found);
  const auto& body = std::get<Completion>(found->body);
  EXPECT_EQ(body.text, std::get<Completion>(given.body).text);
  EXPECT_EQ(body.finish, FinishReason::kLength);
  ASSERT_EQ(body.logprobs.size(), 2u);
  EXPECT_EQ(body.logprobs[0].token, std::string("\0x", 2));
  EXPECT_EQ(body.logprobs[0].logprob, -0.1);
  EXPECT_TRUE(std::signbit(body.logprobs[1].logprob));
  EXPECT_EQ(found->usage.cost, 0.1 + 0.2);
  EXPECT_EQ(found->usage.prompt_tokens, 10);
  EXPECT_EQ(found->timing.first_token_seconds, 1.0 / 3.0);
  EXPECT_EQ(found->timing.seconds, 0.25);
}

TEST_F(ResponseCacheTest, ReasoningStandsBesideTheAnswer) {
  Response given = completion("Two.");
  std::get<Completion>(given.body).reasoning = "1 + 1";
  given.usage.reasoning_tokens = 5;
  RunWriter(store, run).put_response({"m", "t"}, generate_request("s0"), "k", given);
  RunWriter(store, run).put_response({"m", "t"}, generate_request("s1"), "none", completion("Two."));
  const std::optional<Response> found = cache.find("k");
  EXPECT_EQ(std::get<Completion>(found->body).reasoning, "1 + 1");
  EXPECT_EQ(found->usage.reasoning_tokens, 5);
  EXPECT_EQ(cache.find("none")->usage.reasoning_tokens, std::nullopt);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_responses WHERE reasoning IS NULL AND reasoning_tokens IS NULL"), 1);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_responses WHERE reasoning = '1 + 1' AND answer = 'Two.'"), 1);
}

TEST_F(ResponseCacheTest, EmptyCompletionIsNoLoglikelihood) {
  RunWriter(store, run).put_response({"m", "t"}, generate_request("s0"), "k", completion(""));
  const std::optional<Response> found = cache.find("k");
  ASSERT_TRUE(found);
  ASSERT_TRUE(std::holds_alternative<Completion>(found->body));
  EXPECT_EQ(std::get<Completion>(found->body).text, "");
  EXPECT_EQ(found->usage.cost, std::nullopt);
}

TEST_F(ResponseCacheTest, LogprobsComeBackBitForBit) {
  std::mt19937_64 random(7);
  std::vector<double> values = {-0.0,
                                0.0,
                                -1.0,
                                -3.0e15,
                                std::numeric_limits<double>::denorm_min(),
                                -std::numeric_limits<double>::max(),
                                -std::numeric_limits<double>::infinity()};
  while (values.size() < 200) {
    const double x = std::bit_cast<double>(random());
    if (!std::isnan(x)) values.push_back(x);
  }
  Request request = generate_request("s1");
  Loglikelihood question{{"context", {}}, {}};
  Loglikelihoods answer;
  for (const double value : values) {
    question.continuations.push_back(" c" + std::to_string(value));
    answer.continuations.push_back({value, 2, 5, value > -1.0});
  }
  request.body = question;
  Response given;
  given.body = answer;
  RunWriter(store, run).put_response({"m", "t"}, request, "k", given);
  const std::optional<Response> found = cache.find("k");
  ASSERT_TRUE(found);
  const auto& scores = std::get<Loglikelihoods>(found->body).continuations;
  ASSERT_EQ(scores.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(scores[i].logprob), std::bit_cast<std::uint64_t>(values[i])) << values[i];
    EXPECT_EQ(scores[i].is_greedy, values[i] > -1.0);
    EXPECT_EQ(scores[i].num_tokens, 2);
    EXPECT_EQ(scores[i].num_bytes, 5);
  }
}

TEST_F(ResponseCacheTest, NanIsRefusedAndNothingOfTheAnswerIsKept) {
  Request request = generate_request("s1");
  request.body = RollingLoglikelihood{"text"};
  Response given;
  given.body = Loglikelihoods{{{std::nan(""), 1, 4, false}}};
  RunWriter writer(store, run);
  EXPECT_THAT(error_of([&] { writer.put_response({"m", "t"}, request, "k", given); }), HasSubstr("NaN"));
  writer.flush();
  EXPECT_FALSE(cache.find("k"));
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM requests"), 0);
}

TEST_F(ResponseCacheTest, FailuresAreNeverServedAndTheRetryReplacesThem) {
  const Request request = generate_request("s0");
  RunWriter writer(store, run);
  writer.put_response({"m", "t"}, request, "k", failure());
  EXPECT_FALSE(cache.find("k"));
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM v_responses WHERE failure = 'timeout' AND attempts = 3"), 1);
  writer.put_response({"m", "t"}, request, "k", failure(FailureKind::kServerError));
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM failures WHERE kind = 'server_error'"), 1);
  writer.put_response({"m", "t"}, request, "k", completion("at last"));
  EXPECT_TRUE(cache.find("k"));
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM failures"), 0);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM requests"), 1);
}

TEST_F(ResponseCacheTest, TheFirstAnswerStays) {
  RunWriter writer(store, run);
  writer.put_response({"m", "t"}, generate_request("s0"), "k", completion("first"));
  writer.put_response({"m", "t"}, generate_request("s1"), "k", completion("second"));
  EXPECT_EQ(std::get<Completion>(cache.find("k")->body).text, "first");
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM requests"), 2);
}

TEST_F(ResponseCacheTest, FindsManyInTheirOrder) {
  RunWriter writer(store, run);
  writer.put_response({"m", "t"}, generate_request("s0"), "k0", completion("zero"));
  writer.put_response({"m", "t"}, generate_request("s1"), "k1", completion("one"));
  const std::vector<std::string> keys = {"k1", "nothing", "k0"};
  const auto found = cache.find_all(keys);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(std::get<Completion>(found[0]->body).text, "one");
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(std::get<Completion>(found[2]->body).text, "zero");
}

TEST_F(ResponseCacheTest, OneRunsFailureIsNotHiddenByAnotherRunsAnswer) {
  const Request request = generate_request("s0");
  RunWriter(store, run).put_response({"m", "t"}, request, "k", failure());
  const std::string other = begin_example(store, 3, example_start(std::string(64, 'b'), "other"));
  RunWriter(store, other).put_response({"m", "t"}, request, "k", completion("fine"));
  int failed = 0;
  for_each_answered(store, run, "m", "t", "answer", [&](const std::string&, std::span<const Response> responses) {
    failed += responses[0].failed() ? 1 : 0;
  });
  EXPECT_EQ(failed, 1);
  EXPECT_EQ(StoredRun(store, run).usage().completion_tokens, 0);
  // Asked again, it is served from the store and counts as cached.
  RunWriter(store, run).put_cached({"m", "t"}, request, "k");
  EXPECT_EQ(StoredRun(store, run).usage().cached, 1);
  EXPECT_EQ(store.database().scalar("SELECT count(*) FROM failures"), 0);
}

}  // namespace
}  // namespace assay::store::test
