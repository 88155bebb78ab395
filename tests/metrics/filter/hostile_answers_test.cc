// Hostile answers and options of filters give as many answers as the filter leaves, or an Error of the options.
// scripts/fuzz does the same for longer.
#include "tests/metrics/filter/filtering.h"
#include "tests/support/mutation.h"

namespace assay {
namespace {

TEST(HostileAnswers, AreFilteredOrAreAnErrorOfTheOptions) {
  const std::vector<std::string> answers = {
      "Let me think. \\boxed{\\frac{1}{2}} so the answer is (B), 42.", "#### 1,234.5\n```python\nprint('x')\n```",
      "<think>no</think> {\"name\": \"f\", \"arguments\": {\"a\": [1, 2]}}", "[('a', 'DET'), ('b', 'NOUN')]",
      "per: Ada $ loc: Oslo", "- one\n- two\n1. three", "\xE2\x80\x9Cyes\xE2\x80\x9D \xD9\xA3\xD9\xA4 \xF0\x9D\x9F\x98"};
  const std::vector<std::string> options = {"regex_pattern: '(a|b)+(\\d+)'\ngroup_select: -1", "{}", "fallback: x", "k: 2",
                                            "on_no_match: keep", "mapping_dict: {a: b}", "regex_pattern: '(a*)*b'"};
  test::Mutator mutator(5, {"\\boxed{", "(((((", ")", "{{{{", "[", "```", "<think>", "1e999", "9999999999999999999999",
                            "\xFF", "\\", "\xF0\x9F\x98\x80", "(?P<a>", "\\d+", "{,99}", "((a+)+)+$", "\n"});
  Sample sample;
  sample.choices = {"one", "two", "three"};
  sample.targets = {"two"};
  for (int round = 0; round < test::fuzz_rounds(150); ++round) {
    std::vector<FilteredAnswer> given(2);
    given[0].text = mutator.mutate(answers[static_cast<std::size_t>(round) % answers.size()]);
    given[1].text = answers[0];
    std::string yaml = options[static_cast<std::size_t>(round) % options.size()];
    if (round % 3 == 0) yaml = mutator.mutate(yaml);
    for (const FilterDef* def : metrics::filters::all_filters())
      for (const FilterInfo& info : def->filters) {
        try {
          const auto filter = make_filter(metrics::filters::all_filters(), info.name, Options::from_yaml(yaml, "hostile"));
          EXPECT_LE(filter->apply(given, sample).size(), filter->num_left(given.size())) << info.name;
        } catch (const Error& error) {
          EXPECT_EQ(error.kind(), ErrorKind::kConfig) << info.name << ": " << error.what();
        }
      }
  }
}

}  // namespace
}  // namespace assay
