#include "harness/store/stored_run.h"

#include <cmath>

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct StoredRunTest : ::testing::Test {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  std::string run = begin_example(store, 12);

  std::vector<SampleRow> rows() {
    std::vector<SampleRow> out;
    StoredRun(store, run).for_each_sample([&](const SampleRow& row) { out.push_back(row); });
    return out;
  }
};

TEST_F(StoredRunTest, SamplesComeInTheTasksOrderThenByEpochHoweverTheyWereWritten) {
  {
    RunWriter writer(store, run);
    for (const int i : {11, 2, 10, 0})
      for (const int epoch : {1, 0}) {
        const Request request = generate_request("s" + std::to_string(i), epoch);
        writer.put_response({"m", "t"}, request, key_of(request), completion("a" + std::to_string(epoch)));
      }
  }
  std::vector<std::string> order;
  for (const SampleRow& row : rows()) order.push_back(row.sample_id + "/" + std::to_string(row.epoch) + row.answer);
  EXPECT_THAT(order, ElementsAre("s0/0a0", "s0/1a1", "s2/0a0", "s2/1a1", "s10/0a0", "s10/1a1", "s11/0a0", "s11/1a1"));
}

TEST_F(StoredRunTest, ARowHasEverythingAPersonWants) {
  RunWriter writer(store, run);
  const Request request = generate_request("s3");
  writer.put_response({"m", "t"}, request, key_of(request), completion("forty", FinishReason::kLength));
  writer.replace_scores("m", "t", {"exact_match", ""}, std::vector<StoredScore>{{"s3", scored(0.0), 0}});
  writer.replace_ratings("m", "t", {"helpful", ""},
      std::vector<StoredScore>{{"s3", {Unscored{"no verdict"}, std::nullopt, "the judge said hm"}, 0}});
  const std::vector<SampleRow> found = rows();
  ASSERT_EQ(found.size(), 1u);
  const SampleRow& row = found[0];
  EXPECT_EQ(row.prompt, "prompt of s3");
  EXPECT_EQ(row.answer, "forty");
  EXPECT_EQ(row.target, "answer 3");
  EXPECT_EQ(row.finish, "length");
  EXPECT_EQ(row.failure, "");
  EXPECT_EQ(row.seconds, 0.25);
  EXPECT_EQ(row.prompt_tokens, 10);
  EXPECT_EQ(row.completion_tokens, 3);
  ASSERT_EQ(row.scores.size(), 2u);
  EXPECT_EQ(row.scores[0].name, "exact_match");
  EXPECT_EQ(row.scores[0].value, 0.0);
  EXPECT_FALSE(row.scores[0].is_rating);
  EXPECT_EQ(row.scores[1].name, "helpful");
  EXPECT_EQ(row.scores[1].value, std::nullopt);
  EXPECT_EQ(row.scores[1].unscored, "no verdict");
  EXPECT_EQ(row.scores[1].detail, "the judge said hm");
  EXPECT_TRUE(row.scores[1].is_rating);
}

TEST_F(StoredRunTest, AFailureIsShownWithItsKind) {
  RunWriter writer(store, run);
  writer.put_response({"m", "t"}, generate_request("s0"), "k", failure());
  const std::vector<SampleRow> found = rows();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].failure, "timeout: no answer in 60 s");
  EXPECT_EQ(found[0].answer, "");
  EXPECT_EQ(found[0].finish, "");
}

TEST_F(StoredRunTest, LoglikelihoodsAreShownWithTheBestOneMarked) {
  RunWriter writer(store, run);
  Request request = generate_request("s0");
  request.body = Loglikelihood{{"2+2=", {}}, {" 3", " 4"}};
  Response response;
  response.body = Loglikelihoods{{{-2.5, 1, 2, false}, {-0.25, 1, 2, true}}};
  writer.put_response({"m", "t"}, request, "k", response);
  request.id.slot = 1;
  request.body = Loglikelihood{{"", {}}, {" 3", " 4"}};
  writer.put_response({"m", "t"}, request, "unconditional", response);
  const std::vector<SampleRow> found = rows();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].prompt, "2+2=");
  EXPECT_EQ(found[0].answer, "  -2.5000  3\n> -0.2500  4");
  EXPECT_EQ(found[0].finish, "");
}

TEST_F(StoredRunTest, TheLastTurnOfAConversationIsShownAndTokensAreSummed) {
  RunWriter writer(store, run);
  for (const int slot : {0, 1}) {
    Request request = generate_request("s0", 0, slot);
    std::get<Generate>(request.body).prompt.text = "turn " + std::to_string(slot);
    writer.put_response({"m", "t"}, request, key_of(request), completion("reply " + std::to_string(slot)));
  }
  const std::vector<SampleRow> found = rows();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].prompt, "turn 1");
  EXPECT_EQ(found[0].answer, "reply 1");
  EXPECT_EQ(found[0].completion_tokens, 6);
}

TEST_F(StoredRunTest, NothingIsSortedOrGatheredToReadSamples) {
  // A plan that sorts would hold every row in memory before the first comes out.
  RunWriter writer(store, run);
  writer.put_response({"m", "t"}, generate_request("s0"), "k", completion("x"));
  writer.flush();
  Query plan = store.database().cursor(
      "EXPLAIN QUERY PLAN SELECT s.id FROM samples s CROSS JOIN requests q ON q.run = s.run AND q.model = 'm' "
      "AND q.task = s.task AND q.sample = s.id AND q.role = 'answer' WHERE s.run = 'r' AND s.task = 't' "
      "ORDER BY s.position, q.epoch, q.slot");
  while (plan.next()) EXPECT_THAT(plan.text(3), ::testing::Not(HasSubstr("TEMP B-TREE")));
}

TEST_F(StoredRunTest, AnsweredSamplesComeWithTheirResponsesByEpochAndSlot) {
  RunWriter writer(store, run);
  for (const int epoch : {1, 0}) {
    const Request request = generate_request("s5", epoch);
    writer.put_response({"m", "t"}, request, key_of(request), completion("e" + std::to_string(epoch)));
  }
  writer.put_response({"m", "t"}, generate_request("s1"), "f", failure(FailureKind::kContextTooLong));
  writer.put_response({"m", "t", "helpful", "judge"}, generate_request("s1"), "j", completion("5"));
  std::vector<std::string> seen;
  for_each_answered(store, run, "m", "t", "answer", [&](const std::string& id, std::span<const Response> responses) {
    seen.push_back(id);
    for (const Response& response : responses) {
      EXPECT_EQ(response.id.sample_id, id);
      if (const auto* failed = std::get_if<Failure>(&response.body)) {
        EXPECT_EQ(failed->kind, FailureKind::kContextTooLong);
        EXPECT_EQ(failed->attempts, 3);
        seen.push_back("failed");
      } else {
        seen.push_back(std::get<Completion>(response.body).text + "@" + std::to_string(response.id.epoch));
      }
    }
  });
  EXPECT_THAT(seen, ElementsAre("s1", "failed", "s5", "e0@0", "e1@1"));
  int judged = 0;
  for_each_answered(store, run, "m", "t", "helpful", [&](const std::string&, std::span<const Response> responses) {
    judged += static_cast<int>(responses.size());
  });
  EXPECT_EQ(judged, 1);
}

TEST_F(StoredRunTest, EstimatesComeBackBitForBitWithUndefinedParts) {
  RunWriter writer(store, run);
  ResultRow row;
  row.model = "m";
  row.task = "t";
  row.metric = "bleu";
  row.signature = "tok:13a";
  row.scale = 100.0;
  row.estimate.value = 100.0 / 3.0;
  row.estimate.low = 0.1 + 0.2;
  row.estimate.high = std::nextafter(1.0, 2.0);
  row.estimate.method = "bca_bootstrap";
  row.estimate.scored = 10;
  row.estimate.unscored = 1;
  row.estimate.failed = 2;
  row.estimate.seed = 18446744073709551615ULL;
  writer.put_estimate(row);
  ResultRow undefined;
  undefined.model = "m";
  undefined.task = "t";
  undefined.metric = "acc";
  undefined.higher_is_better = false;
  undefined.estimate.no_interval = "no samples";
  writer.put_estimate(undefined);
  row.estimate.scored = 11;
  writer.put_estimate(row);
  writer.put_response({"m", "t"}, generate_request("s0"), "k0", completion("x", FinishReason::kLength));
  writer.put_response({"m", "t"}, generate_request("s1"), "k1", completion("x", FinishReason::kContentFilter));
  writer.put_response({"m", "t"}, generate_request("s2"), "k2", completion("x", FinishReason::kLength));
  const std::vector<ResultRow> found = StoredRun(store, run).results();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].metric, "bleu") << "in the order in which they were put first";
  EXPECT_EQ(found[0].signature, "tok:13a");
  EXPECT_EQ(found[0].estimate.value, 100.0 / 3.0);
  EXPECT_EQ(found[0].estimate.low, 0.1 + 0.2);
  EXPECT_EQ(found[0].estimate.high, std::nextafter(1.0, 2.0));
  EXPECT_EQ(found[0].estimate.scored, 11);
  EXPECT_EQ(found[0].estimate.failed, 2);
  EXPECT_EQ(found[0].estimate.seed, 18446744073709551615ULL);
  EXPECT_EQ(found[0].scale, 100.0);
  EXPECT_EQ(found[0].truncated, 2);
  EXPECT_EQ(found[0].refused, 1);
  EXPECT_TRUE(found[0].higher_is_better);
  EXPECT_EQ(found[1].estimate.value, std::nullopt);
  EXPECT_EQ(found[1].estimate.no_interval, "no samples");
  EXPECT_FALSE(found[1].higher_is_better);
}

TEST_F(StoredRunTest, UsageCountsWhatWasPaidOnce) {
  RunWriter writer(store, run);
  Response paid = completion("x");
  paid.usage.cost = 0.5;
  writer.put_response({"m", "t"}, generate_request("s0"), "k", paid);
  writer.put_cached({"m", "t"}, generate_request("s1"), "k");
  writer.put_response({"m", "t"}, generate_request("s2"), "f", failure());
  writer.flush();
  const UsageTotals usage = StoredRun(store, run).usage();
  EXPECT_EQ(usage.requests, 3);
  EXPECT_EQ(usage.cached, 1);
  EXPECT_EQ(usage.prompt_tokens, 10);
  EXPECT_EQ(usage.completion_tokens, 3);
  EXPECT_EQ(usage.cost, 0.5);
  // Another run that finds everything here pays nothing.
  const std::string other = begin_example(store, 12, example_start(std::string(64, 'b')));
  RunWriter(store, other).put_cached({"m", "t"}, generate_request("s0"), "k");
  EXPECT_EQ(StoredRun(store, other).usage().prompt_tokens, 0);
  EXPECT_EQ(StoredRun(store, other).usage().cost, std::nullopt);
  EXPECT_EQ(StoredRun(store, other).usage().cached, 1);
}

TEST_F(StoredRunTest, AnUnknownRunIsAnError) {
  EXPECT_THAT(error_of([&] { StoredRun(store, "zzz"); }), HasSubstr("there is no run zzz"));
}

}  // namespace
}  // namespace assay::store::test
