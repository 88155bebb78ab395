#include "backends/local/weights/gguf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include "harness/core/error.h"
#include "harness/core/random.h"
#include "tests/support/gguf_writer.h"

namespace assay::local {
namespace {

using test::bytes_of;
using test::gguf_string;
using test::GgufWriter;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::uint32_t kUint8 = 0, kInt8 = 1, kUint16 = 2, kInt16 = 3, kFloat32 = 6, kBool = 7, kString = 8,
                        kArray = 9, kUint64 = 10, kFloat64 = 12;

GgufContent parse(const std::string& file) { return parse_gguf(std::as_bytes(std::span(file)), "toy.gguf"); }

/// The message with which a file is refused, or "accepted".
std::string refusal(const std::string& file) {
  try {
    parse(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    return error.message();
  }
  return "accepted";
}
std::string refusal(const GgufWriter& writer) { return refusal(writer.build()); }

GgufWriter small_file(std::uint32_t version = 3) {
  GgufWriter writer(version);
  writer.set_string("general.architecture", "llama")
      .set_uint32("llama.block_count", 2)
      .set_strings("tokenizer.ggml.tokens", {"a", "", "ccc"})
      .set_floats("tokenizer.ggml.scores", {0.5F, -1.0F, 2.0F})
      .add_floats("norm.weight", {3}, {1.0F, 2.0F, 3.0F})
      .add_tensor("wide.weight", DType::kQ8_0, {2, 32}, std::string(68, '\1'));
  return writer;
}

std::string list_of(std::uint32_t type, std::uint64_t count, const std::string& bytes) {
  return bytes_of(type) + bytes_of(count) + bytes;
}

TEST(Gguf, TensorsHaveTheirBytesAndTheOutermostExtentFirst) {
  const std::string file = small_file().build();
  const GgufContent content = parse(file);
  ASSERT_EQ(content.tensors.size(), 2U);
  EXPECT_EQ(content.tensors[0].name, "norm.weight");
  EXPECT_EQ(content.tensors[0].dtype, DType::kF32);
  EXPECT_THAT(content.tensors[0].shape, ElementsAre(3));
  float values[3];
  ASSERT_EQ(content.tensors[0].data.size(), sizeof values);
  std::memcpy(values, content.tensors[0].data.data(), sizeof values);
  EXPECT_THAT(values, ElementsAre(1.0F, 2.0F, 3.0F));
  EXPECT_THAT(content.tensors[1].shape, ElementsAre(2, 32));
  EXPECT_EQ(content.tensors[1].data.size(), 68U);
}

TEST(Gguf, VersionTwoIsReadAsVersionThree) {
  const std::string file = small_file(2).build();
  EXPECT_EQ(parse(file).metadata, parse(small_file(3).build()).metadata);
}

TEST(Gguf, EveryMetadataTypeKeepsItsValue) {
  GgufWriter writer;
  writer.set_raw("u8", kUint8, "\xFF")
      .set_raw("i8", kInt8, "\xFF")
      .set_raw("u16", kUint16, "\xFE\xFF")
      .set_raw("i16", kInt16, "\xFE\xFF")
      .set_uint32("u32", 4000000000U)
      .set_int32("i32", -5)
      .set_float("f32", 0.25F)
      .set_bool("yes", true)
      .set_string("text", "gr\xC3\xBC\xC3\x9F")
      .set_uint64("u64", 1ULL << 62)
      .set_uint64("huge", 1ULL << 63)
      .set_int64("i64", -(1LL << 40))
      .set_raw("f64", kFloat64, bytes_of(0.1))
      .set_bools("flags", {true, false})
      .set_ints("ints", {7, -7})
      .set_raw("empty", kArray, list_of(kFloat32, 0, ""));
  const Value metadata = parse(writer.build()).metadata;
  const auto at = [&](const char* key) -> const Value& { return *metadata.find(key); };
  EXPECT_EQ(at("u8"), Value(255));
  EXPECT_EQ(at("i8"), Value(-1));
  EXPECT_EQ(at("u16"), Value(65534));
  EXPECT_EQ(at("i16"), Value(-2));
  EXPECT_EQ(at("u32").as_int(), 4000000000);
  EXPECT_EQ(at("i32"), Value(-5));
  EXPECT_EQ(at("f32"), Value(0.25));
  EXPECT_TRUE(at("yes").as_bool());
  EXPECT_EQ(at("text").as_string(), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(at("u64").as_int(), std::int64_t{1} << 62);
  EXPECT_EQ(at("huge").as_double(), 0x1p63);
  EXPECT_EQ(at("i64").as_int(), -(std::int64_t{1} << 40));
  EXPECT_EQ(at("f64").as_double(), 0.1);
  EXPECT_EQ(at("flags"), Value(Value::Array{Value(true), Value(false)}));
  EXPECT_EQ(at("ints"), Value(Value::Array{Value(7), Value(-7)}));
  EXPECT_EQ(at("empty"), Value::array());
}

TEST(Gguf, ListsOfListsAreRead) {
  const std::string inner = list_of(kUint8, 2, "\x01\x02");
  const Value metadata =
      parse(GgufWriter().set_raw("nested", kArray, list_of(kArray, 2, inner + inner)).build()).metadata;
  const Value row(Value::Array{Value(1), Value(2)});
  EXPECT_EQ(*metadata.find("nested"), Value(Value::Array{row, row}));
}

TEST(Gguf, TheAlignmentMovesTheData) {
  GgufWriter writer(3, 128);
  writer.set_uint32("general.alignment", 128).add_floats("a", {1}, {1.5F}).add_floats("b", {1}, {2.5F});
  const std::string file = writer.build();
  const GgufContent content = parse(file);
  const auto* start = reinterpret_cast<const std::byte*>(file.data());
  EXPECT_EQ((content.tensors[0].data.data() - start) % 128, 0);
  EXPECT_EQ(content.tensors[1].data.data() - content.tensors[0].data.data(), 128);
  float value;
  std::memcpy(&value, content.tensors[1].data.data(), sizeof value);
  EXPECT_EQ(value, 2.5F);
}

TEST(Gguf, AFileOfKeysAloneNeedsNoData) {
  EXPECT_TRUE(parse(GgufWriter().set_bool("x", true).build()).tensors.empty());
}

TEST(Gguf, OtherFilesAndVersionsAreRefusedByName) {
  EXPECT_THAT(refusal(std::string("PK\x03\x04 and so on")),
              AllOf(StartsWith("toy.gguf: "), HasSubstr("is not a GGUF file"), HasSubstr("0x04034B50")));
  EXPECT_THAT(refusal(GgufWriter(1)), HasSubstr("has GGUF version 1; expected 2 or 3"));
  EXPECT_THAT(refusal(GgufWriter(4)), HasSubstr("has GGUF version 4; expected 2 or 3"));
  EXPECT_THAT(refusal(GgufWriter(0x03000000)), HasSubstr("big-endian"));
}

TEST(Gguf, ImpossibleCountsAreRefusedBeforeAnythingIsReserved) {
  EXPECT_THAT(refusal(small_file().override_num_tensors(1ULL << 60)),
              HasSubstr("1152921504606846976 tensors need at least 32 bytes each"));
  EXPECT_THAT(refusal(small_file().override_num_keys(~0ULL)),
              HasSubstr("18446744073709551615 keys need at least 13 bytes each"));
  EXPECT_THAT(
      refusal(GgufWriter().set_raw("k", kArray, list_of(kString, 1ULL << 61, ""))),
      HasSubstr("toy.gguf: key 'k': 2305843009213693952 elements need at least 8 bytes each, but 0 bytes are left"));
  EXPECT_THAT(refusal(GgufWriter().set_raw("k", kString, bytes_of(~0ULL))),
              HasSubstr("key 'k': truncated: its string at byte 45 needs 18446744073709551615 bytes, but 0 are left"));
  const std::string wide = list_of(kUint8, (1U << 23) + 1, std::string((1U << 23) + 1, '\0'));
  EXPECT_THAT(refusal(GgufWriter().set_raw("k", kArray, wide)),
              HasSubstr("8388609 elements, expected at most 8388608"));
}

TEST(Gguf, BrokenMetadataIsRefusedWithTheKey) {
  EXPECT_THAT(refusal(GgufWriter().set_bool("k", true).set_bool("k", true)), HasSubstr("key 'k': appears twice"));
  EXPECT_THAT(refusal(GgufWriter().set_raw("k", 13, "")), HasSubstr("key 'k': has value type 13, expected 0..12"));
  EXPECT_THAT(refusal(GgufWriter().set_raw("k", kArray, list_of(99, 1, "x"))),
              HasSubstr("key 'k': has elements of type 99"));
  EXPECT_THAT(refusal(GgufWriter().set_raw("k", kBool, "\x02")),
              HasSubstr("key 'k': has the boolean 2, expected 0 or 1"));
  EXPECT_THAT(refusal(GgufWriter().set_bool(std::string(65536, 'k'), true)),
              HasSubstr("its name has 65536 bytes, expected at most 65535"));
  EXPECT_THAT(refusal(GgufWriter().set_raw("\x01\xFFk", 77, "")), HasSubstr("key '\\x01\\xFFk'"));
  std::string nested = list_of(kUint8, 0, "");
  for (int depth = 0; depth < 8; ++depth) nested = list_of(kArray, 1, nested);
  EXPECT_THAT(refusal(GgufWriter().set_raw("k", kArray, nested)),
              HasSubstr("key 'k': has lists nested more than 8 deep"));
}

TEST(Gguf, AnAlignmentThatIsNoPowerOfTwoIsRefused) {
  const auto expected = HasSubstr("key 'general.alignment': is");
  for (const std::uint32_t alignment : {0U, 3U, 33U, 0xFFFFFFFFU}) {
    EXPECT_THAT(refusal(GgufWriter().set_uint32("general.alignment", alignment)),
                AllOf(expected, HasSubstr("power of two")));
  }
  EXPECT_THAT(refusal(GgufWriter().set_int32("general.alignment", -32)), HasSubstr("is -32, expected a power of two"));
  EXPECT_THAT(refusal(GgufWriter().set_float("general.alignment", std::nanf(""))),
              HasSubstr("is a number, expected an integer"));
  EXPECT_THAT(refusal(GgufWriter().set_string("general.alignment", "32")),
              HasSubstr("is a string, expected an integer"));
  EXPECT_THAT(refusal(GgufWriter().set_uint64("general.alignment", 1ULL << 63)), HasSubstr("expected an integer"));
}

TEST(Gguf, APartOfASplitCheckpointIsRefused) {
  GgufWriter writer;
  writer.set_raw("split.no", kUint16, bytes_of<std::uint16_t>(1))
      .set_raw("split.count", kUint16, bytes_of<std::uint16_t>(3));
  EXPECT_THAT(refusal(writer), HasSubstr("is part 1 of a GGUF checkpoint split into 3 files"));
  EXPECT_EQ(refusal(GgufWriter().set_raw("split.count", kUint16, bytes_of<std::uint16_t>(1))), "accepted");
}

TEST(Gguf, UnsupportedTypesAreRefusedWithTheTensorAndTheChoice) {
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("blk.0.x", 10, {256}, std::string(84, '\0'))),
              AllOf(HasSubstr("toy.gguf: tensor 'blk.0.x': has the ggml type 10 (Q2_K), which is not supported"),
                    HasSubstr("expected one of F32, F16, Q4_0, Q4_1, Q5_0")));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 4, {32}, "")), HasSubstr("ggml type 4 (unknown)"));
}

TEST(Gguf, BrokenShapesAreRefusedWithTheTensor) {
  const std::string data(64, '\0');
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 0, {}, data)),
              HasSubstr("tensor 'x': has 0 dimensions, expected 1 to 4"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 0, {1, 1, 1, 1, 1}, data)),
              HasSubstr("tensor 'x': has 5 dimensions"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 0, {4, 0}, data)),
              HasSubstr("tensor 'x': dimension 1 is 0, expected 1 to 2^63-1"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 0, {~0ULL}, data)),
              HasSubstr("dimension 0 is 18446744073709551615"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 0, {1ULL << 32, 1ULL << 31}, data)),
              HasSubstr("tensor 'x': its shape [2147483648, 4294967296] has more values"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 0, {1ULL << 62}, data)),
              HasSubstr("tensor 'x': its shape [4611686018427387904]"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 2, {48}, data)),
              HasSubstr("tensor 'x': has rows of 48 values, expected a multiple of the 32 values in a block of Q4_0"));
  EXPECT_THAT(refusal(GgufWriter().add_raw_tensor("x", 12, {32}, data)),
              HasSubstr("multiple of the 256 values in a block of Q4_K"));
  EXPECT_THAT(refusal(GgufWriter().add_floats("x", {1}, {1.0F}).add_floats("x", {1}, {1.0F})),
              HasSubstr("tensor 'x': appears twice"));
}

TEST(Gguf, DataOutsideTheFileOrOverEachOtherAreRefused) {
  EXPECT_THAT(refusal(small_file().override_last_offset(7)),
              HasSubstr("tensor 'wide.weight': its offset 7 is not a multiple of the alignment 32"));
  EXPECT_THAT(refusal(small_file().override_last_offset(96)),
              HasSubstr("tensor 'wide.weight': its 68 bytes at offset 96 end outside the file"));
  EXPECT_THAT(refusal(small_file().override_last_offset(~31ULL)),
              HasSubstr("at offset 18446744073709551584 end outside the file"));
  EXPECT_THAT(refusal(small_file().override_last_offset(0)), HasSubstr("overlap those of tensor"));
}

// Reads what was accepted: with a sanitiser, a view outside the file shows here.
void touch(const GgufContent& content, const std::string& file) {
  const auto* begin = reinterpret_cast<const std::byte*>(file.data());
  for (const TensorView& tensor : content.tensors) {
    ASSERT_GE(tensor.data.data(), begin);
    ASSERT_LE(tensor.data.data() + tensor.data.size(), begin + file.size());
    const auto blocks = static_cast<std::size_t>(tensor.num_values()) / block_values(tensor.dtype);
    ASSERT_EQ(tensor.data.size(), blocks * block_bytes(tensor.dtype));
  }
}

/// Whether a file is accepted; whatever it is, it must end in tensors inside the file or in an Error.
bool survives(const std::string& file) {
  try {
    touch(parse(file), file);
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    EXPECT_THAT(error.message(), StartsWith("toy.gguf: "));
    return false;
  }
}

TEST(Gguf, EveryTruncationIsRefused) {
  const std::string file = small_file().build();
  const std::size_t padding = 96 - 68;  // after the last tensor: nobody misses it
  for (std::size_t length = 0; length < file.size(); ++length) {
    // A copy of exactly that size, so that a sanitiser sees a read past its end.
    EXPECT_EQ(survives(std::string(file, 0, length)), length >= file.size() - padding) << length;
  }
}

TEST(Gguf, RandomDamageNeverDoesMoreThanAnError) {
  const std::string file = small_file().build();
  const std::size_t header = file.size() - 128;
  RandomStream random(stream_seed(1, "damage", "gguf", 0));
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = file;
    const std::uint64_t flips = 1 + random.below(round % 2 == 0 ? 1 : 6);
    for (std::uint64_t i = 0; i < flips; ++i) {
      damaged[random.below(header)] = static_cast<char>(random.below(4) == 0 ? 0xFF : random.below(256));
    }
    accepted += survives(damaged) ? 1 : 0;
  }
  EXPECT_GT(accepted, 100);    // a letter of a name may change
  EXPECT_LT(accepted, 19000);  // but most of a header matters
}

}  // namespace
}  // namespace assay::local
