#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/jinja/template.h"

namespace assay::text::jinja {
namespace {

using ::testing::HasSubstr;

std::string value_of(std::string_view source, std::string_view context = "{}") {
  try {
    return json::dump(Template(source, "t").evaluate(json::parse(context, "test")));
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(DataFilters, ReadPythonLiteralsAndJson) {
  EXPECT_EQ(value_of("{{ x | literal_eval }}", R"j({"x": "[{'a': (1, None)}, \"it's\"]"})j"), R"([{"a":[1,null]},"it's"])");
  EXPECT_EQ(value_of("{{ (x | from_json).a[0] }}", R"({"x": "{\"a\": [2.5]}"})"), "2.5");
  EXPECT_THAT(value_of("{{ x | literal_eval }}", R"j({"x": "open('f')"})j"), HasSubstr("needs a Python literal, not 'open('f')'"));
  EXPECT_THAT(value_of("{{ x | from_json }}", R"({"x": "{"})"), HasSubstr("needs JSON"));
  EXPECT_THAT(value_of("{{ 3 | from_json }}"), HasSubstr("needs a text, not int"));
}

TEST(DataFilters, FindPatternsAsPythonDoes) {
  EXPECT_EQ(value_of("{{ 'a1b22' | regex_findall('[0-9]+') }}"), R"(["1","22"])");
  EXPECT_EQ(value_of("{{ 'a1b22' | regex_findall('[a-z]([0-9]+)') }}"), R"(["1","22"])");
  EXPECT_EQ(value_of("{{ 'a1b22' | regex_findall('([a-z])([0-9]+)') }}"), R"([["a","1"],["b","22"]])");
  EXPECT_EQ(value_of("{{ 'a1b22' | regex_search('b([0-9])', 1) }}"), R"("2")");
  EXPECT_EQ(value_of("{{ 'a1b22' | regex_search('x') }}"), "null");
  EXPECT_THAT(value_of("{{ 'a' | regex_search('a', 1) }}"), HasSubstr("no group 1"));
  EXPECT_THAT(value_of("{{ 'a' | regex_search('(') }}"), HasSubstr("("));
}

// The order is that of SHA-256 of "KEY/PLACE", which `printf KEY/PLACE | sha256sum` gives too.
TEST(DataFilters, ShuffleDependsOnTheKeyAndThePlacesAlone) {
  EXPECT_EQ(value_of("{{ ['a', 'b', 'c', 'd'] | shuffle('key') }}"), value_of("{{ 'abcd' | shuffle('key') }}"));
  EXPECT_EQ(value_of("{{ [1, 2, 3, 4] | shuffle('key') | sort }}"), "[1,2,3,4]");
  EXPECT_EQ(value_of("{{ [] | shuffle(1) }}"), "[]");
  std::set<std::string> orders;
  for (int i = 0; i < 200; ++i) orders.insert(value_of("{{ 'abcd' | shuffle(" + std::to_string(i) + ") | join }}"));
  EXPECT_EQ(orders.size(), 24u);
}

TEST(ListOf, IsPythonsListComprehension) {
  EXPECT_EQ(value_of("{{ [x * 2 for x in [1, 2, 3] if x != 2] }}"), "[2,6]");
  EXPECT_EQ(value_of("{{ [k ~ v for k, v in {'a': 1}.items()] }}"), R"(["a1"])");
  EXPECT_EQ(value_of("{{ [i ~ c for (i, c) in enumerate('ab', 1)] }}"), R"(["1a","2b"])");
  EXPECT_EQ(value_of("{{ [[y for y in x] for x in ['ab', 'c']] }}"), R"([["a","b"],["c"]])");
  EXPECT_EQ(value_of("{{ [x for x in x] }}", R"({"x": [1]})"), "[1]");
  EXPECT_EQ(value_of("{{ [('y' if x else 'n') for x in (a if b else [0])] | join }}", R"({"a": [1, 0], "b": true})"), R"("yn")");
  EXPECT_THAT(value_of("{{ [x for x, y in [[1]]] }}"), HasSubstr("cannot unpack 1 items into 2 names"));
  EXPECT_THAT(value_of("{{ [x for x in [1]][0] + x }}"), HasSubstr("'x' is undefined"));
  EXPECT_THAT(value_of("{{ [x for in [1]] }}"), HasSubstr("expected"));
}

TEST(ListOf, IsBounded) {
  EXPECT_THAT(value_of("{{ [[[z for z in range(1000)] for y in range(1000)] for x in range(1000)] | length }}"), HasSubstr("steps"));
}

TEST(Functions, ChrAndOrdAreThoseOfPython) {
  EXPECT_EQ(value_of("{{ chr(65 + 2) ~ ord('a') }}"), R"("C97")");
  EXPECT_EQ(value_of("{{ ord(chr(128512)) }}"), "128512");
  EXPECT_THAT(value_of("{{ chr(-1) }}"), HasSubstr("not -1"));
  EXPECT_THAT(value_of("{{ ord('ab') }}"), HasSubstr("one character"));
}

}  // namespace
}  // namespace assay::text::jinja
