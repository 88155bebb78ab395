#include <array>
#include <string>
#include <vector>

#include "harness/text/unicode.h"
#include "metrics/extract/number_words.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/find_all.h"
#include "metrics/filter/regex_options.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"regex_or_number_word", "the text that a regular expression finds, else the number that English words write, in digits",
      RegexOptions::kOptions}}};

class RegexOrNumberWord final : public EachAnswer {
 public:
  explicit RegexOrNumberWord(const RegexOptions& options)
      : find_(options.find_all()), select_(options.group_select), fallback_(options.fallback) {}

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    const std::string text = answer.is_text ? answer.text : "";
    answer.is_text = true;
    const auto found = find_.in(text);
    if (std::string match = found ? std::string(text::strip(found->text)) : ""; !match.empty()) {
      answer.text = std::move(match);
      return;
    }
    const std::vector<std::int64_t> numbers = english_numbers(text);
    const auto count = static_cast<std::int64_t>(numbers.size());
    if (select_ < count && select_ >= -count) {
      answer.text = std::to_string(numbers[static_cast<std::size_t>(select_ < 0 ? select_ + count : select_)]);
      return;
    }
    answer.text = fallback_;
    answer.fell_back = true;
  }

 private:
  FindAll find_;
  std::int64_t select_;
  std::string fallback_;
};

}  // namespace

extern const FilterDef regex_or_number_word = {
    kInfos, "after the filter NumberParseRegexFilter of lm-evaluation-harness 0.4.13's task bbh; words are taken whole",
    [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
      return std::make_unique<RegexOrNumberWord>(RegexOptions(options));
    }};

}  // namespace assay::metrics::filters
