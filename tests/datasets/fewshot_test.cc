#include "datasets/fewshot.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using ::testing::ElementsAre;

TaskSpec spec_of(const std::string& tail = "num_fewshot: 3\n") {
  return parse_task(kHead + "doc_to_text: q\ndoc_to_target: a\n" + tail, "demo.yaml", "");
}

Sample sample_of(const std::string& id, const std::string& input, const std::string& target = "t") {
  Sample sample;
  sample.id = id;
  sample.input = input;
  sample.targets = {target};
  return sample;
}

std::vector<Sample> pool_of(int size) {
  std::vector<Sample> samples;
  for (int i = 0; i < size; ++i) samples.push_back(sample_of(fmt::format("p{}", i), fmt::format("question {}", i)));
  return samples;
}

std::vector<std::string> ids_of(const std::vector<const Sample*>& chosen) {
  std::vector<std::string> ids;
  for (const Sample* sample : chosen) ids.push_back(sample->id);
  return ids;
}

TEST(FewshotPool, DrawsWithoutRepetition) {
  const FewshotPool pool(pool_of(8));
  for (int i = 0; i < 100; ++i) {
    const auto ids = ids_of(pool.choose(spec_of(), sample_of(fmt::format("s{}", i), "x"), 8));
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 8u);
  }
}

TEST(FewshotPool, ADrawDependsOnSeedTaskAndSampleAlone) {
  const TaskSpec spec = spec_of();
  const FewshotPool pool(pool_of(50));
  const Sample sample = sample_of("s1", "x");
  const auto drawn = ids_of(pool.choose(spec, sample));
  ASSERT_EQ(drawn.size(), 3u);
  EXPECT_EQ(ids_of(pool.choose(spec, sample)), drawn) << "earlier draws change nothing";

  std::vector<Sample> reversed = pool_of(50);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(ids_of(FewshotPool(reversed).choose(spec, sample)), drawn) << "nor does the order of the pool";

  TaskSpec other = spec_of();
  other.fewshot_seed = 1;
  EXPECT_NE(ids_of(pool.choose(other, sample)), drawn);
  other = spec_of();
  other.name = "other";
  EXPECT_NE(ids_of(pool.choose(other, sample)), drawn);
  EXPECT_NE(ids_of(pool.choose(spec, sample_of("s2", "x"))), drawn);
}

TEST(FewshotPool, FewerExamplesAreTheFirstOfMore) {
  const FewshotPool pool(pool_of(20));
  const auto five = ids_of(pool.choose(spec_of(), sample_of("s", "x"), 5));
  const auto two = ids_of(pool.choose(spec_of(), sample_of("s", "x"), 2));
  EXPECT_EQ(two, std::vector<std::string>(five.begin(), five.begin() + 2));
}

TEST(FewshotPool, EveryRowIsDrawnEquallyOften) {
  const FewshotPool pool(pool_of(10));
  std::map<std::string, int> counts;
  for (int i = 0; i < 4000; ++i)
    for (const std::string& id : ids_of(pool.choose(spec_of(), sample_of(fmt::format("s{}", i), "x"), 3))) ++counts[id];
  ASSERT_EQ(counts.size(), 10u);
  // Each count is binomial with mean 1200 and standard deviation 29: 5 of those on either side.
  for (const auto& [id, count] : counts) EXPECT_NEAR(count, 1200, 145) << id;
}

TEST(FewshotPool, NeverShowsTheSampleItself) {
  std::vector<Sample> rows = pool_of(5);
  rows.push_back(sample_of("copy", "question 2"));  // the same content under another id
  const FewshotPool pool(rows);
  for (int i = 0; i < 50; ++i) {
    // The same id with other content, and the same content with another id.
    const auto by_id = ids_of(pool.choose(spec_of(), sample_of("p1", fmt::format("other {}", i)), 5));
    EXPECT_EQ(std::count(by_id.begin(), by_id.end(), "p1"), 0);
    const auto by_content = ids_of(pool.choose(spec_of(), sample_of(fmt::format("s{}", i), "question 2"), 4));
    EXPECT_EQ(std::count(by_content.begin(), by_content.end(), "p2"), 0);
    EXPECT_EQ(std::count(by_content.begin(), by_content.end(), "copy"), 0);
  }
}

TEST(FewshotPool, FirstNTakesTheFirstThatAreNotTheSample) {
  const TaskSpec spec = spec_of("fewshot_config: {sampler: first_n}\nnum_fewshot: 2\n");
  const FewshotPool pool(pool_of(5));
  EXPECT_THAT(ids_of(pool.choose(spec, sample_of("s", "x"))), ElementsAre("p0", "p1"));
  EXPECT_THAT(ids_of(pool.choose(spec, sample_of("s", "question 0"))), ElementsAre("p1", "p2"));
}

TEST(FewshotPool, NamesAPoolThatIsTooSmall) {
  const FewshotPool pool(pool_of(3));
  EXPECT_EQ(error_of([&] { pool.choose(spec_of(), sample_of("p0", "x")); }),
            "demo.yaml: task 'demo': 3 few-shot examples are asked for, but there are only 2 beside the sample 'p0' "
            "itself");
  EXPECT_TRUE(pool.choose(spec_of(), sample_of("p0", "x"), 0).empty());
}

TEST(FewshotPool, ADrawFromTheEvaluatedSplitDoesNotSeeALimit) {
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += fmt::format("{{\"q\": \"question {}\", \"a\": \"{}\"}}\n", i, i);
  const test_support::TaskFolder task(
      "task: demo\ndataset_kwargs: {data_files: {test: test.jsonl}}\ntest_split: test\nnum_fewshot: 4\n"
      "doc_to_text: q\ndoc_to_target: a\n",
      rows);
  const FewshotPool pool(task.pool().samples);
  const test_support::LoadedSet all = task.samples(), few = task.samples(3);
  for (std::size_t i = 0; i < few.samples.size(); ++i) {
    const auto ids = ids_of(pool.choose(task.spec(), all.samples[i]));
    EXPECT_EQ(ids_of(pool.choose(task.spec(), few.samples[i])), ids);
    EXPECT_EQ(std::count(ids.begin(), ids.end(), all.samples[i].id), 0);
  }
}

}  // namespace
}  // namespace assay::datasets
