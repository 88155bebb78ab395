#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "backends/local/engine.h"
#include "backends/registry.h"
#include "harness/core/error.h"
#include "harness/core/registry.h"
#include "tests/backends/local/model/golden_lines.h"
#include "tests/support/shared.h"

namespace assay::backends::builtin {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::unique_ptr<Backend> make(const std::string& yaml, const std::string& base = "/nowhere") {
  const Options options = Options::from_yaml(yaml, "run.yaml");
  auto backend = find_def<BackendDef>(all_backends(), "local", "backend").create(options, {"candidate", base});
  options.done();
  return backend;
}

class Collected : public ResponseSink {
 public:
  void put(Response response) override {
    const std::string id = response.id.sample_id;
    ASSERT_TRUE(answers.emplace(id, std::move(response)).second) << "a second response to " << id;
  }
  const Completion& completion(const std::string& id) const { return std::get<Completion>(answers.at(id).body); }
  const Loglikelihoods& scores(const std::string& id) const { return std::get<Loglikelihoods>(answers.at(id).body); }
  const Failure& failure(const std::string& id) const { return std::get<Failure>(answers.at(id).body); }

  std::map<std::string, Response> answers;
};

Collected ask(Backend& backend, const std::vector<Request>& requests) {
  Collected sink;
  backend.run(requests, sink, {});
  EXPECT_EQ(sink.answers.size(), requests.size());
  return sink;
}

Generate greedy(const std::string& text, int max_tokens) {
  Generate generate;
  generate.prompt.text = text;
  generate.sampling.max_tokens = max_tokens;
  return generate;
}

// Text in, text and numbers out: every line of the reference's golden file through the backend.
void expect_golden(const std::string& model, const std::string& golden, double tolerance) {
  const auto backend = make("path: " + model + "\nbatch_size: 4");
  std::vector<Request> requests;
  const auto lines = local::test::read_golden_lines(golden);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    requests.push_back({{"g" + std::to_string(i)}, greedy(lines[i].text, 32)});
    requests.push_back({{"r" + std::to_string(i)}, RollingLoglikelihood{lines[i].text}});
  }
  const Collected answers = ask(*backend, requests);
  local::Engine engine(model, {});
  for (std::size_t i = 0; i < lines.size(); ++i) {
    SCOPED_TRACE(lines[i].text);
    EXPECT_EQ(engine.encoder().prompt({lines[i].text, {}}), lines[i].ids);
    const ContinuationScore& score = answers.scores("r" + std::to_string(i)).continuations.at(0);
    EXPECT_NEAR(score.logprob, lines[i].sum_logprob, tolerance * static_cast<double>(lines[i].ids.size()));
    EXPECT_EQ(score.num_tokens, static_cast<int>(lines[i].ids.size()) - 1);
    EXPECT_EQ(score.num_bytes, static_cast<int>(lines[i].text.size()));
    EXPECT_EQ(score.is_greedy, lines[i].is_greedy);
    std::string text;
    for (const std::int32_t id : lines[i].greedy) text += engine.tokenizer().tokenizer->token_bytes(id);
    EXPECT_THAT(answers.completion("g" + std::to_string(i)).text, ::testing::StartsWith(text));
  }
}

TEST(Local, GivesTheReferencesAnswersOfStories260K) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  expect_golden(folder + "/stories260K-f32.gguf", folder + "/golden.jsonl", 1e-4);
  expect_golden(folder + "/hf", folder + "/golden.jsonl", 1e-4);
}

TEST(Local, GivesTheReferencesAnswersOfBabyLlama) {
  ASSAY_SHARED_OR_SKIP(folder, "models/babyllama105");
  expect_golden(folder + "/babyllama105-f32.gguf", folder + "/golden.jsonl", 1e-4);
  expect_golden(folder + "/hf", folder + "/golden.jsonl", 1e-4);
}

TEST(Local, AnswersEveryRequestOnceAndTellsWhatItUsed) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  const auto backend = make("path: stories260K-f32.gguf\nthreads: 2", folder);
  EXPECT_EQ(backend->info().backend, "local");
  EXPECT_EQ(backend->info().model, "candidate");
  EXPECT_EQ(backend->info().numerics, "reference (f32)");
  EXPECT_EQ(backend->info().fingerprint.size(), 64u);
  EXPECT_FALSE(backend->info().can_chat);
  EXPECT_TRUE(backend->info().can_loglikelihood);
  Generate chat;
  chat.prompt.messages = {{"user", "Hello"}};
  std::string long_text;
  for (int i = 0; i < 700; ++i) long_text += "Once upon a time ";
  const Collected answers =
      ask(*backend,
          {{{"choice"}, Loglikelihood{{"Once upon a time, there was a little", {}}, {" girl", " boy", " xylophone"}}},
           {{"empty context"}, Loglikelihood{{}, {"Once upon a time"}}},
           {{"space"}, Loglikelihood{{"Once upon ", {}}, {"a time"}}},
           {{"space behind"}, Loglikelihood{{"Once upon", {}}, {" a time"}}},
           {{"empty continuation"}, Loglikelihood{{"Once", {}}, {""}}},
           {{"none"}, Loglikelihood{{"Once", {}}, {}}},
           {{"chat"}, chat},
           {{"too long"}, greedy(long_text, 5)},
           {{"long"}, RollingLoglikelihood{long_text}},
           {{"no text"}, RollingLoglikelihood{""}},
           {{"story"}, greedy("Once upon a time", 10)},
           {{"nothing"}, greedy("", 4)}});
  const auto& choice = answers.scores("choice").continuations;
  EXPECT_GT(choice[0].logprob, choice[2].logprob);
  EXPECT_GT(choice[1].logprob, choice[2].logprob);
  EXPECT_LT(choice[0].logprob, 0.0);
  EXPECT_EQ(choice[0].num_bytes, 5);
  EXPECT_EQ(choice[0].is_greedy, true);
  EXPECT_EQ(answers.scores("empty context").continuations[0].num_tokens, 4);
  EXPECT_NEAR(answers.scores("empty context").continuations[0].logprob, -0.274090, 1e-3);
  // White space at the context's end counts with the continuation.
  EXPECT_EQ(answers.scores("space").continuations[0].logprob, answers.scores("space behind").continuations[0].logprob);
  EXPECT_EQ(answers.scores("space").continuations[0].num_bytes, 6);
  EXPECT_EQ(answers.failure("empty continuation").kind, FailureKind::kRejected);
  EXPECT_EQ(answers.failure("none").kind, FailureKind::kRejected);
  EXPECT_THAT(answers.failure("chat").message, HasSubstr("no chat template"));
  EXPECT_EQ(answers.failure("too long").kind, FailureKind::kContextTooLong);
  EXPECT_GT(answers.scores("long").continuations[0].num_tokens, 512);
  EXPECT_EQ(answers.failure("no text").kind, FailureKind::kRejected);
  EXPECT_EQ(answers.completion("story").finish, FinishReason::kLength);
  EXPECT_EQ(answers.answers.at("story").usage.prompt_tokens, 5);
  EXPECT_EQ(answers.answers.at("story").usage.completion_tokens, 10);
  EXPECT_GT(answers.answers.at("story").timing.seconds, 0.0);
  EXPECT_FALSE(answers.completion("nothing").text.empty());
}

TEST(Local, TheBorderMovesWhereATokenSpansIt) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  const auto backend = make("path: " + folder + "/stories260K-f32.gguf");
  // "ti" + "me": the whole has one token "time" or so, which the context alone has not.
  const Collected answers = ask(*backend, {{{"cut"}, Loglikelihood{{"Once upon a ti", {}}, {"me, there", "ger"}}}});
  for (const ContinuationScore& score : answers.scores("cut").continuations) {
    EXPECT_GE(score.num_tokens, 1);
    EXPECT_LT(score.logprob, 0.0);
  }
}

TEST(Local, BatchAndThreadsChangeNothingAndAreNoPartOfTheFingerprint) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  const std::string path = "path: " + folder + "/stories260K-q8_0.gguf\n";
  const auto one = make(path + "threads: 1\nbatch_size: 1\nprefill_chunk: 3");
  const auto two = make(path + "threads: 2\nbatch_size: 16");
  EXPECT_EQ(one->info().fingerprint, two->info().fingerprint);
  EXPECT_NE(one->info().fingerprint, make("path: " + folder + "/stories260K-f16.gguf")->info().fingerprint);
  EXPECT_NE(one->info().fingerprint, make(path + "add_bos: false")->info().fingerprint);
  std::vector<Request> requests;
  for (int i = 0; i < 10; ++i) {
    Generate generate = greedy("The dog " + std::string(static_cast<std::size_t>(i), 'o'), 8);
    generate.sampling.temperature = 0.8;
    generate.sampling.top_p = 0.9;
    generate.sampling.seed = static_cast<std::uint64_t>(i);
    requests.push_back({{"g" + std::to_string(i)}, generate});
    requests.push_back(
        {{"l" + std::to_string(i)}, Loglikelihood{{"The dog", {}}, {" is red", " was", " and the cat"}}});
  }
  const Collected a = ask(*one, requests), b = ask(*two, requests);
  for (int i = 0; i < 10; ++i) {
    const std::string n = std::to_string(i);
    EXPECT_EQ(a.completion("g" + n).text, b.completion("g" + n).text);
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_EQ(a.scores("l" + n).continuations[c].logprob, b.scores("l" + n).continuations[c].logprob);
  }
}

TEST(Local, RefusesWrongOptions) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  const auto message_of = [](const std::string& yaml) {
    try {
      make(yaml);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(message_of("threads: 1"), HasSubstr("path"));
  EXPECT_THAT(message_of("path: missing.gguf"), AllOf(HasSubstr("/nowhere/missing.gguf"), HasSubstr("candidate")));
  const std::string path = "path: " + folder + "/stories260K-f32.gguf\n";
  EXPECT_THAT(message_of(path + "batch_size: 0"), HasSubstr("batch_size"));
  EXPECT_THAT(message_of(path + "context_length: 513"), AllOf(HasSubstr("513"), HasSubstr("512")));
  EXPECT_THAT(message_of(path + "add_bos: maybe"), HasSubstr("add_bos"));
  EXPECT_THAT(message_of(path + "bach_size: 2"), HasSubstr("batch_size"));
}

}  // namespace
}  // namespace assay::backends::builtin
