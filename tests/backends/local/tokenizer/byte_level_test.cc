#include "backends/local/tokenizer/byte_level.h"

#include <gtest/gtest.h>

namespace assay::local {
namespace {

TEST(ByteLevel, PrintableBytesStandForThemselves) {
  EXPECT_EQ(to_byte_level("A~"), "A~");
  EXPECT_EQ(to_byte_level(" \n"), "\xC4\xA0\xC4\x8A");       // U+0120, U+010A
  EXPECT_EQ(to_byte_level("\xAD\x7F"), "\xC5\x83\xC4\xA1");  // U+0143, U+0121
}

TEST(ByteLevel, EveryByteComesBack) {
  std::string all;
  for (int b = 0; b < 256; ++b) all += static_cast<char>(b);
  EXPECT_EQ(from_byte_level(to_byte_level(all)), all);
}

TEST(ByteLevel, ACharacterThatStandsForNoByteGivesNothing) {
  EXPECT_EQ(from_byte_level("a b"), std::nullopt);
  EXPECT_EQ(from_byte_level("\xE2\x96\x81"), std::nullopt);
}

}  // namespace
}  // namespace assay::local
