#include "harness/text/normalize.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::text {
namespace {

TEST(Normalize, FormsAreThoseOfPython) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/text/text.json")), "text.json");
  for (const Value& one : golden.find("texts")->as_array()) {
    const std::string& text = one.find("text")->as_string();
    EXPECT_EQ(normalize(text, NormalForm::kNfc), one.find("NFC")->as_string()) << text;
    EXPECT_EQ(normalize(text, NormalForm::kNfd), one.find("NFD")->as_string()) << text;
    EXPECT_EQ(normalize(text, NormalForm::kNfkc), one.find("NFKC")->as_string()) << text;
    EXPECT_EQ(normalize(text, NormalForm::kNfkd), one.find("NFKD")->as_string()) << text;
  }
}

TEST(Normalize, InvalidBytesBecomeReplacements) {
  EXPECT_EQ(normalize("e\xCC\x81\xFF", NormalForm::kNfc), "\xC3\xA9\xEF\xBF\xBD");
}

TEST(Normalize, ZeroBytesAreKept) {
  const std::string text("a\0e\xCC\x81", 5);
  EXPECT_EQ(normalize(text, NormalForm::kNfc), std::string("a\0\xC3\xA9", 4));
}

}  // namespace
}  // namespace assay::text
