// Reading a task's answers: for_each_answered, for_each_answered_sample, count_answered.
#include <limits>

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Answers : ::testing::Test {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  std::string run = begin_run(store, example_start());

  void add_samples(const std::vector<Sample>& samples, const std::string& clusters = "") {
    RunWriter writer(store, run);
    writer.add_task({"t", "1", "d00d", static_cast<std::int64_t>(samples.size()), 1, 0, clusters});
    writer.add_samples("t", samples, clusters);
  }
  void answer(const std::string& sample, int epoch, const Response& response, const std::string& role = "answer") {
    RunWriter writer(store, run);
    const Request request = generate_request(sample, epoch);
    writer.put_response({"m", "t", role, ""}, request, key_of(request) + role + std::to_string(epoch), response);
  }
  std::vector<AnsweredSample> all() {
    std::vector<AnsweredSample> out;
    for_each_answered_sample(store, run, "m", "t", "answer", [&](const AnsweredSample& s) { out.push_back(s); });
    return out;
  }
};

TEST_F(Answers, ASampleComesBackAsItWasGivenWithAllItsAnswers) {
  Sample sample;
  sample.id = "s";
  sample.input = "caf\xc3\xa9?\n";
  sample.targets = {"yes, \"quoted\"", ""};
  sample.choices = {"a", "b", ""};
  sample.target_choices = {2, 0};
  sample.fields = Value::object();
  sample.fields.set("passage", "p7");
  sample.fields.set("n", 0.1);
  sample.fields.set("list", Value(Value::Array{1, nullptr, true}));
  add_samples({sample}, "passage");
  Response first = completion("one", FinishReason::kLength);
  std::get<Completion>(first.body).logprobs = {{"on", -0.1}, {"e", -0.0}};
  first.usage.cost = 0.25;
  first.timing.first_token_seconds = 0.125;
  answer("s", 0, first);
  answer("s", 1, completion(""));
  const std::vector<AnsweredSample> found = all();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].sample.id, "s");
  EXPECT_EQ(found[0].sample.input, sample.input);
  EXPECT_EQ(found[0].sample.targets, sample.targets);
  EXPECT_EQ(found[0].sample.choices, sample.choices);
  EXPECT_EQ(found[0].sample.target_choices, sample.target_choices);
  EXPECT_EQ(found[0].sample.fields, sample.fields);
  EXPECT_EQ(found[0].cluster, "p7");
  ASSERT_EQ(found[0].responses.size(), 2u);
  const Response& response = found[0].responses[0];
  EXPECT_EQ(response.id.epoch, 0);
  EXPECT_EQ(std::get<Completion>(response.body).finish, FinishReason::kLength);
  ASSERT_EQ(std::get<Completion>(response.body).logprobs.size(), 2u);
  EXPECT_EQ(std::get<Completion>(response.body).logprobs[0].logprob, -0.1);
  EXPECT_EQ(response.usage.cost, 0.25);
  EXPECT_EQ(response.usage.prompt_tokens, 10);
  EXPECT_EQ(response.timing.seconds, 0.25);
  EXPECT_EQ(response.timing.first_token_seconds, 0.125);
  EXPECT_EQ(std::get<Completion>(found[0].responses[1].body).text, "");
}

TEST_F(Answers, SamplesComeInTheTasksOrderAndThoseNotAskedAreLeftOut) {
  add_samples(example_samples(12));
  for (const int i : {11, 2, 10}) answer("s" + std::to_string(i), 0, completion("x"));
  answer("s1", 0, completion("for a judge"), "helpful");
  std::vector<std::string> order;
  for (const AnsweredSample& found : all()) order.push_back(found.sample.id);
  EXPECT_THAT(order, ElementsAre("s2", "s10", "s11"));
  EXPECT_EQ(all()[0].cluster, std::nullopt);
}

TEST_F(Answers, AFailureIsReadAsOneAndLogLikelihoodsBitForBit) {
  add_samples(example_samples(2));
  answer("s0", 0, failure(FailureKind::kRateLimited));
  RunWriter writer(store, run);
  Request request = generate_request("s1");
  request.body = Loglikelihood{{}, {" a", " b"}};
  Response likelihoods;
  likelihoods.body =
      Loglikelihoods{{{-1.0 / 3.0, 1, 2, true}, {-std::numeric_limits<double>::infinity(), 2, 2, false}}};
  writer.put_response({"m", "t"}, request, "k", likelihoods);
  writer.flush();
  const std::vector<AnsweredSample> found = all();
  ASSERT_EQ(found.size(), 2u);
  const auto& failed = std::get<Failure>(found[0].responses[0].body);
  EXPECT_EQ(failed.kind, FailureKind::kRateLimited);
  EXPECT_EQ(failed.attempts, 3);
  const auto& scores = std::get<Loglikelihoods>(found[1].responses[0].body).continuations;
  ASSERT_EQ(scores.size(), 2u);
  EXPECT_EQ(scores[0].logprob, -1.0 / 3.0);
  EXPECT_TRUE(scores[0].is_greedy);
  EXPECT_EQ(scores[1].logprob, -std::numeric_limits<double>::infinity());
}

TEST_F(Answers, TheCountTellsSamplesWithAllEpochsFromThoseBegun) {
  add_samples(example_samples(4));
  answer("s0", 0, completion("x"));
  answer("s0", 1, completion("x"));
  answer("s1", 0, completion("x"));
  answer("s2", 0, failure());
  answer("s2", 1, completion("x"));
  EXPECT_EQ(count_answered(store, run, "m", "t", 2).samples, 3);
  EXPECT_EQ(count_answered(store, run, "m", "t", 2).complete, 2) << "a failure is an answer that was waited for";
  EXPECT_EQ(count_answered(store, run, "judge", "t", 1).samples, 0);
}

TEST_F(Answers, AFileChangedByHandIsASentenceAndNotACrash) {
  add_samples(example_samples(1));
  answer("s0", 0, completion("x"));
  store.database().execute("UPDATE sample_contents SET targets = '{\"a\": 1}'");
  EXPECT_THAT(error_of([&] { all(); }), HasSubstr("changed by hand"));
  store.database().execute("UPDATE sample_contents SET targets = '[1]'");
  EXPECT_THAT(error_of([&] { all(); }), HasSubstr("changed by hand"));
  store.database().execute("UPDATE sample_contents SET targets = '[]', target_choices = '[\"x\"]'");
  EXPECT_THAT(error_of([&] { all(); }), HasSubstr("changed by hand"));
  store.database().execute("UPDATE sample_contents SET target_choices = '[', fields = '{}'");
  EXPECT_THAT(error_of([&] { all(); }), HasSubstr("a stored sample"));
  store.database().execute("UPDATE sample_contents SET target_choices = '[]'");
  store.database().execute("PRAGMA foreign_keys = OFF; DELETE FROM responses");
  EXPECT_THAT(error_of([&] { all(); }), HasSubstr("is missing; was the file changed by hand?"));
}

}  // namespace
}  // namespace assay::store::test
