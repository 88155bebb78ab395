#include <array>
#include <string>

#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/find_all.h"
#include "metrics/filter/regex_options.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"regex", "the text that a regular expression finds, stripped", RegexOptions::kOptions}}};

class RegexFilter final : public EachAnswer {
 public:
  explicit RegexFilter(const RegexOptions& options) : find_(options.find_all()), fallback_(options.fallback) {}

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    const auto found = find_.in(answer.is_text ? answer.text : "");
    answer.is_text = true;
    if (!found) {
      answer.text = fallback_;
      answer.fell_back = true;
      return;
    }
    answer.fell_back |= found->no_group;
    answer.text = text::strip(found->no_group ? fallback_ : found->text);
  }

 private:
  FindAll find_;
  std::string fallback_;
};

}  // namespace

extern const FilterDef regex = {kInfos, "lm-evaluation-harness 0.4.13",
                                [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                  return std::make_unique<RegexFilter>(RegexOptions(options));
                                }};

}  // namespace assay::metrics::filters
