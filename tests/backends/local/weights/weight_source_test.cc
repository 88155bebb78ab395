#include "backends/local/weights/weight_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "tests/support/gguf_writer.h"
#include "tests/support/safetensors_writer.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

using test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string toy_gguf(float value) {
  return test::GgufWriter().set_string("general.architecture", "llama").add_floats("norm", {1}, {value}).build();
}

std::string refusal(const std::string& path) {
  try {
    open_weights(path);
  } catch (const Error& error) {
    const bool missing = !std::filesystem::exists(path);  // written wrong, rather than gone bad
    EXPECT_EQ(error.kind(), missing ? ErrorKind::kConfig : ErrorKind::kRuntime);
    return error.message();
  }
  return "accepted";
}

/// First and last value of a tensor, dequantised whole.
std::vector<float> ends_of(const WeightSource& weights, std::string_view name) {
  const TensorView* tensor = weights.find(name);
  if (tensor == nullptr) return {};
  std::vector<float> values(static_cast<std::size_t>(tensor->num_values()));
  dequantize(tensor->dtype, tensor->data.data(), tensor->num_values(), values.data());
  return {values.front(), values.back()};
}

TEST(WeightSource, AGgufFileIsKnownByItsNameOrItsFirstBytes) {
  const TempFolder folder;
  for (const char* name : {"toy.gguf", "0a1b2c3d"}) {
    const std::string path = folder.write(name, toy_gguf(2.5F));
    const auto weights = open_weights(path);
    EXPECT_EQ(weights->format(), "gguf");
    EXPECT_THAT(weights->files(), ElementsAre(path));
    EXPECT_EQ(weights->metadata().find("general.architecture")->as_string(), "llama");
    EXPECT_THAT(ends_of(*weights, "norm"), ElementsAre(2.5F, 2.5F));
    EXPECT_EQ(weights->find("nor"), nullptr);
  }
}

TEST(WeightSource, OtherPathsAreRefusedWithWhatIsExpected) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder.path() + "/absent.gguf"), HasSubstr("absent.gguf: no such file"));
  EXPECT_THAT(refusal(folder.write("empty.gguf", "")), HasSubstr("is empty"));
  EXPECT_THAT(refusal(folder.write("bad.gguf", "hello")), HasSubstr("bad.gguf: is not a GGUF file"));
  EXPECT_THAT(refusal(folder.write("model.bin", "hello")),
              HasSubstr("expected a .gguf file, a .safetensors file or a HuggingFace folder"));
}

TEST(WeightSource, TheFingerprintIsTheHashOfNamesAndContents) {
  const TempFolder folder;
  const std::string content = toy_gguf(1.0F);
  const auto weights = open_weights(folder.write("toy.gguf", content));
  EXPECT_EQ(weights->fingerprint(), Sha256().field("toy.gguf").field(content).hex());
  EXPECT_EQ(open_weights(folder.write("elsewhere/toy.gguf", content))->fingerprint(), weights->fingerprint());
  EXPECT_NE(open_weights(folder.write("other.gguf", content))->fingerprint(), weights->fingerprint());
  EXPECT_NE(open_weights(folder.write("elsewhere/toy.gguf", toy_gguf(2.0F)))->fingerprint(), weights->fingerprint());
}

TEST(WeightSource, TheFingerprintOfAFolderCoversTheConfig) {
  const TempFolder folder;
  folder.write("model.safetensors", test::SafetensorsWriter().add_floats("a", {1}, {1.0F}).build());
  folder.write("config.json", R"({"rope_theta":10000})");
  const std::string before = open_weights(folder.path())->fingerprint();
  folder.write("config.json", R"({"rope_theta":50000})");
  EXPECT_NE(open_weights(folder.path())->fingerprint(), before);
}

TEST(WeightSource, TheFingerprintMayBeAskedForByManyThreads) {
  const TempFolder folder;
  const auto weights = open_weights(folder.write("toy.gguf", toy_gguf(1.0F)));
  std::vector<std::string> answers(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& answer : answers) threads.emplace_back([&] { answer = weights->fingerprint(); });
  }
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers[0]);
  EXPECT_EQ(answers[0].size(), 64U);
}

// Expected figures below: the Python packages gguf 0.19.0 and safetensors 0.8.0 on the same files.
TEST(WeightSource, ARealGgufFileOfEachPrecisionMatchesThePythonReader) {
  ASSAY_SHARED_OR_SKIP(quantised_path, "models/stories260K/stories260K-q8_0.gguf");
  const auto quantised = open_weights(quantised_path);
  EXPECT_EQ(quantised->tensors().size(), 47U);
  EXPECT_EQ(quantised->tensors().front().name, "token_embd.weight");
  EXPECT_EQ(quantised->find("token_embd.weight")->dtype, DType::kQ8_0);
  EXPECT_THAT(quantised->find("token_embd.weight")->shape, ElementsAre(512, 64));
  EXPECT_THAT(ends_of(*quantised, "token_embd.weight"), ElementsAre(-0x1.2a44p-2F, -0x1.b019p-2F));
  EXPECT_THAT(quantised->find("blk.4.ffn_down.weight")->shape, ElementsAre(64, 172));
  EXPECT_EQ(quantised->find("blk.4.ffn_down.weight")->dtype, DType::kF16);
  EXPECT_THAT(ends_of(*quantised, "output_norm.weight"), ElementsAre(0x1.3aa9dep+1F, 0x1.b530dep+0F));

  ASSAY_SHARED_OR_SKIP(half_path, "models/stories260K/stories260K-f16.gguf");
  const auto half = open_weights(half_path);
  EXPECT_THAT(ends_of(*half, "token_embd.weight"), ElementsAre(-0x1.2dcp-2F, -0x1.b24p-2F));
  EXPECT_THAT(ends_of(*half, "blk.4.ffn_down.weight"), ElementsAre(-0x1.888p-5F, -0x1.cbcp-9F));
}

TEST(WeightSource, ARealFolderMatchesThePythonReader) {
  ASSAY_SHARED_OR_SKIP(path, "models/stories260K/hf");
  const auto weights = open_weights(path);
  EXPECT_EQ(weights->tensors().size(), 47U);
  EXPECT_THAT(weights->find("model.embed_tokens.weight")->shape, ElementsAre(512, 64));
  EXPECT_THAT(ends_of(*weights, "model.embed_tokens.weight"), ElementsAre(-0x1.2dd2a0p-2F, -0x1.b2359ap-2F));
  EXPECT_EQ(weights->metadata().find("model_type")->as_string(), "llama");
}

TEST(WeightSource, AVocabularyWithoutTensorsOpens) {
  ASSAY_SHARED_OR_SKIP(path, "models/ggml_vocab/ggml-vocab-bert-bge.gguf");
  const auto weights = open_weights(path);
  EXPECT_TRUE(weights->tensors().empty());
  EXPECT_EQ(weights->metadata().find("general.architecture")->as_string(), "bert");
  const Value& tokens = *weights->metadata().find("tokenizer.ggml.tokens");
  ASSERT_EQ(tokens.size(), 30522U);
  EXPECT_EQ(tokens.as_array()[1000].as_string(), "\xE2\x96\x81\"");
}

}  // namespace
}  // namespace assay::local
