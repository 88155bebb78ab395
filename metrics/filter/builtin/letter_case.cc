#include <array>
#include <string>

#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 2> kInfos = {
    {{"lowercase", "the answer in lower case, as Python's str.lower", ""},
     {"uppercase", "the answer in upper case, as Python's str.upper", ""}}};

class LetterCase final : public EachAnswer {
 public:
  explicit LetterCase(bool upper) : upper_(upper) {}

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    if (!needs_text(answer, kInfos[upper_ ? 1 : 0].name)) return;
    answer.text = upper_ ? text::to_upper(answer.text) : text::to_lower(answer.text);
  }

 private:
  bool upper_;
};

}  // namespace

extern const FilterDef letter_case = {kInfos, "lm-evaluation-harness 0.4.13",
                                      [](std::string_view name, const Options&) -> std::unique_ptr<Filter> {
                                        return std::make_unique<LetterCase>(name == "uppercase");
                                      }};

}  // namespace assay::metrics::filters
