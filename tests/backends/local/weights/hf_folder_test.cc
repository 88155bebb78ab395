#include "backends/local/weights/hf_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "backends/local/weights/weight_source.h"
#include "harness/core/error.h"
#include "tests/support/safetensors_writer.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

using test::SafetensorsWriter;
using test::TempFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kIndex = "model.safetensors.index.json";

std::string refusal(const std::string& path) {
  try {
    open_weights(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    return error.message();
  }
  return "accepted";
}

std::string one_tensor(const std::string& name, float value) {
  return SafetensorsWriter().add_floats(name, {1}, {value}).build();
}

std::string index_of(const std::string& map) { return R"({"metadata":{"total_size":8},"weight_map":{)" + map + "}}"; }

/// A folder with tensor a in one shard and b in another.
void write_shards(const TempFolder& folder) {
  folder.write("s1.safetensors", one_tensor("a", 1.0F));
  folder.write("s2.safetensors", one_tensor("b", 2.0F));
  folder.write(kIndex, index_of(R"("b":"s2.safetensors","a":"s1.safetensors")"));
}

float first_value(const WeightSource& weights, std::string_view name) {
  const TensorView* tensor = weights.find(name);
  float value = 0;
  if (tensor != nullptr) dequantize(tensor->dtype, tensor->data.data(), 1, &value);
  return value;
}

TEST(HfFolder, AWholeCheckpointHasItsTensorsAndConfig) {
  const TempFolder folder;
  folder.write("model.safetensors", one_tensor("a", 3.0F));
  folder.write("config.json", R"({"model_type":"llama","rope_theta":1e4})");
  const auto weights = open_weights(folder.path());
  EXPECT_EQ(weights->format(), "safetensors");
  EXPECT_EQ(first_value(*weights, "a"), 3.0F);
  EXPECT_EQ(weights->find("b"), nullptr);
  EXPECT_EQ(weights->metadata().find("model_type")->as_string(), "llama");
  ASSERT_EQ(weights->files().size(), 2U);
  EXPECT_THAT(weights->files()[1], HasSubstr("config.json"));
}

TEST(HfFolder, AFileAloneTakesTheConfigBesideIt) {
  const TempFolder folder;
  const std::string file = folder.write("other.safetensors", one_tensor("a", 3.0F));
  EXPECT_EQ(open_weights(file)->metadata().size(), 0U);
  folder.write("config.json", R"({"model_type":"llama"})");
  EXPECT_EQ(open_weights(file)->metadata().size(), 1U);
}

TEST(HfFolder, ShardsAreOneCheckpoint) {
  const TempFolder folder;
  write_shards(folder);
  const auto weights = open_weights(folder.path());
  EXPECT_EQ(weights->tensors().size(), 2U);
  EXPECT_EQ(first_value(*weights, "a"), 1.0F);
  EXPECT_EQ(first_value(*weights, "b"), 2.0F);
  EXPECT_EQ(weights->files().size(), 3U);
}

TEST(HfFolder, LinksOfACacheAreFollowed) {
  const TempFolder blobs;
  const TempFolder folder;
  std::filesystem::create_symlink(blobs.write("0a1b", one_tensor("a", 5.0F)), folder.path() + "/s1.safetensors");
  folder.write(kIndex, index_of(R"("a":"s1.safetensors")"));
  EXPECT_EQ(first_value(*open_weights(folder.path()), "a"), 5.0F);
}

TEST(HfFolder, NamesThatLeaveTheFolderAreRefused) {
  const TempFolder outer;
  outer.write("secret.safetensors", one_tensor("a", 1.0F));
  for (const std::string name :
       {"../secret.safetensors", "/etc/passwd", "..", ".", "", "sub/s1.safetensors", "a\\\\b"}) {
    outer.write("inner/model.safetensors.index.json", index_of("\"a\":\"" + name + "\""));
    EXPECT_THAT(refusal(outer.path() + "/inner"),
                AllOf(HasSubstr("tensor 'a': its file is '"), HasSubstr("expected the plain name")));
  }
}

TEST(HfFolder, AnIndexThatDoesNotMatchItsShardsIsRefused) {
  const TempFolder folder;
  write_shards(folder);
  folder.write(kIndex, index_of(R"("a":"s1.safetensors","b":"s3.safetensors")"));
  EXPECT_THAT(refusal(folder.path()),
              AllOf(HasSubstr("s3.safetensors: no such file"), HasSubstr("lists it as a shard")));
  folder.write(kIndex, index_of(R"("a":"s1.safetensors","b":"s1.safetensors")"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("s1.safetensors: tensor 'b': is not in this shard"));
  folder.write(kIndex, index_of(R"("a":"s2.safetensors","b":"s1.safetensors")"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("tensor 'a': is not in this shard"));
  write_shards(folder);
  folder.write("s2.safetensors", SafetensorsWriter().add_floats("a", {1}, {9.0F}).add_floats("b", {1}, {2.0F}).build());
  EXPECT_THAT(refusal(folder.path()),
              HasSubstr("tensor 'a': is also in 's1.safetensors', expected each tensor in one shard"));
}

TEST(HfFolder, BrokenJsonIsARuntimeErrorOfTheCheckpoint) {
  const TempFolder folder;
  write_shards(folder);
  folder.write("config.json", "{\"a\":");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("config.json"));
  folder.write("config.json", "[1]");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("config.json: holds a list, expected an object"));
  folder.write("config.json", "{}");
  folder.write(kIndex, "{}");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("has no 'weight_map'"));
  folder.write(kIndex, index_of("\"a\":7"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("tensor 'a': its file is a integer, expected a file name"));
}

TEST(HfFolder, AFolderWithoutSafetensorsIsRefusedWithWhatToDo) {
  const TempFolder folder;
  EXPECT_THAT(
      refusal(folder.path()),
      HasSubstr("holds neither model.safetensors nor model.safetensors.index.json; expected a HuggingFace folder"));
  folder.write("pytorch_model.bin", "x");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("convert it to safetensors"));
  std::filesystem::create_symlink("gone", folder.path() + "/model.safetensors");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("model.safetensors: no such file"));
}

}  // namespace
}  // namespace assay::local
