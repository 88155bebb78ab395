#include "metrics/extract/instructions/instructions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
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

// Where langdetect and CLD2 do not agree.
const std::set<std::string>& told_otherwise() {
  static const std::set<std::string> kTexts = {
      // English in capital letters: langdetect leaves out what follows the first of them, and says German.
      "THE LIGHTHOUSE STANDS ON THE CLIFF ABOVE THE HARBOUR.",
      // Few words of English, for which langdetect guesses another language.
      "a keeper can't sleep; he'll doze.",
      "no.",
      "well . . . perhaps.",
      "yes!",
      // Ukrainian without a letter that Russian has not: langdetect says Russian.
      "\u041c\u043e\u044f \u0431\u0430\u0431\u0443\u0441\u044f \u0432\u0430\u0440\u0438\u0442\u044c "
      "\u0434\u0443\u0436\u0435 \u0441\u043c\u0430\u0447\u043d\u0438\u0439 \u0441\u0443\u043f, "
      "\u043a\u043e\u043b\u0438 \u0432 \u0433\u043e\u0440\u0430\u0445 \u0445\u043e\u043b\u043e\u0434\u043d\u043e.",
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

TEST(Instructions, EqualTheReferenceOnItsOwnPrompts) {
  ASSAY_SHARED_OR_SKIP(path, "data/ifeval/en_input_data.jsonl");
  const Value golden = read_json(test_data("golden/ifeval/prompts.json"));
  const Value::Array& expected = golden.find("prompts")->as_array();
  std::vector<Value> rows;
  const std::string lines = test::read_file(path);
  for (std::size_t at = 0, end = 0; (end = lines.find('\n', at)) != lines.npos; at = end + 1)
    rows.push_back(json::parse(lines.substr(at, end - at), path));
  ASSERT_EQ(rows.size(), expected.size());
  std::vector<std::string> different;
  int checked = 0;
  int unscored = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Sample sample;
    sample.fields = rows[i];
    std::optional<Instructions> instructions;
    try {
      instructions.emplace(sample);
    } catch (const Error& error) {
      EXPECT_THAT(error.message(), ::testing::HasSubstr("keywords:letter_frequency' is '"));
      ++unscored;
      continue;
    }
    for (std::size_t a = 0; a < 2; ++a) {
      const std::string& response = rows[(i + a) % rows.size()].find("prompt")->as_string();
      const std::vector<bool> strict = instructions->followed(response, Strictness::kStrict);
      const std::vector<bool> loose = instructions->followed(response, Strictness::kLoose);
      const std::string& digits = expected[i].as_array()[a].as_string();
      ASSERT_EQ(digits.size(), strict.size());
      for (std::size_t k = 0; k < strict.size(); ++k) {
        if (digits[k] == '-') continue;
        ++checked;
        if ((strict[k] ? 1 : 0) + (loose[k] ? 2 : 0) != digits[k] - '0')
          different.push_back(std::to_string(i) + "+" + std::to_string(a) + " " + instructions->name(k));
      }
    }
  }
  // What is left of these without some lines is a few words, or two languages: langdetect guesses otherwise.
  EXPECT_THAT(different, ::testing::ElementsAre("57+0 en:change_case:english_lowercase",
                                                "106+0 en:language:response_language",
                                                "377+0 en:change_case:english_lowercase"));
  EXPECT_EQ(unscored, 2);
  EXPECT_GE(checked, 1600);
}

TEST(Instructions, HostileAnswersComeToAnEnd) {
  const Golden golden = read_golden("ifeval.json");
  for (const std::string_view piece : {"[", "*", "<<", "\n", " \n", ".", ". ", "-", "\"", "{\"a\":", "\xff", "P.S"}) {
    std::string text;
    while (text.size() < 20'000) text += piece;
    for (const Instructions& instructions : golden.instructions) {
      try {
        EXPECT_EQ(instructions.followed(text, Strictness::kStrict).size(), 1U);
      } catch (const Error&) {
        // A pattern that gives up is a reason not to score.
      }
    }
  }
}

}  // namespace
}  // namespace assay::metrics
