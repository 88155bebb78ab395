#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/error.h"
#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/find_all.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"map_regex", "the value of the pattern that is found in the answer",
      "regex_pattern_to_value (a map from patterns to texts), group_select (which of all matches, 0 the first, -1 the last; "
      "default 0), fallback (the text where no pattern is found; default [invalid]), ignore_case (the answer is read in lower "
      "case; default false)"}}};

class MapRegex final : public EachAnswer {
 public:
  explicit MapRegex(const Options& options)
      : fallback_(options.text("fallback", "[invalid]")), ignore_case_(options.flag("ignore_case", false)) {
    const std::int64_t select = options.integer("group_select", 0);
    const Options table = options.map("regex_pattern_to_value");
    std::string any;
    for (const std::string& pattern : table.keys()) {
      any += (any.empty() ? "" : "|") + pattern;
      try {
        values_.emplace_back(FindAll(pattern, select), table.text(pattern));
      } catch (const Error& error) {
        table.fail(pattern, error.message());
      }
    }
    if (values_.empty()) options.fail("regex_pattern_to_value", "expected a map of one pattern or more");
    any_ = std::make_unique<FindAll>(any, select);
  }

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    const std::string text = read(answer.is_text ? answer.text : "");
    answer.is_text = true;
    if (const auto found = any_->in(text)) {
      // Which of the patterns it was: the first that is in what all of them together found.
      const std::string match = read(text::strip(found->text));
      for (const auto& [find, value] : values_) {
        const auto own = find.in(match);
        if (!own || text::strip(own->text).empty()) continue;
        answer.text = value;
        return;
      }
    }
    answer.text = fallback_;
    answer.fell_back = true;
  }

 private:
  std::string read(std::string_view text) const { return ignore_case_ ? text::to_lower(text) : std::string(text); }

  std::string fallback_;
  bool ignore_case_;
  std::vector<std::pair<FindAll, std::string>> values_;
  std::unique_ptr<FindAll> any_;
};

}  // namespace

extern const FilterDef map_regex = {kInfos, "the filter MapRegexFilter of lm-evaluation-harness 0.4.13's task bbh",
                                    [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                      return std::make_unique<MapRegex>(options);
                                    }};

}  // namespace assay::metrics::filters
