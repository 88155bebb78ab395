#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"
#include "tests/backends/http/asking.h"
#include "tests/support/shared.h"

namespace assay::backends {
namespace {

using test::ask;
using test::question;
using test::TempFolder;
using test::text_of;
using testing::HasSubstr;

std::unique_ptr<Backend> replay_of(const std::string& rows, const std::string& more = "") {
  // The index is read at creation and the rows when they are asked for, so the file must stay.
  static std::vector<std::unique_ptr<TempFolder>> kept;
  kept.push_back(std::make_unique<TempFolder>());
  kept.back()->write("answers.jsonl", rows);
  return test::make_backend(builtin::replay, "path: answers.jsonl\n" + more, kept.back()->path());
}

std::string error_of(const std::string& rows, const std::string& more = "") {
  try {
    replay_of(rows, more);
  } catch (const Error& error) {
    return error.message();
  }
  return "no error";
}

Request asked(const std::string& id, int slot, int epoch, const std::string& text = "x") {
  return {{id, slot, epoch}, Generate{Prompt{text, {}}, {}}};
}

TEST(Replay, AnswersByIdSlotAndEpoch) {
  const auto backend = replay_of(
      "\xEF\xBB\xBF{\"id\":\"a\",\"text\":\"first\"}\r\n"
      "\n"
      "{\"id\":\"a\",\"epoch\":1,\"text\":\"second \\u00e9\",\"finish\":\"length\"}\n"
      "{\"id\":\"a\",\"slot\":2,\"text\":\"third\"}\n"
      "{\"id\":7,\"text\":\"seven\"}");
  EXPECT_EQ(text_of(ask(*backend, asked("a", 0, 0))), "first");
  const Response second = ask(*backend, asked("a", 0, 1));
  EXPECT_EQ(text_of(second), "second \xC3\xA9");
  EXPECT_EQ(std::get<Completion>(second.body).finish, FinishReason::kLength);
  EXPECT_EQ(text_of(ask(*backend, asked("a", 2, 0))), "third");
  EXPECT_EQ(text_of(ask(*backend, asked("7", 0, 0))), "seven");
  EXPECT_EQ(text_of(ask(*backend, asked("a", 2, 1))), "FAILED missing: no stored answer for id 'a', slot 2, epoch 1");
}

TEST(Replay, AnswersByPromptWhateverTheId) {
  const auto backend = replay_of(R"({"prompt":"2 + 2?","text":"4"}
{"prompt":"2 + 2?","epoch":1,"text":"four"}
{"messages":[{"role":"system","content":"s"},{"role":"user","content":"2 + 2?"}],"text":"IV"}
)",
                                 "match: prompt\n");
  EXPECT_EQ(text_of(ask(*backend, asked("any", 3, 0, "2 + 2?"))), "4");
  EXPECT_EQ(text_of(ask(*backend, asked("any", 0, 1, "2 + 2?"))), "four");
  EXPECT_EQ(text_of(ask(*backend, asked("any", 0, 0, "2 + 2? "))),
            "FAILED missing: no stored answer to this prompt for epoch 0");
  Request chat = asked("x", 0, 0);
  std::get<Generate>(chat.body).prompt = {"", {{"user", "2 + 2?"}}};
  EXPECT_EQ(text_of(ask(*backend, chat)), "4");
  std::get<Generate>(chat.body).prompt.messages.insert(std::get<Generate>(chat.body).prompt.messages.begin(),
                                                       {"system", "s"});
  EXPECT_EQ(text_of(ask(*backend, chat)), "IV");
}

TEST(Replay, GivesStoredLogprobs) {
  const auto backend = replay_of(R"({"id":"c","logprobs":[-1.5,-2],"num_tokens":[1,2],"is_greedy":[true,false]})");
  const Response response = ask(*backend, {{"c", 0, 0}, Loglikelihood{Prompt{"x", {}}, {" yes", "\xC3\xA9"}}});
  const auto& scores = std::get<Loglikelihoods>(response.body).continuations;
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores[0].logprob, -1.5);
  EXPECT_EQ(scores[0].num_bytes, 4);
  EXPECT_TRUE(scores[0].is_greedy);
  EXPECT_EQ(scores[1].num_tokens, 2);
  EXPECT_EQ(scores[1].num_bytes, 2);
  EXPECT_THAT(text_of(ask(*backend, {{"c", 0, 0}, RollingLoglikelihood{"text"}})),
              HasSubstr("has 2 log-probabilities, but the request has 1 continuations"));
  EXPECT_THAT(text_of(ask(*backend, asked("c", 0, 0))),
              HasSubstr("answers.jsonl:1 has 'logprobs', but the request asks "
                        "for text"));
}

TEST(Replay, EveryWrongRowIsAnErrorWithItsLine) {
  EXPECT_THAT(error_of("{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":"), HasSubstr("answers.jsonl:2"));
  EXPECT_THAT(error_of("[1]"), HasSubstr("answers.jsonl:1: the row is a list; expected an object"));
  EXPECT_THAT(error_of(R"({"text":"x"})"), HasSubstr("the row has no 'id'"));
  EXPECT_THAT(error_of(R"({"id":"a"})"), HasSubstr("either 'text' (an answer) or 'logprobs'"));
  EXPECT_THAT(error_of(R"({"id":"a","text":"x","logprobs":[-1]})"), HasSubstr("not both"));
  EXPECT_THAT(error_of(R"({"id":"a","text":5})"), HasSubstr("'text' is a integer; expected a string"));
  EXPECT_THAT(error_of(R"({"id":["a"],"text":"x"})"), HasSubstr("'id' is a list"));
  EXPECT_THAT(error_of(R"({"id":"a","epoch":-1,"text":"x"})"), HasSubstr("'epoch' is -1"));
  EXPECT_THAT(error_of(R"({"id":"a","text":"x","finish":"done"})"), HasSubstr("'done' is not a finish reason"));
  EXPECT_THAT(error_of(R"({"id":"a","logprobs":[]})"), HasSubstr("at least one number"));
  EXPECT_THAT(error_of(R"({"id":"a","logprobs":["x"]})"), HasSubstr("element 0 of 'logprobs'"));
  EXPECT_THAT(error_of(R"({"id":"a","logprobs":[-1],"num_tokens":[1,2]})"),
              HasSubstr("'num_tokens' is no list of as many"));
  EXPECT_THAT(error_of(R"({"id":"a","text":"x"})", "match: prompt\n"), HasSubstr("needs either 'prompt'"));
  EXPECT_THAT(error_of("{\"id\":\"a\",\"text\":\"x\"}\n\n{\"id\":\"a\",\"text\":\"y\"}"),
              HasSubstr("answers.jsonl:3: a second answer to the same question, after that of line 1"));
  EXPECT_THAT(error_of("\n \n"), HasSubstr("holds no stored answer"));
}

TEST(Replay, AFileThatCannotBeReadIsNamed) {
  const TempFolder folder;
  try {
    test::make_backend(builtin::replay, "path: nowhere.jsonl", folder.path());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr(folder.path() + "/nowhere.jsonl"));
  }
  EXPECT_THROW(test::make_backend(builtin::replay, "path: .", folder.path()), Error);
}

TEST(Replay, FingerprintIsThatOfTheContent) {
  const std::string row = R"({"id":"a","prompt":"a","text":"x"})";
  const std::string print = replay_of(row)->info().fingerprint;
  EXPECT_EQ(print.size(), 64U);
  EXPECT_EQ(replay_of(row)->info().fingerprint, print);
  EXPECT_NE(replay_of(row + "\n")->info().fingerprint, print);
  EXPECT_NE(replay_of(R"({"id":"a","prompt":"a","text":"y"})")->info().fingerprint, print);
  EXPECT_NE(replay_of(row, "match: prompt\n")->info().fingerprint, print);
}

}  // namespace
}  // namespace assay::backends
