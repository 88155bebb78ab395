#include "harness/store/run_writer.h"

#include "harness/core/error.h"
#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

using assay::test::TempFolder;
using ::testing::HasSubstr;

struct RunWriterTest : ::testing::Test {
  TempFolder folder;
  Store store = Store::open(folder.path() + "/a.db");
  std::string run = begin_example(store, 5);
  std::int64_t count(const std::string& from) { return store.database().scalar("SELECT count(*) FROM " + from); }
};

TEST_F(RunWriterTest, TasksAndSamplesAreAddedOnce) {
  begin_example(store, 5);
  EXPECT_EQ(count("samples"), 5);
  EXPECT_EQ(count("run_tasks"), 1);
  // A longer limit later adds the rest behind.
  RunWriter(store, run).add_samples("t", example_samples(7));
  EXPECT_EQ(count("samples"), 7);
  EXPECT_EQ(store.database().scalar("SELECT position FROM samples WHERE id = 's6'"), 6);
  // Another run of the same data keeps the texts once.
  begin_example(store, 5, example_start(std::string(64, 'b')));
  EXPECT_EQ(count("samples"), 12);
  EXPECT_EQ(count("sample_contents"), 7);
}

TEST_F(RunWriterTest, TwoSamplesWithOneIdAreAnError) {
  const std::vector<Sample> samples = {example_sample(90), example_sample(90)};
  RunWriter writer(store, run);
  EXPECT_THAT(error_of([&] { writer.add_samples("t", samples); }), HasSubstr("two samples have the id 's90'"));
  EXPECT_EQ(count("samples"), 5) << "none of the call is kept";
}

TEST_F(RunWriterTest, SampleColumnsAreReadable) {
  Sample sample;
  sample.id = "mc";
  sample.input = "2+2?";
  sample.choices = {"3", "4"};
  sample.target_choices = {1};
  sample.fields = Value::object();
  sample.fields.set("subject", "arithmetic");
  RunWriter(store, run).add_samples("t", std::vector<Sample>{sample});
  Query query = store.database().cursor(
      "SELECT input, target, choices, fields ->> 'subject', choices ->> 0 FROM v_samples WHERE sample = 'mc'");
  ASSERT_TRUE(query.next());
  EXPECT_EQ(query.text(0), "2+2?");
  EXPECT_EQ(query.text(1), "4");
  EXPECT_EQ(query.text(2), "[\"3\",\"4\"]");
  EXPECT_EQ(query.text(3), "arithmetic");
  EXPECT_EQ(query.text(4), "3");
}

TEST_F(RunWriterTest, BatchesAreCommittedByTheirSize) {
  RunWriter writer(store, run);
  for (int epoch = 0; epoch < 300; ++epoch) {
    const Request request = generate_request("s0", epoch);
    writer.put_response({"m", "t"}, request, key_of(request), completion("x"));
  }
  Store other = Store::open_for_reading(store.path());
  EXPECT_GE(other.database().scalar("SELECT count(*) FROM responses"), 256);
  writer.flush();
  EXPECT_EQ(other.database().scalar("SELECT count(*) FROM responses"), 300);
  EXPECT_EQ(count("prompts"), 1) << "one text, however often it is asked";
}

TEST_F(RunWriterTest, AnEqualPromptOfAConversationIsStoredForAPerson) {
  Request request = generate_request("s0");
  auto& body = std::get<Generate>(request.body);
  body.prompt = {"", {{"system", "Be brief."}, {"user", "Hi"}}};
  body.sampling.temperature = 0.7;
  body.sampling.stop = {"\n"};
  body.sampling.seed = 18446744073709551615ULL;
  RunWriter(store, run).put_response({"m", "t"}, request, "k", completion("Hello"));
  Query query = store.database().cursor(
      "SELECT prompt, answer, temperature, stop, seed, kind, role, asked, finish, cached, run_name FROM v_responses");
  ASSERT_TRUE(query.next());
  EXPECT_EQ(query.text(0), "[system]\nBe brief.\n\n[user]\nHi");
  EXPECT_EQ(query.text(1), "Hello");
  EXPECT_EQ(query.real(2), 0.7);
  EXPECT_EQ(query.text(3), "[\"\\n\"]");
  EXPECT_EQ(query.text(4), "18446744073709551615");
  EXPECT_EQ(query.text(5), "generate");
  EXPECT_EQ(query.text(6), "answer");
  EXPECT_EQ(query.text(7), "m");
  EXPECT_EQ(query.text(8), "stop");
  EXPECT_EQ(query.integer(9), 0);
  EXPECT_EQ(query.text(10), "example");
}

TEST_F(RunWriterTest, AnAnswerToAnUnknownSampleIsRefused) {
  RunWriter writer(store, run);
  EXPECT_THAT(error_of([&] {
                writer.put_response({"m", "t"}, generate_request("stranger"), "k", completion("x"));
              }),
              HasSubstr("FOREIGN KEY"));
  // The batch goes on.
  writer.put_response({"m", "t"}, generate_request("s0"), "k", completion("x"));
  writer.flush();
  EXPECT_EQ(count("responses"), 1);
}

TEST_F(RunWriterTest, ScoresOfAMetricAreReplacedAsAWhole) {
  RunWriter writer(store, run);
  const std::vector<StoredScore> before = {{"s0", scored(1.0), 0}, {"s1", scored(0.0), 0}, {"s2", scored(0.5), 0}};
  writer.replace_scores("m", "t", {"f1", "v:1"}, before);
  writer.replace_scores("m", "t", {"bleu", ""}, before);
  const std::vector<StoredScore> after = {{"s0", {Unscored{"no reference"}, std::nullopt, ""}, 0},
                                          {"s1", {StatsRow{1.0, 2.0}, std::nullopt, "corpus only"}, 0}};
  writer.replace_scores("m", "t", {"f1", "v:2"}, after);
  EXPECT_EQ(count("v_scores WHERE metric = 'f1'"), 2);
  EXPECT_EQ(count("v_scores WHERE metric = 'bleu'"), 3);
  EXPECT_EQ(count("v_scores WHERE metric = 'f1' AND signature = 'v:2' AND sample = 's0' AND value IS NULL AND "
                  "unscored = 'no reference'"),
            1);
  EXPECT_EQ(count("scores WHERE sample = 's1' AND metric = 'f1' AND value IS NULL AND unscored IS NULL AND "
                  "length(stats) = 16"),
            1);
}

TEST_F(RunWriterTest, AFailedReplacementChangesNothing) {
  RunWriter writer(store, run);
  writer.replace_scores("m", "t", {"f1", "v:1"}, std::vector<StoredScore>{{"s0", scored(1.0), 0}});
  const std::vector<StoredScore> bad = {{"s1", scored(1.0), 0}, {"stranger", scored(1.0), 0}};
  EXPECT_THROW(writer.replace_scores("m", "t", {"f1", "v:2"}, bad), Error);
  EXPECT_EQ(count("v_scores WHERE signature = 'v:1' AND sample = 's0'"), 1);
  EXPECT_EQ(count("scores"), 1);
}

TEST_F(RunWriterTest, RatingsAreKeptByEpochWithJudgeAndStatus) {
  RunWriter writer(store, run);
  writer.replace_ratings("m", "t", {"helpful", "rubric:1"},
                         std::vector<StoredScore>{{"s0", scored(0.25), 0}, {"s0", scored(0.75), 1}});
  RatingRow row;
  row.model = "m";
  row.task = "t";
  row.rater = "helpful";
  row.judge = "judge";
  row.status = "UNCALIBRATED";
  row.estimate.value = 0.5;
  writer.put_estimate(row);
  EXPECT_EQ(count("v_ratings WHERE judge = 'judge' AND status = 'UNCALIBRATED' AND signature = 'rubric:1'"), 2);
  EXPECT_EQ(count("v_ratings WHERE epoch = 1 AND value = 0.75"), 1);
}

TEST_F(RunWriterTest, JudgeQuestionsAreKeptBesideTheAnswers) {
  RunWriter writer(store, run);
  writer.put_response({"m", "t"}, generate_request("s0"), "k", completion("x"));
  writer.put_response({"m", "t", "helpful", "judge"}, generate_request("s0"), "j", completion("4"));
  writer.flush();
  EXPECT_EQ(count("v_responses WHERE role = 'helpful' AND asked = 'judge' AND model = 'm'"), 1);
  EXPECT_EQ(count("v_responses WHERE role = 'answer' AND asked = 'm'"), 1);
}

}  // namespace
}  // namespace assay::store::test
