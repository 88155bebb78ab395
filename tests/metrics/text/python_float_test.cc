#include "metrics/text/python_float.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "harness/text/jinja/text_form.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(PythonFloat, ReadsWhatPythonReads) {
  const Value golden = test::read_json(test::test_data("golden/metrics/drop.json"));
  ASSERT_GE(golden.find("floats")->size(), 80U);
  for (const Value& c : golden.find("floats")->as_array()) {
    const std::string& text = c.as_array()[0].as_string();
    const std::optional<double> number = python_float(text);
    const Value& expected = c.as_array()[1];
    EXPECT_EQ(number.has_value(), !expected.is_null()) << "'" << text << "'";
    if (!number || !expected.is_string()) continue;
    EXPECT_EQ(text::jinja::float_text(*number), expected.as_string()) << text;
  }
}

TEST(PythonFloat, BytesThatAreNoTextAreNoNumber) {
  EXPECT_FALSE(python_float("5\xFF").has_value());
  EXPECT_FALSE(python_float(std::string_view("\0", 1)).has_value());
}

}  // namespace
}  // namespace assay::metrics
