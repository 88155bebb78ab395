#include "harness/core/request.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

Request generate(const std::string& text, SamplingParams sampling = {}) {
  return {{"s", 0, 0}, Generate{Prompt{text, {}}, sampling}};
}

TEST(ContentKey, EveryPartOfTheQuestionChangesIt) {
  const std::string base = content_key(generate("q"), "model");
  EXPECT_EQ(base, content_key(generate("q"), "model"));
  EXPECT_NE(base, content_key(generate("r"), "model"));
  EXPECT_NE(base, content_key(generate("q"), "other model"));
  SamplingParams longer;
  longer.max_tokens = 7;
  EXPECT_NE(base, content_key(generate("q", longer), "model"));
  SamplingParams stops;
  stops.stop = {"\n"};
  EXPECT_NE(base, content_key(generate("q", stops), "model"));
  Request epoch = generate("q");
  epoch.id.epoch = 1;
  EXPECT_NE(base, content_key(epoch, "model"));
  EXPECT_NE(base, content_key({{"s", 0, 0}, Loglikelihood{Prompt{"q", {}}, {"a"}}}, "model"));
  EXPECT_NE(base, content_key({{"s", 0, 0}, RollingLoglikelihood{"q"}}, "model"));
}

TEST(ContentKey, WhoAsksDoesNotChangeIt) {
  Request other = generate("q");
  other.id.sample_id = "t";
  other.id.slot = 3;
  EXPECT_EQ(content_key(generate("q"), "m"), content_key(other, "m"));
}

TEST(ContentKey, TheSeedCountsOnlyWhereSomethingIsDrawn) {
  SamplingParams greedy;
  greedy.seed = 1;
  SamplingParams greedy_other_seed;
  greedy_other_seed.seed = 2;
  EXPECT_EQ(content_key(generate("q", greedy), "m"), content_key(generate("q", greedy_other_seed), "m"));
  greedy.temperature = greedy_other_seed.temperature = 0.5;
  EXPECT_NE(content_key(generate("q", greedy), "m"), content_key(generate("q", greedy_other_seed), "m"));
}

TEST(ContentKey, AChatAndTheSameWordsAsTextDiffer) {
  Request chat{{"s", 0, 0}, Generate{Prompt{"", {{"user", "q"}}}, {}}};
  EXPECT_NE(content_key(chat, "m"), content_key(generate("q"), "m"));
}

}  // namespace
}  // namespace assay
