#include "harness/text/unicode.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "harness/text/utf8.h"
#include "tests/support/shared.h"

namespace assay::text {
namespace {

TEST(Unicode, CaseSpaceAndCategoriesAreThoseOfPython) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/text/text.json")), "text.json");
  ASSERT_GE(golden.find("texts")->size(), 30u);
  for (const Value& one : golden.find("texts")->as_array()) {
    const std::string& text = one.find("text")->as_string();
    EXPECT_EQ(to_lower(text), one.find("lower")->as_string()) << text;
    EXPECT_EQ(to_upper(text), one.find("upper")->as_string()) << text;
    EXPECT_EQ(to_title(text), one.find("title")->as_string()) << text;
    EXPECT_EQ(capitalize(text), one.find("capitalize")->as_string()) << text;
    EXPECT_EQ(strip(text), one.find("strip")->as_string()) << text;
    EXPECT_EQ(lstrip(text), one.find("lstrip")->as_string()) << text;
    EXPECT_EQ(rstrip(text), one.find("rstrip")->as_string()) << text;
    Value words = Value::array();
    for (const std::string& word : split_white_space(text)) words.push_back(word);
    EXPECT_EQ(json::dump(words), json::dump(*one.find("split"))) << text;
    const std::u32string letters = decode_utf8(text);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const char32_t c = letters[i];
      const std::string& category = one.find("category")->as_array()[i].as_string();
      SCOPED_TRACE("U+" + std::to_string(static_cast<unsigned>(c)) + " in " + text);
      EXPECT_EQ(is_space(c), one.find("isspace")->as_array()[i].as_bool());
      EXPECT_EQ(is_upper(c), one.find("isupper")->as_array()[i].as_bool());
      EXPECT_EQ(is_lower(c), one.find("islower")->as_array()[i].as_bool());
      EXPECT_EQ(is_letter(c), category[0] == 'L');
      EXPECT_EQ(is_number(c), category[0] == 'N');
      EXPECT_EQ(is_decimal_digit(c), category == "Nd");
      EXPECT_EQ(is_punctuation(c), category[0] == 'P');
      EXPECT_EQ(is_symbol(c), category[0] == 'S');
      EXPECT_EQ(is_mark(c), category[0] == 'M');
      EXPECT_EQ(is_control(c), category[0] == 'C' && category != "Cn");
    }
  }
}

TEST(Unicode, WhiteSpaceOfRegularExpressionsLeavesOutTheSeparatorsOfAscii) {
  EXPECT_TRUE(is_space(0x1C));
  EXPECT_FALSE(is_white_space(0x1C));
  EXPECT_TRUE(is_white_space(0x85));
  EXPECT_FALSE(is_white_space(0x180E));
}

TEST(Unicode, InvalidBytesAreNoSpaceAndAreNotCutApart) {
  EXPECT_EQ(strip(" \xFF\x80 "), "\xFF\x80");
  EXPECT_EQ(rstrip("a\xE3\x80 "), "a\xE3\x80");
  EXPECT_FALSE(is_letter(0x110000));
}

}  // namespace
}  // namespace assay::text
