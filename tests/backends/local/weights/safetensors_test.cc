#include "backends/local/weights/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "harness/core/error.h"
#include "harness/core/random.h"
#include "tests/support/gguf_writer.h"
#include "tests/support/safetensors_writer.h"

namespace assay::local {
namespace {

using test::bytes_of;
using test::safetensors_file;
using test::SafetensorsWriter;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<TensorView> parse(const std::string& file) {
  return parse_safetensors(std::as_bytes(std::span(file)), "toy.safetensors");
}

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
std::string refusal(const std::string& header, const std::string& data) {
  return refusal(safetensors_file(header, data));
}

/// The header of one tensor 'x' and four bytes of data.
std::string refusal_of_x(const std::string& members) { return refusal("{\"x\":{" + members + "}}", "abcd"); }

SafetensorsWriter small_file() {
  SafetensorsWriter writer;
  writer.set_metadata("format", "pt")
      .add_floats("norm.weight", {3}, {1.0F, 2.0F, 3.0F})
      .add_tensor("mask", DType::kBool, {2, 2}, std::string("\1\0\0\1", 4))
      .add_tensor("half", DType::kBf16, {2, 1}, std::string("\x80\x3F\x00\x40", 4));
  return writer;
}

TEST(Safetensors, TensorsHaveNameTypeShapeAndBytes) {
  const std::string file = small_file().build();
  const std::vector<TensorView> tensors = parse(file);
  ASSERT_EQ(tensors.size(), 3U);
  EXPECT_EQ(tensors[0].name, "norm.weight");
  float values[3];
  ASSERT_EQ(tensors[0].data.size(), sizeof values);
  std::memcpy(values, tensors[0].data.data(), sizeof values);
  EXPECT_THAT(values, ElementsAre(1.0F, 2.0F, 3.0F));
  EXPECT_EQ(tensors[1].dtype, DType::kBool);
  EXPECT_THAT(tensors[1].shape, ElementsAre(2, 2));
  EXPECT_EQ(tensors[2].dtype, DType::kBf16);
  EXPECT_EQ(tensors[2].data.size(), 4U);
}

TEST(Safetensors, EveryTypeOfTheFormatThatHasOneHereIsRead) {
  SafetensorsWriter writer;
  for (const DType dtype : {DType::kF32, DType::kF16, DType::kBf16, DType::kF64, DType::kI64, DType::kI32, DType::kI16,
                            DType::kI8, DType::kU8, DType::kBool}) {
    writer.add_tensor(name_of(dtype), dtype, {2}, std::string(2 * block_bytes(dtype), '\1'));
  }
  const std::string file = writer.build();
  const std::vector<TensorView> tensors = parse(file);
  ASSERT_EQ(tensors.size(), 10U);
  for (const TensorView& tensor : tensors) EXPECT_EQ(tensor.name, name_of(tensor.dtype));
}

TEST(Safetensors, ScalarsAndEmptyTensorsAreTensors) {
  SafetensorsWriter writer;
  writer.add_floats("scalar", {}, {4.0F}).add_floats("nothing", {5, 0}, {});
  const std::string file = writer.build();
  const std::vector<TensorView> tensors = parse(file);
  ASSERT_EQ(tensors.size(), 2U);
  EXPECT_THAT(tensors[0].shape, IsEmpty());
  EXPECT_EQ(tensors[0].data.size(), 4U);
  EXPECT_EQ(tensors[1].num_values(), 0);
  EXPECT_EQ(refusal("{}", ""), "accepted");
}

TEST(Safetensors, TensorsMayBeListedInAnotherOrderThanTheirData) {
  const std::string file = safetensors_file(
      R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}, "a" : {"data_offsets":[0,1],"shape":[1],"dtype":"U8"}} )",
      "xy");
  const std::vector<TensorView> tensors = parse(file);
  ASSERT_EQ(tensors.size(), 2U);
  EXPECT_EQ(tensors[0].name, "a");
  EXPECT_EQ(static_cast<char>(tensors[1].data[0]), 'y');
}

TEST(Safetensors, NamesMayHoldEscapes) {
  const std::string file =
      safetensors_file(R"({"a\"\\\/\n\u00fc\u20AC\ud83d\ude00":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "x");
  EXPECT_EQ(parse(file)[0].name, "a\"\\/\n\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST(Safetensors, ALengthPastTheFileIsRefused) {
  EXPECT_THAT(refusal(std::string("abc")),
              HasSubstr("toy.safetensors: truncated: the length of the header at byte 0 needs 8 bytes, but 3"));
  EXPECT_THAT(refusal(bytes_of(std::uint64_t{50}) + "{}"),
              HasSubstr("its header claims 50 bytes, but 2 are left in the file of 10"));
  EXPECT_THAT(refusal(bytes_of(~std::uint64_t{0}) + "{}"),
              HasSubstr("its header claims 18446744073709551615 bytes, expected at most 100000000"));
}

TEST(Safetensors, AHeaderThatIsNotItsJsonIsRefusedWithTheByte) {
  EXPECT_THAT(refusal("", ""), HasSubstr("byte 0 of the header is the header's end, expected '{'"));
  EXPECT_THAT(refusal("[]", ""), HasSubstr("byte 0 of the header is '[', expected '{'"));
  EXPECT_THAT(refusal("{} x", ""), HasSubstr("byte 3 of the header is 'x', expected the end"));
  EXPECT_THAT(refusal("{\"a", ""), HasSubstr("the header's end, expected '\"' at the end of a string"));
  EXPECT_THAT(refusal("{\"a\n\":", ""), HasSubstr("byte 3 of the header is '\\x0A', expected no control character"));
  EXPECT_THAT(refusal("{\"\\q\":", ""), HasSubstr("is 'q', expected one of"));
  EXPECT_THAT(refusal("{\"\\u12g4\":", ""), HasSubstr("is 'g', expected four hexadecimal digits"));
  EXPECT_THAT(refusal("{\"\\ud800x\":", ""), HasSubstr("expected a pair of surrogates"));
  EXPECT_THAT(refusal("{\"x\":3}", ""), HasSubstr("tensor 'x': byte 5 of the header is '3', expected '{'"));
  EXPECT_THAT(refusal("{\"__metadata__\":{\"a\":1}}", ""),
              HasSubstr("__metadata__: byte 21 of the header is '1', expected a string as the value of 'a'"));
  EXPECT_THAT(refusal("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", ""),
              HasSubstr("__metadata__: key 'a' appears twice"));
}

TEST(Safetensors, ATensorThatLacksAMemberOrHasAnotherIsRefused) {
  EXPECT_THAT(refusal_of_x(R"("shape":[1],"data_offsets":[0,4])"), HasSubstr("tensor 'x': has no 'dtype'"));
  EXPECT_THAT(refusal_of_x(R"("dtype":"F32","data_offsets":[0,4])"), HasSubstr("tensor 'x': has no 'shape'"));
  EXPECT_THAT(refusal_of_x(R"("dtype":"F32","shape":[1])"), HasSubstr("tensor 'x': has no 'data_offsets'"));
  EXPECT_THAT(refusal_of_x(R"("dtype":"F32","size":[1])"),
              HasSubstr("tensor 'x': has the key 'size', expected 'dtype'"));
  EXPECT_THAT(refusal_of_x(R"("dtype":"F32","dtype":"I32")"), HasSubstr("tensor 'x': its key 'dtype' appears twice"));
  EXPECT_THAT(
      refusal_of_x(R"("dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4])"),
      AllOf(HasSubstr("tensor 'x': has the dtype 'F8_E4M3', which is not supported"), HasSubstr("F32, F16, BF16")));
  EXPECT_THAT(
      refusal(
          R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0078":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
          "a"),
      HasSubstr("'x' appears twice, expected each name once"));
}

TEST(Safetensors, BrokenShapesAndOffsetsAreRefusedWithTheTensor) {
  const auto x = [](const std::string& shape, const std::string& offsets) {
    return refusal_of_x(R"("dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets);
  };
  EXPECT_EQ(x("[1]", "[0,4]"), "accepted");
  EXPECT_THAT(x("[-1]", "[0,4]"), HasSubstr("is '-', expected an integer that is not negative"));
  EXPECT_THAT(x("[1.0]", "[0,4]"), HasSubstr("is '.', expected an integer"));
  EXPECT_THAT(x("[1e3]", "[0,4]"), HasSubstr("is 'e', expected an integer"));
  EXPECT_THAT(x("[9223372036854775808]", "[0,4]"), HasSubstr("is too large, expected at most 2^63-1"));
  EXPECT_THAT(x("[99999999999999999999999]", "[0,4]"), HasSubstr("is too large"));
  EXPECT_THAT(x("[9223372036854775807]", "[0,4]"),
              HasSubstr("tensor 'x': its shape [9223372036854775807] has more values"));
  EXPECT_THAT(x("[4294967296,4294967296,0]", "[0,0]"), HasSubstr("has more values"));
  EXPECT_THAT(x("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[0,4]"), HasSubstr("more than 16 numbers"));
  EXPECT_THAT(x("[2]", "[0,4]"),
              HasSubstr("tensor 'x': its data_offsets [0, 4] span 4 bytes, expected 8 for shape [2] of F32"));
  EXPECT_THAT(x("[1]", "[4,0]"), HasSubstr("tensor 'x': its data_offsets [4, 0] are not inside the file's 4 bytes"));
  EXPECT_THAT(x("[1]", "[4,8]"), HasSubstr("tensor 'x': its data_offsets [4, 8] are not inside"));
  EXPECT_THAT(x("[1]", "[0,4,8]"), HasSubstr("more than 2 numbers"));
  EXPECT_THAT(x("[1]", "[0]"), HasSubstr("'data_offsets' has 1 numbers, expected begin and end"));
  EXPECT_THAT(x("[1]", "[]"), HasSubstr("'data_offsets' has 0 numbers"));
}

TEST(Safetensors, OverlapsAndHolesAreRefused) {
  const auto two = [](const std::string& a, const std::string& b) {
    const std::string head = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":)";
    return refusal(head + a + R"(},"b":{"dtype":"U8","shape":[2],"data_offsets":)" + b + "}}", "wxyz");
  };
  EXPECT_EQ(two("[0,2]", "[2,4]"), "accepted");
  EXPECT_THAT(two("[0,2]", "[1,3]"),
              HasSubstr("tensor 'b': its data begin at 1 and overlap those of tensor 'a', which end at 2"));
  EXPECT_THAT(two("[2,4]", "[2,4]"), HasSubstr("tensor 'a': its data begin at 2, which leaves a hole: expected 0"));
  EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "wxyz"),
              HasSubstr("2 bytes of data are in no tensor: the tensors end at 2, expected 4"));
}

/// Whether a file is accepted; whatever it is, it must end in tensors inside the file or in an Error.
bool survives(const std::string& file) {
  try {
    const auto* begin = reinterpret_cast<const std::byte*>(file.data());
    for (const TensorView& tensor : parse(file)) {
      EXPECT_GE(tensor.data.data(), begin);
      EXPECT_LE(tensor.data.data() + tensor.data.size(), begin + file.size());
      EXPECT_EQ(tensor.data.size(), static_cast<std::size_t>(tensor.num_values()) * block_bytes(tensor.dtype));
    }
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    EXPECT_THAT(error.message(), StartsWith("toy.safetensors: "));
    return false;
  }
}

TEST(Safetensors, EveryTruncationIsRefused) {
  const std::string file = small_file().build();
  for (std::size_t length = 0; length < file.size(); ++length)
    EXPECT_FALSE(survives(std::string(file, 0, length))) << length;
  EXPECT_TRUE(survives(file));
}

TEST(Safetensors, RandomDamageNeverDoesMoreThanAnError) {
  const std::string file = small_file().build();
  RandomStream random(stream_seed(1, "damage", "safetensors", 0));
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = file;
    const std::uint64_t flips = 1 + random.below(round % 2 == 0 ? 1 : 6);
    for (std::uint64_t i = 0; i < flips; ++i) {
      damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
    }
    accepted += survives(damaged) ? 1 : 0;
  }
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 19000);
}

}  // namespace
}  // namespace assay::local
