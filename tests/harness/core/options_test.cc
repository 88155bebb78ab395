#include "harness/core/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using testing::HasSubstr;

template <class F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.message();
  }
  return "no error";
}

TEST(Options, GivesTypedValuesAndDefaults) {
  const Options o = Options::from_yaml("a: 5\nb: 1.5\nc: yes\nd: [x, y]\ne: {f: text}\n", "t.yaml");
  EXPECT_EQ(o.integer("a", 0), 5);
  EXPECT_EQ(o.number("b", 0), 1.5);
  EXPECT_TRUE(o.flag("c", false));
  EXPECT_EQ(o.texts("d"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(o.map("e").text("f"), "text");
  EXPECT_EQ(o.integer("absent", 9), 9);
  EXPECT_NO_THROW(o.done());
}

TEST(Options, EscapesOfYamlForSpacesAndLineEndsAreWholeCharacters) {
  const Options o = Options::from_yaml("a: \"x\\_y\"\nb: \"\\N\\L\"\nc: \"\xC3\xA0\\_\xE2\x82\xAC\"\n", "t.yaml");
  EXPECT_EQ(o.text("a"), "x\xC2\xA0y");
  EXPECT_EQ(o.text("b"), "\xC2\x85\xE2\x80\xA8");
  EXPECT_EQ(o.text("c"), "\xC3\xA0\xC2\xA0\xE2\x82\xAC");
}

TEST(Options, NamesFileLineKeyAndNearestNameOfAnUnknownKey) {
  const Options o = Options::from_yaml("task: t\nmetircs: [a]\n", "gsm8k.yaml");
  o.text("task");
  o.has("metrics");
  EXPECT_EQ(error_of([&] { o.done(); }), "gsm8k.yaml:2: unknown key 'metircs'; did you mean 'metrics'?");
}

TEST(Options, RefusesAKeyAlsoWhereNothingWasAskedFor) {
  const Options o = Options::from_pairs("subset=all", "--metrics");
  EXPECT_EQ(error_of([&] { o.done(); }), "--metrics: unknown key 'subset'");
  EXPECT_NO_THROW(Options().done());
}

TEST(Options, FindsUnknownKeysInNestedMaps) {
  const Options o = Options::from_yaml("outer:\n  good: 1\n  bda: 2\n", "t.yaml");
  const Options inner = o.map("outer");
  inner.integer("good", 0);
  inner.integer("bad", 0);
  EXPECT_EQ(error_of([&] { o.done(); }), "t.yaml:3: unknown key 'bda' in 'outer'; did you mean 'bad'?");
}

TEST(Options, AMapThatNothingWasAskedOfKnowsNoKey) {
  const Options o = Options::from_pairs("bins=5", "test");
  EXPECT_EQ(error_of([&] { o.done(); }), "test: unknown key 'bins'");
  EXPECT_NO_THROW(Options().done());
}

TEST(Options, SaysWhatWasExpectedOfAWrongType) {
  const Options o = Options::from_yaml("n: abc\nlist: 5\nr: 200\n", "t.yaml");
  EXPECT_EQ(error_of([&] { o.integer("n", 0); }), "t.yaml:1: 'n': expected a whole number, not 'abc'");
  EXPECT_EQ(error_of([&] { o.items("list"); }), "t.yaml:2: 'list': expected a list, not a single value");
  EXPECT_EQ(error_of([&] { o.integer("r", 0, 1, 100); }), "t.yaml:3: 'r': 200 is out of range; expected 1 to 100");
  EXPECT_THAT(error_of([&] { o.text("missing"); }), HasSubstr("the key 'missing' is missing"));
}

TEST(Options, SyntaxErrorsNameTheLine) {
  EXPECT_THAT(error_of([] { Options::from_yaml("a: 1\nb: [1, 2\n", "t.yaml"); }), HasSubstr("t.yaml:3: not valid YAML"));
  EXPECT_EQ(error_of([] { Options::from_yaml("a: 1\na: 2\n", "t.yaml"); }), "t.yaml:2: the key 'a' is written twice");
  EXPECT_THAT(error_of([] { Options::from_yaml("- 1\n", "t.yaml"); }), HasSubstr("expected a map"));
}

TEST(Options, RefusesAliasBombsAndDeepNesting) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += "," + before;
    bomb += "]\n";
  }
  EXPECT_THAT(error_of([&] { Options::from_yaml(bomb, "t.yaml"); }), HasSubstr("aliases"));
  const std::string deep = "a: " + std::string(5000, '[') + std::string(5000, ']');
  EXPECT_NE(error_of([&] { Options::from_yaml(deep, "t.yaml"); }), "no error");
}

TEST(Options, AnUnclosedQuoteIsAnErrorAlsoBeforeTheLastLineEnd) {
  for (const char* yaml : {"a: \"b\n", "a: \"b", "a: 'b\n\n", "a: \"b\n  \n"})
    EXPECT_THAT(error_of([&] { Options::from_yaml(yaml, "t.yaml"); }), HasSubstr("not valid YAML")) << yaml;
  EXPECT_EQ(Options::from_yaml("a: |\n  b\n", "t").text("a"), "b\n");
  EXPECT_EQ(Options::from_yaml("a: |\n  b", "t").text("a"), "b");
  EXPECT_EQ(Options::from_yaml("a: |+\n  b\n\n", "t").text("a"), "b\n\n");
  EXPECT_EQ(Options::from_yaml("a: |-\n  b\n", "t").text("a"), "b");
  EXPECT_EQ(Options::from_yaml("a: b\n  c\n", "t").text("a"), "b c");
}

TEST(Options, ASecondDocumentIsAnError) {
  EXPECT_EQ(Options::from_yaml("---\na: 1\n...\n", "t.yaml").integer("a", 0), 1);
  EXPECT_THAT(error_of([] { Options::from_yaml("a: 1\n---\nb: 2\n", "t.yaml"); }),
              HasSubstr("another YAML document begins"));
}

TEST(Options, TagsThatAreNotYamlsOwnAreRefused) {
  for (const char* tag : {"!!python/name:os.system", "!!binary", "!secret", "!<tag:elsewhere.org:x>"})
    EXPECT_THAT(error_of([&] { Options::from_yaml("a: " + std::string(tag) + " x\n", "t.yaml").text("a"); }),
                HasSubstr("is not supported"))
        << tag;
  EXPECT_THAT(error_of([] { Options::from_yaml("a: 1\nb: !!python/object/apply:os.system [id]\n", "t.yaml"); }),
              HasSubstr("t.yaml:2: the tag !!python/object/apply:os.system is not supported"));
  EXPECT_THAT(error_of([] { Options::from_yaml("a: !!set {x, y}\n", "t.yaml"); }), HasSubstr("the tag !!set"));
  const Value own = Options::from_yaml("a: !!str 5\nb: !!int 5\nc: !!seq [1]\n", "t").to_value();
  EXPECT_TRUE(own.find("a")->is_string());
  EXPECT_TRUE(own.find("b")->is_int());
}

TEST(Options, NamesOfTheEnvironmentAreWords) {
  const auto nothing = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
  for (const char* bad : {"${}", "${a b}", "${a-b}", "${:-x}"}) {
    Options o = Options::from_yaml("x: 1\na: \"" + std::string(bad) + "\"\n", "t.yaml");
    EXPECT_THAT(error_of([&] { o.expand(nothing); }), HasSubstr("t.yaml:2: '" + std::string(bad) + "' names no environment"))
        << bad;
  }
}

TEST(Options, LongAndOddValuesAreCutInMessages) {
  const Options o = Options::from_yaml("n: " + std::string(100'000, 'x') + "\n\"a\\nb\": 1\n", "t.yaml");
  EXPECT_LT(error_of([&] { o.integer("n", 0); }).size(), 300u);
  EXPECT_THAT(error_of([&] { o.done(); }), HasSubstr("unknown key 'a\\nb'"));
}

TEST(Options, PutsTheEnvironmentInAndNamesAVariableThatIsNotSet) {
  Options o = Options::from_yaml("a: x${ONE}y\nb: ${TWO:-fallback}\nc: $$5\n", "t.yaml");
  const auto lookup = [](const std::string& name) -> std::optional<std::string> {
    if (name == "ONE") return "1";
    return std::nullopt;
  };
  o.expand(lookup);
  EXPECT_EQ(o.text("a"), "x1y");
  EXPECT_EQ(o.text("b"), "fallback");
  EXPECT_EQ(o.text("c"), "$5");
  Options bad = Options::from_yaml("x: 1\na: ${THREE}\n", "t.yaml");
  EXPECT_THAT(error_of([&] { bad.expand(lookup); }), HasSubstr("t.yaml:2: the environment variable THREE is not set"));
}

TEST(Options, OverridesAValueByItsPath) {
  Options o = Options::from_yaml("tasks: [a, {task: b, limit: 1}]\n", "t.yaml");
  o.set_path("tasks.1.limit", "20");
  o.set_path("tasks.0.limit", "7");
  o.set_path("sampling.temperature", "0.5");
  EXPECT_EQ(o.items("tasks")[1].integer("limit", 0), 20);
  EXPECT_EQ(o.items("tasks")[0].text("task"), "a");
  EXPECT_EQ(o.items("tasks")[0].integer("limit", 0), 7);
  EXPECT_EQ(o.map("sampling").number("temperature", 0), 0.5);
  EXPECT_THAT(error_of([&] { o.set_path("tasks.9.limit", "1"); }), HasSubstr("not the number of one of the 2 elements"));
}

TEST(Options, ReadsPairsAsWrittenBehindAMetric) {
  const Options o = Options::from_pairs("tokenize=intl,lowercase=true,stop=a\\,b", "--metrics");
  EXPECT_EQ(o.text("tokenize"), "intl");
  EXPECT_TRUE(o.flag("lowercase", false));
  EXPECT_EQ(o.text("stop"), "a,b");
  EXPECT_THAT(error_of([] { Options::from_pairs("oops", "--metrics"); }), HasSubstr("expected option=value, not 'oops'"));
}

TEST(Options, QuotedScalarsStayTextInFreeFormData) {
  const Value v = Options::from_yaml("a: '5'\nb: 5\nc: null\nd: true\n", "t").to_value();
  EXPECT_TRUE(v.find("a")->is_string());
  EXPECT_TRUE(v.find("b")->is_int());
  EXPECT_TRUE(v.find("c")->is_null());
  EXPECT_TRUE(v.find("d")->is_bool());
}

TEST(Options, AFunctionTagIsRefusedWhereItIsRead) {
  const Options o = Options::from_yaml("a: !function utils.f\n", "t.yaml");
  EXPECT_EQ(error_of([&] { o.text("a"); }), "t.yaml:1: 'a': the tag !function is not supported");
}

}  // namespace
}  // namespace assay
