// The quickstart model against transformers on the same weights; skipped where the file is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "backends/local/engine.h"
#include "harness/core/json.h"
#include "tests/backends/local/model/golden_lines.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

std::string smollm2_path() {
  if (const char* set = std::getenv("ASSAY_TEST_SMOLLM2")) return set;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path root =
      cache != nullptr ? std::filesystem::path(cache) : std::filesystem::path(home != nullptr ? home : "") / ".cache";
  return (root / "assay/models/SmolLM2-135M-Instruct.Q4_1.gguf").string();
}

class SmolLm2Slow : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!std::filesystem::exists(smollm2_path())) return;
    engine_ = std::make_unique<Engine>(smollm2_path(), EngineOptions{.threads = 2, .add_bos = {}});
    const std::string file = assay::test::test_data("golden/models/smollm2.json");
    golden_ = json::parse(assay::test::read_file(file), file);
  }
  static void TearDownTestSuite() { engine_.reset(); }
  void SetUp() override {
    if (engine_ == nullptr) GTEST_SKIP() << smollm2_path() << " is not there (set ASSAY_TEST_SMOLLM2)";
  }

  static std::unique_ptr<Engine> engine_;
  static Value golden_;
};

std::unique_ptr<Engine> SmolLm2Slow::engine_;
Value SmolLm2Slow::golden_;

TEST_F(SmolLm2Slow, LogLikelihoodsAreThoseOfTransformers) {
  for (const Value& pair : golden_.find("pairs")->as_array()) {
    const std::string context = pair.find("context")->as_string();
    SCOPED_TRACE(context);
    const std::vector<std::string> continuations = {pair.find("continuation")->as_string()};
    const ScoreGroup by_ids{test::to_ids(*pair.find("context_ids")),
                            {{test::to_ids(*pair.find("continuation_ids")), 0}}};
    if (context.back() != '\n') {  // white space moves to the continuation here
      const ScoreGroup by_text = engine_->encoder().continuations({context, {}}, continuations);
      EXPECT_EQ(by_text.context, by_ids.context);
      EXPECT_EQ(by_text.continuations.at(0).ids, by_ids.continuations[0].ids);
    }
    const ScoreResult result = engine_->loglikelihood({by_ids}).at(0);
    ASSERT_FALSE(result.failure);
    const Value::Array& expected = pair.find("logprobs")->as_array();
    ASSERT_EQ(result.scores.at(0).logprobs.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(result.scores[0].logprobs[i], expected[i].as_double(), 2e-3) << "token " << i;
    EXPECT_EQ(result.scores[0].is_greedy, pair.find("is_greedy")->as_bool());
  }
}

TEST_F(SmolLm2Slow, AnswersThroughItsChatTemplate) {
  const Value& chat = *golden_.find("chat");
  Prompt prompt;
  prompt.messages = {{"user", "What is the capital of France?"}};
  EXPECT_EQ(engine_->encoder().render_chat(prompt.messages), chat.find("text")->as_string());
  const std::vector<TokenId> ids = engine_->encoder().prompt(prompt);
  EXPECT_EQ(ids, test::to_ids(*chat.find("ids")));
  SamplingParams sampling;
  sampling.max_tokens = 24;
  const GenerateResult result = engine_->generate({{ids}}, {{sampling}}).at(0);
  ASSERT_FALSE(result.failure);
  EXPECT_THAT(result.text, ::testing::HasSubstr("Paris"));
  std::vector<std::int32_t> expected = test::to_ids(*chat.find("greedy"));
  if (result.finish == FinishReason::kStop) expected.pop_back();  // the end of the turn is not among ours
  EXPECT_EQ(result.ids, expected);
}

}  // namespace
}  // namespace assay::local
