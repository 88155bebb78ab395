#include "backends/local/model/layer_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"
#include "tests/backends/local/model/loaded_model.h"
#include "tests/backends/local/model/tiny_checkpoint.h"

namespace assay::local {
namespace {

using test::TinyCheckpoint;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string message_of(const TinyCheckpoint& checkpoint) {
  const assay::test::TempFolder folder;
  try {
    const test::LoadedModel model(checkpoint.write(folder));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    return error.message();
  }
  return "no error";
}

TEST(ModelWeights, CountsTheParametersThatItTook) {
  const assay::test::TempFolder folder;
  const test::LoadedModel model(TinyCheckpoint{}.write(folder));
  const std::int64_t layer = 2 * 32 + 2 * 32 * 32 + 2 * 16 * 32 + 3 * 32 * 40;
  EXPECT_EQ(model.weights.num_parameters, 2 * 48 * 32 + 2 * layer + 32);
  EXPECT_FALSE(model.weights.tied_head);
}

TEST(ModelWeights, AHeadThatIsMissingInGgufIsTheEmbedding) {
  const assay::test::TempFolder folder;
  const test::LoadedModel model(TinyCheckpoint{.omit = "output.weight"}.write(folder));
  EXPECT_TRUE(model.weights.tied_head);
}

TEST(ModelWeights, RefusesAMissingTensor) {
  EXPECT_THAT(message_of({.omit = "blk.1.ffn_up.weight"}),
              AllOf(HasSubstr("tiny.gguf"), HasSubstr("'blk.1.ffn_up.weight' is missing"), HasSubstr("[40, 32]")));
}

TEST(ModelWeights, RefusesAnotherShapeThanTheConfigurations) {
  EXPECT_THAT(message_of({.vocab = 64}),
              AllOf(HasSubstr("'token_embd.weight' has the shape [48, 32]"), HasSubstr("expected [64, 32]")));
}

TEST(ModelWeights, RefusesLayersBeyondTheConfigurations) {
  EXPECT_THAT(message_of({.extra = "blk.2.attn_norm.weight"}),
              AllOf(HasSubstr("'blk.2.attn_norm.weight' has no place")));
}

TEST(ModelWeights, RefusesAnUnknownArchitectureAndScaling) {
  EXPECT_THAT(message_of({.architecture = "rwkv"}), AllOf(HasSubstr("'rwkv'"), HasSubstr("llama")));
  EXPECT_THAT(message_of({.scaling = "yarn"}), HasSubstr("rope.scaling.type is 'yarn'"));
  EXPECT_THAT(message_of({.more_keys = {{"llama.expert_count", 8}}}), HasSubstr("expert_count is 8"));
}

}  // namespace
}  // namespace assay::local
