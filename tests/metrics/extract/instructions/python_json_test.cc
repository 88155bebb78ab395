#include "metrics/extract/instructions/python_json.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::metrics {
namespace {

TEST(PythonJson, TakesWhatJsonLoadsTakes) {
  for (const char* text : {"{}", "[]", " {\"a\": [1, -2.5e+3, null, true, false, \"\\u00e9\\n\"]}\n",
                           "NaN", "-Infinity", "0", "\"\\ud800\""})
    EXPECT_TRUE(is_python_json(text)) << text;
}

TEST(PythonJson, RefusesWhatJsonLoadsRefuses) {
  for (const char* text : {"", "{", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\"}", "01", "1.", "-",
                           "+1", ".5", "1e", "'a'", "\"a", "\"\t\"", "\"\\x\"", "[1 2]", "{} {}",
                           "\xEF\xBB\xBF{}", "nul", "[}", "True"})
    EXPECT_FALSE(is_python_json(text)) << text;
}

TEST(PythonJson, IntegersHaveALimitAndDepthHasNone) {
  EXPECT_TRUE(is_python_json(std::string(4300, '9')));
  EXPECT_FALSE(is_python_json(std::string(4301, '9')));
  EXPECT_TRUE(is_python_json(std::string(4301, '9') + ".0"));
  EXPECT_TRUE(is_python_json(std::string(1'000'000, '[') + std::string(1'000'000, ']')));
  EXPECT_FALSE(is_python_json(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace assay::metrics
