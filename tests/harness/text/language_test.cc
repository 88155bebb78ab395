#include "harness/text/language.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::text {
namespace {

TEST(Language, IsToldInEveryLanguageThatIfevalAsksFor) {
  const std::string path = test::test_data("golden/ifeval/language_texts.json");
  const Value texts = json::parse(test::read_file(path), path);
  EXPECT_EQ(texts.size(), 30U);
  for (const auto& [code, sentences] : texts.as_object())
    for (const Value& sentence : sentences.as_array()) EXPECT_EQ(detect_language(sentence.as_string()), code);
}

TEST(Language, IsToldByTheLettersOnly) {
  EXPECT_EQ(detect_language(""), std::nullopt);
  EXPECT_EQ(detect_language("\u12a0\u121b\u122d\u129b"), std::nullopt);
  EXPECT_EQ(detect_language("123 ... \xF0\x9F\x98\x80"), std::nullopt);
  EXPECT_EQ(detect_language("https://example.org/the/lamp keeper@example.org"), std::nullopt);
  EXPECT_EQ(detect_language("**The keeper lit the lamp** <b>and went to bed</b>"), "en");
}

TEST(Language, OfMostLettersCounts) {
  EXPECT_EQ(detect_language("THE KEEPER LIT THE LAMP AND WENT TO BED."), "en");
  EXPECT_EQ(detect_language("OK: \u041d\u0435 "
                            "\u0437\u0430\u0431\u0443\u0434\u044c \u0437\u0430\u043a\u0440\u044b\u0442\u044c "
                            "\u043e\u043a\u043d\u043e, \u043f\u0440\u0435\u0436\u0434\u0435 \u0447\u0435\u043c "
                            "\u0432\u044b\u0439\u0442\u0438 \u0438\u0437 \u0434\u043e\u043c\u0430."),
            "ru");
}

TEST(Language, InvalidBytesAreNoHindrance) {
  EXPECT_EQ(detect_language("The keeper lit the lamp \xff\xfe and went to bed."), "en");
  EXPECT_EQ(detect_language("\xff\xfe"), std::nullopt);
}

TEST(Language, KnowsItsCodes) {
  EXPECT_TRUE(is_known_language("sw"));
  EXPECT_FALSE(is_known_language("xx"));
}

}  // namespace
}  // namespace assay::text
