#include "backends/local/model/model_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/local/model/arch_def.h"
#include "harness/core/error.h"
#include "tests/support/safetensors_writer.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kGood =
    R"("vocab_size": 100, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,)"
    R"( "num_key_value_heads": 2, "max_position_embeddings": 128, "rms_norm_eps": 1e-6)";

// A folder whose config.json is these members; later ones replace earlier ones.
ModelConfig read(const std::string& members) {
  const assay::test::TempFolder folder;
  folder.write("config.json", "{\"model_type\": \"llama\", " + members + "}");
  folder.write("model.safetensors", assay::test::SafetensorsWriter().add_floats("x", {1}, {0.0f}).build());
  const auto source = open_weights(folder.path());
  return read_model_config(*source, find_arch(*source));
}

std::string message_of(const std::string& members) {
  try {
    read(members);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    return error.message();
  }
  return "no error";
}

TEST(ModelConfig, ReadsAHuggingFaceConfiguration) {
  const ModelConfig config = read(std::string(kGood) + R"(, "rope_theta": 500000.0, "tie_word_embeddings": true)");
  EXPECT_EQ(config.vocab_size, 100);
  EXPECT_EQ(config.head_dim, 16);
  EXPECT_EQ(config.rotary_dim, 16);
  EXPECT_EQ(config.num_kv_heads, 2);
  EXPECT_EQ(config.context_length, 128);
  EXPECT_EQ(config.rms_eps, 1e-6f);
  EXPECT_EQ(config.rope_theta, 500000.0);
  EXPECT_EQ(config.tied_head, true);
  EXPECT_EQ(config.attention_bias, false);
  EXPECT_FALSE(config.interleaved_rope);
}

TEST(ModelConfig, ReadsRopeParametersOfEitherGeneration) {
  const ModelConfig now =
      read(std::string(kGood) + R"(, "rope_parameters": {"rope_type": "linear", "factor": 4.0, "rope_theta": 777.0})");
  EXPECT_EQ(now.rope_theta, 777.0);
  EXPECT_EQ(now.rope_scaling.kind, RopeScaling::Kind::kLinear);
  EXPECT_EQ(now.rope_scaling.factor, 4.0);
  const ModelConfig before = read(std::string(kGood) +
                                  R"(, "rope_theta": 888.0, "rope_scaling": {"type": "llama3", "factor": 8.0,
      "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64})");
  EXPECT_EQ(before.rope_theta, 888.0);
  EXPECT_EQ(before.rope_scaling.kind, RopeScaling::Kind::kLlama3);
  EXPECT_EQ(before.rope_scaling.original_context, 64.0);
}

TEST(ModelConfig, RefusesWhatIsOutOfRangeOrMissing) {
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "num_hidden_layers": 0)"),
              AllOf(HasSubstr("config.json"), HasSubstr("num_hidden_layers is 0"), HasSubstr("1..")));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "rms_norm_eps": "small")"), HasSubstr("rms_norm_eps is \"small\""));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "vocab_size": null)"), HasSubstr("vocab_size is missing"));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "hidden_size": -64)"), HasSubstr("hidden_size is -64"));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "vocab_size": 99999999999999)"), HasSubstr("vocab_size"));
}

TEST(ModelConfig, RefusesHeadsThatDoNotFit) {
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "num_key_value_heads": 3)"),
              AllOf(HasSubstr("num_key_value_heads is 3"), HasSubstr("divisor of the 4 heads")));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "num_attention_heads": 6)"),
              HasSubstr("divisor of the hidden size 64"));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "head_dim": 15)"),
              AllOf(HasSubstr("head_dim is 15"), HasSubstr("even")));
}

TEST(ModelConfig, RefusesUnsupportedKindsByName) {
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "rope_scaling": {"rope_type": "yarn", "factor": 4.0})"),
              AllOf(HasSubstr("rope_scaling.rope_type is 'yarn'"), HasSubstr("llama3")));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "hidden_act": "gelu")"), HasSubstr("hidden_act is 'gelu'"));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "quantization_config": {"bits": 4})"),
              HasSubstr("quantization_config"));
}

TEST(FindArch, NamesTheKnownArchitectures) {
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "model_type": "made_up")"),
              AllOf(HasSubstr("'made_up'"), HasSubstr("known: "), HasSubstr("llama")));
  EXPECT_THAT(message_of(std::string(kGood) + R"(, "architectures": ["LlamaForSequenceClassification"])"),
              AllOf(HasSubstr("LlamaForSequenceClassification"), HasSubstr("LlamaForCausalLM")));
}

TEST(TensorName, PutsTheLayerIn) {
  EXPECT_EQ(tensor_name("blk.{}.attn_q.weight", 12), "blk.12.attn_q.weight");
  EXPECT_EQ(tensor_name("output.weight", 3), "output.weight");
}

}  // namespace
}  // namespace assay::local
