#include <array>
#include <string>

#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"remove_whitespace", "the answer without white space at both ends (Unicode's, as Python's str.strip)", ""}}};

class RemoveWhitespace final : public EachAnswer {
 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    if (needs_text(answer, "remove_whitespace")) answer.text = std::string(text::strip(answer.text));
  }
};

}  // namespace

extern const FilterDef remove_whitespace = {kInfos, "lm-evaluation-harness 0.4.13",
                                            [](std::string_view, const Options&) -> std::unique_ptr<Filter> {
                                              return std::make_unique<RemoveWhitespace>();
                                            }};

}  // namespace assay::metrics::filters
