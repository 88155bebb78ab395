#include "harness/run/thinking_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace assay::run {
namespace {

// Answers as a function says; keeps the stop strings it was sent.
class SayingBackend final : public Backend {
 public:
  using Say = std::function<Completion(const Generate&)>;
  explicit SayingBackend(Say say) : say_(std::move(say)) {
    info_.backend = "saying";
    info_.fingerprint = "saying 1";
    info_.can_chat = true;
  }
  const BackendInfo& info() const override { return info_; }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token) override {
    for (const Request& request : requests) {
      Response response;
      response.id = request.id;
      response.usage = {1, 1, 0.5};
      if (const auto* generate = std::get_if<Generate>(&request.body)) {
        stops_sent.push_back(generate->sampling.stop);
        response.body = say_(*generate);
      } else {
        response.body = Loglikelihoods{{{-1.0, 1, 1, true}}};
      }
      sink.put(std::move(response));
    }
  }
  std::vector<std::vector<std::string>> stops_sent;
  BackendInfo info_;

 private:
  Say say_;
};

class Kept final : public ResponseSink {
 public:
  void put(Response response) override { responses.push_back(std::move(response)); }
  std::vector<Response> responses;
};

Request ask(const std::string& id, std::vector<std::string> stops = {}, Prompt prompt = {"Q", {}}) {
  SamplingParams sampling;
  sampling.stop = std::move(stops);
  return {{id, 0, 0}, Generate{std::move(prompt), std::move(sampling)}};
}

// A server that ends its text at the first stop string, as endpoints do, wherever that is.
SayingBackend::Say server_of(const std::string& text, FinishReason finish = FinishReason::kStop) {
  return [=](const Generate& generate) {
    Completion out{text, finish, {}};
    if (cut_at_stops(out.text, generate.sampling.stop)) out.finish = FinishReason::kStop;
    return out;
  };
}

struct Told {
  std::string text, reasoning;
  FinishReason finish;
};

Told tell(Backend& model, const Request& request) {
  Kept kept;
  const std::vector<Request> requests = {request};
  model.run(requests, kept, {});
  EXPECT_EQ(kept.responses.size(), 1u);
  const auto& completion = std::get<Completion>(kept.responses.at(0).body);
  return {completion.text, completion.reasoning, completion.finish};
}

TEST(ThinkingBackend, TellsThoughtsFromTheAnswer) {
  const auto inner = std::make_shared<SayingBackend>(server_of("<think>one</think>\n\nTwo"));
  const auto model = with_thinking(inner, {});
  const Told told = tell(*model, ask("1"));
  EXPECT_EQ(told.text, "Two");
  EXPECT_EQ(told.reasoning, "one");
  EXPECT_EQ(model->info().fingerprint, "saying 1");
}

TEST(ThinkingBackend, AnAnswerWithoutThoughtsPassesUntouched) {
  const auto inner = std::make_shared<SayingBackend>(server_of(" plain; text ", FinishReason::kLength));
  const Told told = tell(*with_thinking(inner, {}), ask("1", {"!"}));
  EXPECT_EQ(told.text, " plain; text ");
  EXPECT_EQ(told.finish, FinishReason::kLength);
  EXPECT_THAT(inner->stops_sent, testing::ElementsAre(testing::ElementsAre("!")));
}

TEST(ThinkingBackend, AStopStringAmongThoughtsIsAskedForAgainWithoutItOnceAndThenWithheld) {
  const auto inner = std::make_shared<SayingBackend>(server_of("<think>a\n\nb</think>\n\nTwo\n\nand more"));
  const auto model = with_thinking(inner, {});
  const Told told = tell(*model, ask("1", {"\n\n"}));
  EXPECT_EQ(told.text, "Two");
  EXPECT_EQ(told.reasoning, "a\n\nb");
  EXPECT_EQ(told.finish, FinishReason::kStop);
  EXPECT_EQ(tell(*model, ask("2", {"\n\n"})).text, "Two");
  // Sent, asked again without, and from then on withheld.
  EXPECT_THAT(inner->stops_sent, testing::ElementsAre(testing::ElementsAre("\n\n"), testing::IsEmpty(), testing::IsEmpty()));
}

TEST(ThinkingBackend, WhatAThrownAwayAnswerCostIsCounted) {
  const auto inner = std::make_shared<SayingBackend>(server_of("<think>a;b</think>c"));
  Kept kept;
  const std::vector<Request> requests = {ask("1", {";"})};
  with_thinking(inner, {})->run(requests, kept, {});
  EXPECT_DOUBLE_EQ(*kept.responses.at(0).usage.cost, 1.0);
}

TEST(ThinkingBackend, FromAModelThatIsKnownToThinkStopStringsAreWithheld) {
  const auto inner = std::make_shared<SayingBackend>(server_of("a\n\nb[/T] Two; three"));
  const auto model = with_thinking(inner, {Thinking::Mode::kMarkers, "[T]", "[/T]"});
  const Told told = tell(*model, ask("1", {"\n\n", ";"}));
  EXPECT_EQ(told.text, "Two");
  EXPECT_EQ(told.reasoning, "a\n\nb");
  EXPECT_THAT(inner->stops_sent, testing::ElementsAre(testing::IsEmpty()));
  EXPECT_NE(model->info().fingerprint, "saying 1");
}

TEST(ThinkingBackend, ThoughtsThatDoNotEndLeaveAnEmptyTruncatedAnswer) {
  const Told cut = tell(*with_thinking(std::make_shared<SayingBackend>(server_of("<think>so", FinishReason::kLength)), {}), ask("1"));
  EXPECT_EQ(cut.text, "");
  EXPECT_EQ(cut.reasoning, "so");
  EXPECT_EQ(cut.finish, FinishReason::kLength);
  // Ended by itself, it is no answer either.
  EXPECT_EQ(tell(*with_thinking(std::make_shared<SayingBackend>(server_of("<think>so")), {}), ask("1", {"!"})).finish,
            FinishReason::kLength);
  Thinking opened{Thinking::Mode::kMarkers};
  opened.opened = true;
  EXPECT_EQ(tell(*with_thinking(std::make_shared<SayingBackend>(server_of("so", FinishReason::kLength)), opened), ask("1")).reasoning, "so");
}

TEST(ThinkingBackend, APrefillMayOpenTheSpan) {
  const auto inner = std::make_shared<SayingBackend>(server_of("so", FinishReason::kLength));
  const Request request = ask("1", {}, {"", {{"user", "Q"}, {"assistant", "<think>\n"}}});
  EXPECT_EQ(tell(*with_thinking(inner, {}), request).reasoning, "so");
}

TEST(ThinkingBackend, ReasoningThatTheEndpointToldApartIsTakenAsItIs) {
  const auto inner = std::make_shared<SayingBackend>([](const Generate&) {
    return Completion{"\n\nTwo </think>", FinishReason::kStop, {}, "one"};
  });
  const Told told = tell(*with_thinking(inner, {}), ask("1"));
  EXPECT_EQ(told.text, "Two </think>");
  EXPECT_EQ(told.reasoning, "one");
}

TEST(ThinkingBackend, AnEndpointThatStoppedAmongReasoningIsAskedAgain) {
  const auto inner = std::make_shared<SayingBackend>([](const Generate& generate) {
    return generate.sampling.stop.empty() ? Completion{"Two; three", FinishReason::kStop, {}, "a; b"}
                                          : Completion{"", FinishReason::kStop, {}, "a"};
  });
  const Told told = tell(*with_thinking(inner, {}), ask("1", {";"}));
  EXPECT_EQ(told.text, "Two");
  EXPECT_EQ(told.reasoning, "a; b");
}

TEST(ThinkingBackend, RecordedAnswersAreSplitAndNeitherCutNorAskedForAgain) {
  const auto inner = std::make_shared<SayingBackend>([](const Generate&) {
    return Completion{"<think>a</think>b;c", FinishReason::kStop, {}};
  });
  inner->info_.is_recorded = true;
  const auto model = with_thinking(inner, {Thinking::Mode::kMarkers});
  EXPECT_EQ(tell(*model, ask("1", {";"})).text, "b;c");
  EXPECT_THAT(inner->stops_sent, testing::ElementsAre(testing::ElementsAre(";")));
}

TEST(ThinkingBackend, WhatTellsThemApartItselfAndWhatIsOffIsLeftAlone) {
  const auto inner = std::make_shared<SayingBackend>(server_of("<think>a</think>b"));
  EXPECT_EQ(tell(*with_thinking(inner, Thinking{Thinking::Mode::kOff}), ask("1")).text, "<think>a</think>b");
  inner->info_.splits_thinking = true;
  EXPECT_EQ(tell(*with_thinking(inner, {}), ask("1")).text, "<think>a</think>b");
}

TEST(ThinkingBackend, LogLikelihoodsAndFailuresPass) {
  const auto inner = std::make_shared<SayingBackend>(server_of("x"));
  Kept kept;
  const std::vector<Request> requests = {{{"1", 0, 0}, Loglikelihood{{"Q", {}}, {" a"}}}};
  with_thinking(inner, {Thinking::Mode::kMarkers})->run(requests, kept, {});
  EXPECT_TRUE(std::holds_alternative<Loglikelihoods>(kept.responses.at(0).body));
}

}  // namespace
}  // namespace assay::run
