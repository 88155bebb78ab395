#include <array>
#include <string>
#include <vector>

#include "metrics/extract/number.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/plain_number.h"

namespace assay::metrics::filters {
namespace {

constexpr std::string_view kOptions =
    "decimal_comma (the comma is the decimal mark; default false), fallback (the text where nothing is found; default "
    "[invalid]), on_no_match (fallback or keep; default fallback)";
constexpr std::array<FilterInfo, 2> kInfos = {
    {{"first_number", "the first number of an answer, written plainly: 1,250.50 as 1250.5, 3/4 as 0.75, 50% as 50",
      kOptions},
     {"last_number", "the last number of an answer, written plainly: 1,250.50 as 1250.5, 3/4 as 0.75, 50% as 50",
      kOptions}}};

class Number final : public Extraction {
 public:
  Number(const Options& options, bool last)
      : Extraction(options), last_(last), decimal_comma_(options.flag("decimal_comma", false)) {}

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    const std::vector<FoundNumber> numbers = find_numbers(text, decimal_comma_);
    if (numbers.empty()) return std::nullopt;
    return plain_number(last_ ? numbers.back().value : numbers.front().value);
  }

 private:
  bool last_;
  bool decimal_comma_;
};

}  // namespace

extern const FilterDef number = {kInfos, "assay",
                                 [](std::string_view name, const Options& options) -> std::unique_ptr<Filter> {
                                   return std::make_unique<Number>(options, name == "last_number");
                                 }};

}  // namespace assay::metrics::filters
