#include "harness/text/jinja/free_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::text::jinja {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(const std::string& source) { return free_names(std::string_view(source)); }

TEST(FreeNames, AreThoseThatTheContextMustGiveEachOnce) {
  EXPECT_THAT(names("{{ question }} {{ a.b }} {{ question | upper }} {% if flag and c[d] %}{{ e(f, k=g) }}{% endif %}"),
              ElementsAre("question", "a", "flag", "c", "d", "e", "f", "g"));
  EXPECT_THAT(names("plain"), IsEmpty());
}

TEST(FreeNames, WhatTheTemplateBindsItselfIsNotFree) {
  EXPECT_THAT(names("{% for x, y in rows %}{{ x }}{{ y }}{{ loop.index }}{% endfor %}{% set z = 1 %}{{ z }}"),
              ElementsAre("rows"));
  EXPECT_THAT(names("{% macro m(p, q=r) %}{{ p }}{{ q }}{% endmacro %}{{ m(s) }}"), ElementsAre("r", "s"));
  EXPECT_THAT(names("{% with w = v %}{{ w }}{% endwith %}{{ range(n) }}"), testing::UnorderedElementsAre("v", "n"));
}

TEST(FreeNames, WhatItAsksForFirstMayBeMissing) {
  EXPECT_THAT(names("{% if hint is defined %}{{ hint }}{% endif %}{{ tone | default('dry') }}{{ text }}"),
              ElementsAre("text"));
}

}  // namespace
}  // namespace assay::text::jinja
