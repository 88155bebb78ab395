#include "harness/run/judging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::run {
namespace {

Response said(const std::string& text) {
  Response response;
  response.body = Completion{text, FinishReason::kStop, {}};
  return response;
}

// Asks judge 0 for claims, then judge 1 about each of them.
class TwoSteps final : public Rater {
 public:
  const MetricInfo& info() const override { return info_; }
  std::string signature() const override { return "two"; }
  std::vector<JudgeRequest> requests(const Judged& judged, std::span<const Response> replies) const override {
    std::vector<JudgeRequest> out;
    if (replies.empty()) {
      out.push_back({{{judged.sample.id, 0, 0}, Generate{{"claims of " + judged.sample.id, {}}, {}}}, 0});
    } else if (replies.size() == 1) {
      for (const char claim : std::get<Completion>(replies[0].body).text)
        out.push_back({{{judged.sample.id, static_cast<int>(1 + out.size()), 0}, Generate{{std::string(1, claim), {}}, {}}}, 1});
    }
    return out;
  }
  Rating rate(const Judged&, std::span<const Response> replies) const override {
    Rating rating;
    double yes = 0.0;
    for (const Response& reply : replies.subspan(1)) yes += std::get<Completion>(reply.body).text == "yes" ? 1.0 : 0.0;
    rating.scored = {StatsRow{yes}, yes, ""};
    return rating;
  }
  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  MetricInfo info_{.name = "two", .summary = "."};
};

TEST(RateSamples, GoesOnAskingUntilTheRaterHasNoMoreQuestions) {
  Sample one, two;
  one.id = "one";
  two.id = "two";
  const std::vector<Response> answers = {said("x")};
  const std::vector<Judged> judged = {{one, answers}, {two, answers}};
  std::vector<std::pair<std::size_t, std::size_t>> rounds;
  const auto ratings = rate_samples(TwoSteps(), judged, [&](std::size_t judge, std::span<const Request> requests) {
    rounds.emplace_back(judge, requests.size());
    std::vector<Response> out;
    for (const Request& request : requests) {
      const std::string& text = std::get<Generate>(request.body).prompt.text;
      out.push_back(said(judge == 0 ? (text == "claims of one" ? "ab" : "abc") : (text == "b" ? "no" : "yes")));
    }
    return std::optional(out);
  });
  EXPECT_THAT(rounds, testing::ElementsAre(testing::Pair(0, 2), testing::Pair(1, 5)));
  ASSERT_TRUE(ratings.has_value());
  EXPECT_EQ((*ratings)[0]->scored.value, 1.0);
  EXPECT_EQ((*ratings)[1]->scored.value, 2.0);
}

TEST(RateSamples, AFailedReplyOrAnswerLeavesTheSampleWithoutARating) {
  Sample one, two;
  one.id = "one";
  two.id = "two";
  Response failure;
  failure.body = Failure{FailureKind::kTimeout, "no answer", 1};
  const std::vector<Response> good = {said("x")}, bad = {failure};
  const std::vector<Judged> judged = {{one, good}, {two, bad}};
  std::size_t asked = 0;
  const auto ratings = rate_samples(TwoSteps(), judged, [&](std::size_t, std::span<const Request> requests) {
    asked += requests.size();
    return std::optional(std::vector<Response>(requests.size(), failure));
  });
  EXPECT_EQ(asked, 1u);
  EXPECT_FALSE((*ratings)[0].has_value());
  EXPECT_FALSE((*ratings)[1].has_value());
}

TEST(RateSamples, InterruptedIsNoRatingAtAll) {
  Sample one;
  const std::vector<Response> good = {said("x")};
  const std::vector<Judged> judged = {{one, good}};
  EXPECT_FALSE(rate_samples(TwoSteps(), judged, [](std::size_t, std::span<const Request>) {
                 return std::optional<std::vector<Response>>();
               }).has_value());
}

}  // namespace
}  // namespace assay::run
