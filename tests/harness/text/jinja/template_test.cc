#include "harness/text/jinja/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::text::jinja {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string failure(std::string_view source, const Value& context = Value::object(), TemplateOptions options = {}) {
  try {
    return "rendered: " + Template(source, "t.jinja", options).render(context);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Template, FailuresNameTheTemplateTheLineAndTheColumn) {
  EXPECT_EQ(failure("a\n  {{ nope }}"), "t.jinja:2:6: 'nope' is undefined");
  EXPECT_THAT(failure("{{ 1 +"), StartsWith("t.jinja:1:"));
  EXPECT_EQ(failure("x\n{% if 1 %}\n\n"), "t.jinja:2:4: the block 'if' is not closed: expected 'endif'");
  EXPECT_EQ(failure("{{ 'a'|uper }}"), "t.jinja:1:8: there is no filter 'uper'; did you mean 'upper'?");
  EXPECT_EQ(failure("{{ raise_exception('stop here') }}"), "t.jinja:1:19: stop here");
  EXPECT_EQ(failure("\xC3\xA9\xC3\xA9{{ 1 / 0 }}"), "t.jinja:1:8: division by zero");
}

TEST(Template, WhatIsNotSupportedFailsWhenItIsRead) {
  for (const char* source :
       {"{% include 'x' %}", "{% extends 'x' %}", "{% block b %}{% endblock %}", "{% import 'x' as y %}", "{{ f(*a) }}",
        "{% for x in y recursive %}{% endfor %}", "{{ x|urlize }}", "{{ a[1,2] }}"})
    EXPECT_THROW(Template(source, "t"), Error) << source;
}

TEST(Template, EvaluateGivesTheValueOfASingleExpression) {
  const Value context = json::parse(R"({"a": [1, {"b": null}], "n": 2.5})", "test");
  EXPECT_EQ(json::dump(Template("{{ a }}", "t").evaluate(context)), R"([1,{"b":null}])");
  EXPECT_EQ(json::dump(Template("{{ (1, 'x', n) }}", "t").evaluate(context)), R"([1,"x",2.5])");
  EXPECT_EQ(json::dump(Template("{{ a|map('string') }}", "t").evaluate(context)), R"(["1","{'b': None}"])");
  EXPECT_EQ(json::dump(Template("{{ {1: n} }}", "t").evaluate(context)), R"({"1":2.5})");
  EXPECT_EQ(json::dump(Template("{{ a[0] + 1 }}", "t").evaluate(context)), "2");
  EXPECT_EQ(json::dump(Template("{{ a[0] }} ", "t").evaluate(context)), R"("1 ")");
  EXPECT_EQ(json::dump(Template("text", "t").evaluate(context)), R"("text")");
  EXPECT_THROW(Template("{{ nope }}", "t").evaluate(context), Error);
}

TEST(Template, OneTemplateRendersManyTimes) {
  const Template shared("{% set ns = namespace(n=0) %}{% for i in l %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
                        "t");
  EXPECT_EQ(shared.render(json::parse(R"({"l": [1, 2]})", "test")), "3");
  EXPECT_EQ(shared.render(json::parse(R"({"l": [5]})", "test")), "5");
}

TEST(Template, StrftimeNowTellsTheTime) {
  const std::string year = Template("{{ strftime_now('%Y') }}", "t").render(Value::object());
  EXPECT_GE(std::stoi(year), 2024);
  EXPECT_EQ(Template("{{ strftime_now('x') }}", "t").render(Value::object()), "x");
}

TEST(Template, ZipPairsItems) {
  EXPECT_EQ(Template("{% for a, b in zip([1, 2, 3], 'xy') %}{{ a }}{{ b }}{% endfor %}", "t").render(Value::object()),
            "1x2y");
}

TEST(Template, MethodsAfterALoopKeepTheMacrosScopeAlive) {
  EXPECT_EQ(Template("{% set ns = namespace() %}{% for i in [7] %}{% macro m() %}{{ i }}{% endmacro %}"
                     "{% set ns.m = m %}{% endfor %}{{ ns.m() }}",
                     "t")
                .render(Value::object()),
            "7");
}

TEST(Template, DeeplyNestedSourcesAreRefused) {
  for (const char* part : {"(", "[", "-", "not ", "{'a':", "x[", "x(", "a if b else "})
    EXPECT_THROW(Template("{{ " + repeat(part, 100000), "t"), Error) << part;
  EXPECT_THROW(Template("{{ x" + repeat(".a", 100000) + " }}", "t"), Error);
  EXPECT_THROW(Template("{{ 1" + repeat(" + 1", 100000) + " }}", "t"), Error);
  EXPECT_THROW(Template("{{ x" + repeat("|string", 100000) + " }}", "t"), Error);
  EXPECT_THROW(Template(repeat("{% if 1 %}", 100000), "t"), Error);
  EXPECT_THROW(Template("{% set " + repeat("(", 100000), "t"), Error);
  EXPECT_EQ(Template("{{ 1" + repeat(" ~ 1", 1000) + " }}", "t").render(Value::object()), std::string(1001, '1'));
}

TEST(Template, HostileTemplatesEndInAnError) {
  TemplateOptions options;
  options.max_steps = 300'000;
  options.max_output_bytes = 1 << 20;
  for (const char* source :
       {"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(a=m()) %}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% macro q() %}{% call m() %}{{ q() }}{% endcall %}{% endmacro "
        "%}{{ q() }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }}{% endfor %}",
        "{% set ns = namespace(s='aaaaaaaa') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = "
        "[ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = {'a': ns.l, 'b': ns.l} %}{% endfor %}{{ "
        "ns.l|tojson }}",
        "{% set a = namespace() %}{% set a.a = [a] %}{{ a }}",
        "{{ 'a' * 999999999999 }}",
        "{{ [0] * 999999999999 }}",
        "{{ 'a'|indent(999999999999) }}",
        "{{ 'a'|center(999999999999) }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ -9223372036854775807 - 2 }}",
        "{{ 10 ** 100 }}",
        "{{ 9999999999999999999 }}",
        "{{ 'aaaa'.replace('', 'b' * 999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ range(-9223372036854775807, 9223372036854775807)|list }}",
        "{{ 'a'.ljust(999999999999) }}",
        "{{ [1]|batch(999999999, 0)|list }}",
        "{{ (('a' * 1000000)|list) * 1000 }}"})
    EXPECT_THAT(failure(source, Value::object(), options), StartsWith("t.jinja:1:")) << source;
}

TEST(Template, ANamespaceThatHoldsItselfIsFreed) {
  EXPECT_EQ(Template("{% set a = namespace() %}{% set a.a = a %}{% set a.b = [a] %}ok", "t").render(Value::object()),
            "ok");
}

TEST(Template, ExtremeIndicesAreOnlyMissing) {
  const TemplateOptions lenient = TemplateOptions::chat();
  EXPECT_EQ(Template("{{ 'abc'[-9223372036854775807:9223372036854775807:9223372036854775807] }}"
                     "{{ 'abc'[::-9223372036854775807] }}{{ 'abc'[9223372036854775807] }}",
                     "t", lenient)
                .render(Value::object()),
            "ac");
  EXPECT_EQ(Template("{{ (-9223372036854775807 - 1) // -2 }}{{ (-9223372036854775807 - 1) % -1 }}", "t")
                .render(Value::object()),
            "46116860184273879040");
}

TEST(Template, BytesThatAreNoUtf8DoNoHarm) {
  EXPECT_EQ(Template("\xFF{{ '\xFF'|length }}\xC3", "t").render(Value::object()),
            "\xFF"
            "1\xC3");
  EXPECT_THROW(Template("{{ \xFF }}", "t"), Error);
}

}  // namespace
}  // namespace assay::text::jinja
