// Mutations of whole templates render within their bounds, or are an Error. scripts/fuzz does the same for longer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/jinja/template.h"
#include "tests/support/mutation.h"

namespace assay::text::jinja {
namespace {

TEST(HostileTemplate, RendersWithinItsBoundsOrIsAnError) {
  const std::vector<std::string> seeds = {
      "{% for m in messages %}{{ loop.index0 }}: {{ m['role'] | upper }} {{ m.content | trim }}\n{% endfor %}",
      "{{ q ~ ' ' ~ list | join(', ') }}{% if n > 2 and not none %}{{ '%05.2f' % x }}{% else %}{{ list[1:] }}{% endif %}",
      "{% set ns = namespace(found=false) %}{% for k, v in map.items() %}{% set ns.found = k %}{% endfor %}{{ ns.found }}",
      "{% macro f(a, b=2) %}{{ a * b }}{% endmacro %}{{ f(n) }} {{ f('x', b=3) }} {{ range(1, 9, 2) | list | "
      "tojson(indent=2) }}",
      "{{ q.split('a')[0].replace('W', 'w').title() if q is string else 'x' }}{# a comment #}{% raw %}{{ }}{% endraw %}",
      "{{ list | map('string') | select('ne', 'b') | list }} {{ map | dictsort }} {{ '{:>8}'.format(q) }}"};
  test::Mutator mutator(4, {"{{",  "}}",   "{%",           "%}",           "{#",        "| ", "(", ")",
                            "[",   "]",    " * 999999999", " ** 99",       "__class__", ".x", "'", "not ",
                            "is ", "loop", "\xFF",         "range(10**9)", "%%",        "-",  "~ "});
  const Value context = json::parse(
      R"({"q": "What?", "n": 3, "x": 1.5, "none": null, "list": ["a", "b", [1, 2]], "map": {"k": "v", "m": {"z": 0}},
          "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]})",
      "context");
  for (int round = 0; round < test::fuzz_rounds(1500); ++round) {
    TemplateOptions options = round % 2 == 0 ? TemplateOptions() : TemplateOptions::chat();
    options.max_steps = 20'000;
    options.max_output_bytes = 1u << 20;
    try {
      const Template made(mutator.mutate(seeds[static_cast<std::size_t>(round) % seeds.size()]), "hostile", options);
      EXPECT_LE(made.render(context).size(), options.max_output_bytes);
      made.evaluate(context);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("hostile:"));
    }
  }
}

}  // namespace
}  // namespace assay::text::jinja
