#include "metrics/extract/instructions/instructions.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

using test::read_json;
using test::test_data;

struct Golden {
  std::vector<std::string> names;
  std::vector<Instructions> instructions;
  Value content;
};

Golden read_golden(const std::string& file) {
  Golden golden;
  golden.content = read_json(test_data("golden/ifeval/" + file));
  for (const Value& written : golden.content.find("instructions")->as_array()) {
    Sample sample;
    sample.fields.set("instruction_id_list", Value(Value::Array{written.as_array()[0]}));
    sample.fields.set("kwargs", Value(Value::Array{written.as_array()[1]}));
    golden.names.push_back(json::dump(written));
    golden.instructions.emplace_back(sample);
  }
  return golden;
}

char verdict(const Instructions& instructions, const std::string& response) {
  const bool strict = instructions.followed(response, Strictness::kStrict)[0];
  const bool loose = instructions.followed(response, Strictness::kLoose)[0];
  return static_cast<char>('0' + (strict ? 1 : 0) + (loose ? 2 : 0));
}

TEST(Instructions, EqualTheReference) {
  const Golden golden = read_golden("ifeval.json");
  const Value::Array& responses = golden.content.find("responses")->as_array();
  EXPECT_GE(responses.size(), 250U);
  EXPECT_GE(golden.instructions.size(), 60U);
  for (const Value& line : responses) {
    const std::string& response = line.as_array()[0].as_string();
    const std::string& digits = line.as_array()[1].as_string();
    for (std::size_t i = 0; i < golden.instructions.size(); ++i)
      EXPECT_EQ(verdict(golden.instructions[i], response), digits[i])
          << golden.names[i] << " on " << json::dump(Value(response.substr(0, 300)));
  }
}

// langdetect guesses at these: each is an English text that it takes for another language, or a text of few words.
const std::set<std::string>& told_otherwise() {
  static const std::set<std::string> kTexts = {
  };
  return kTexts;
}

TEST(Instructions, EqualTheReferenceOnLanguages) {
  const Golden golden = read_golden("languages.json");
  std::set<std::string> different;
  int checked = 0;
  for (const Value& line : golden.content.find("responses")->as_array()) {
    const std::string& response = line.as_array()[0].as_string();
    const std::string& digits = line.as_array()[1].as_string();
    for (std::size_t i = 0; i < golden.instructions.size(); ++i) {
      if (digits[i] == '-') continue;
      ++checked;
      if (verdict(golden.instructions[i], response) != digits[i]) different.insert(response);
    }
  }
  EXPECT_GE(checked, 5000);
  EXPECT_EQ(different, told_otherwise());
}

TEST(Instructions, HostileAnswersTakeNoTime) {
  const Golden golden = read_golden("ifeval.json");
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string_view piece : {"[", "*", "<<", "\n", " \n", ".", ". ", "-", "\"", "{\"a\":", "\xff", "P.S"}) {
    std::string text;
    while (text.size() < 20'000) text += piece;
    for (const Instructions& instructions : golden.instructions) {
      try {
        instructions.followed(text, Strictness::kStrict);
      } catch (const Error&) {
        // A pattern that gives up is a reason not to score.
      }
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace assay::metrics
